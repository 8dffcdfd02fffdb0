import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { DAY, HOUR, type Instant, instant } from '../domain/time/instant';
import { admitting, type DataKeys } from './data-keys';
import { claimsOf, signed } from './signed-tokens';

/** Whom the tokens of callers without an account are for; by it they are told from those of a city's own accounts. */
export const CALLER_AUDIENCE = 'huiyin:caller';

/** A link of this scope lets evaluate, and nothing else. */
export const EVALUATE = 'evaluate';

/** What a token of ours lets somebody do, for a while. */
export interface Granted<T> {
  readonly what: T;
  readonly expiresAt: Instant;
}

/** A ticket, and how often its code was made anew: code, tokens and links are made from both. */
export interface CodedTicket {
  readonly id: string;
  /** 0 to {@link LAST_GENERATION}. */
  readonly codeGeneration: number;
}

/** What of a ticket decides whether a code and what is made from it still let in. */
export interface Ended {
  readonly closedAt?: Instant;
  readonly archivedAt?: Instant;
  readonly erasedAt?: Instant;
}

/** What lets a caller without an account follow, press and evaluate the own ticket (JN-1, WF-13, WF-14, BJ-1). */
export interface CallerAccess {
  /** The code of a ticket, 8 digits; it is kept nowhere. */
  codeOf(ticket: CodedTicket): string;
  /**
   * The generations of a ticket's code that this is one of; hardly ever more than one. All are compared in constant time, so that
   * the time it takes tells nothing of the right code, nor of what is stored.
   */
  generationsOf(ticketId: string, code: string): readonly number[];
  /** A token for all that a caller may do with this ticket, good for an hour. */
  token(ticket: CodedTicket, at: Instant): Promise<Granted<string>>;
  /**
   * An address for a browser at which this ticket can be evaluated (HZ-10), good for 30 days; the same for the same moment.
   * Its token stands in the fragment, which no server is sent and no log has.
   */
  link(ticket: CodedTicket, at: Instant): Promise<Granted<string>>;
  /** Whether the time is over in which a ticket's code lets in, and its tokens and links, whenever they were made. */
  isOver(ticket: Ended, now: Instant): boolean;
  /** @returns the claims of a token of ours; @throws the signature library's error for any other */
  claims(token: string): Promise<JWTPayload>;
}

/** So often a code is made anew at most: whoever guesses at a ticket's code guesses at this many, of which one lets in. */
export const LAST_GENERATION = 20;

const TOKEN_LIVES = HOUR;
const LINK_LIVES = 30 * DAY;
const DIGITS = 8;

/** What is made for a caller, to be told; whether it still lets in, {@link callerAccess} says. */
export type ForCallers = Pick<CallerAccess, 'codeOf' | 'token' | 'link'>;

/**
 * @param keys the newest codes and signs
 * @param publicUrl where callers' browsers reach the API, without a slash at its end
 */
export function forCallers(keys: DataKeys, publicUrl: string): ForCallers {
  async function sign(
    sub: string,
    { id: ticket, codeGeneration: generation }: CodedTicket,
    scope: object,
    at: Instant,
    lives: number,
  ) {
    // JWT counts whole seconds.
    const issued = Math.floor(at / 1_000);
    const expires = issued + lives / 1_000;
    const what = await signed(keys, {
      role: 'caller',
      ticket,
      // None in the first, as in those that were signed before there were more.
      ...(generation === 0 ? {} : { generation }),
      ...scope,
      sub,
      aud: CALLER_AUDIENCE,
      iat: issued,
      exp: expires,
    });
    return { what, expiresAt: instant(expires * 1_000) };
  }

  return {
    codeOf: (ticket) => codeBy(keys[0].coding, ticket),

    // How somebody came in stands in the ledger as the account.
    token: (ticket, at) => sign(`code:${ticket.id}`, ticket, {}, at, TOKEN_LIVES),

    async link(ticket, at) {
      const scope = { scope: EVALUATE };
      const { what, expiresAt } = await sign(`link:${ticket.id}`, ticket, scope, at, LINK_LIVES);
      return { what: `${publicUrl}/evaluate#${what}`, expiresAt };
    },
  };
}

/**
 * @param keys what others than the newest coded and signed is good too, unless they are revoked
 * @param publicUrl where callers' browsers reach the API, without a slash at its end
 * @param endsAfter natural days from a ticket's closure, after which nothing of this lets in
 */
export const callerAccess = (keys: DataKeys, publicUrl: string, endsAfter: number): CallerAccess => ({
  ...forCallers(keys, publicUrl),

  generationsOf: (id, code) =>
    Array.from({ length: LAST_GENERATION + 1 }, (_, codeGeneration) => codeGeneration).filter(
      (codeGeneration) =>
        // All keys are tried, whichever fits.
        admitting(keys)
          .map(({ coding }) => sameText(codeBy(coding, { id, codeGeneration }), code))
          .includes(true),
    ),

  isOver: ({ closedAt, archivedAt, erasedAt }, now) =>
    (archivedAt ?? erasedAt) !== undefined || (closedAt !== undefined && closedAt + endsAfter * DAY <= now),

  claims: (token) => claimsOf(keys, token, { audience: CALLER_AUDIENCE, clockTolerance: 5 }),
});

/** 48 bits over 10⁸ codes: none is noticeably likelier than another. The first generation is made from the number alone. */
function codeBy(key: Buffer, { id, codeGeneration }: CodedTicket): string {
  const from = codeGeneration === 0 ? id : `${id} ${codeGeneration}`;
  const bits = createHmac('sha256', key).update(from).digest().readUIntBE(0, 6);
  return String(bits % 10 ** DIGITS).padStart(DIGITS, '0');
}

const sameText = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};
