import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { DAY, HOUR, type Instant, instant } from '../domain/time/instant';
import type { DataKeys } from './data-keys';
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

/** What lets a caller without an account follow, press and evaluate the own ticket (JN-1, WF-13, WF-14, BJ-1). */
export interface CallerAccess {
  /** The code that belongs to a ticket's number, 8 digits; it is kept nowhere. */
  codeOf(ticketId: string): string;
  /** Compares in constant time, so that the time it takes tells nothing of the right code. */
  isCode(ticketId: string, code: string): boolean;
  /** A token for all that a caller may do with this ticket, good for an hour. */
  token(ticketId: string, at: Instant): Promise<Granted<string>>;
  /**
   * An address for a browser at which this ticket can be evaluated (HZ-10), good for 30 days; the same for the same moment.
   * Its token stands in the fragment, which no server is sent and no log has.
   */
  link(ticketId: string, at: Instant): Promise<Granted<string>>;
  /** @returns the claims of a token of ours; @throws the signature library's error for any other */
  claims(token: string): Promise<JWTPayload>;
}

const TOKEN_LIVES = HOUR;
const LINK_LIVES = 30 * DAY;
const DIGITS = 8;

/**
 * @param keys the newest codes and signs; what older ones coded and signed is good still
 * @param publicUrl where callers' browsers reach the API, without a slash at its end
 */
export function callerAccess(keys: DataKeys, publicUrl: string): CallerAccess {
  const [newest] = keys;

  async function sign(sub: string, ticket: string, scope: object, at: Instant, lives: number) {
    // JWT counts whole seconds.
    const issued = Math.floor(at / 1_000);
    const expires = issued + lives / 1_000;
    const what = await signed(keys, {
      role: 'caller',
      ticket,
      ...scope,
      sub,
      aud: CALLER_AUDIENCE,
      iat: issued,
      exp: expires,
    });
    return { what, expiresAt: instant(expires * 1_000) };
  }

  return {
    codeOf: (ticketId) => codeBy(newest.coding, ticketId),

    isCode: (ticketId, code) =>
      // All keys are tried, whichever fits.
      keys.map(({ coding }) => sameText(codeBy(coding, ticketId), code)).includes(true),

    // How somebody came in stands in the ledger as the account.
    token: (ticketId, at) => sign(`code:${ticketId}`, ticketId, {}, at, TOKEN_LIVES),

    async link(ticketId, at) {
      const { what, expiresAt } = await sign(
        `link:${ticketId}`,
        ticketId,
        { scope: EVALUATE },
        at,
        LINK_LIVES,
      );
      return { what: `${publicUrl}/evaluate#${what}`, expiresAt };
    },

    claims: (token) => claimsOf(keys, token, { audience: CALLER_AUDIENCE, clockTolerance: 5 }),
  };
}

/** 48 bits over 10⁸ codes: none is noticeably likelier than another. */
const codeBy = (key: Buffer, ticketId: string): string =>
  String(createHmac('sha256', key).update(ticketId).digest().readUIntBE(0, 6) % 10 ** DIGITS).padStart(
    DIGITS,
    '0',
  );

const sameText = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};
