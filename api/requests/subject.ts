import { decodeJwt, type JWTPayload } from 'jose';
import { z } from 'zod';
import { unitId } from '../../domain/ids';
import { ROLES } from '../../domain/words';
import { CALLER_AUDIENCE, type CallerAccess, EVALUATE } from '../../keys/caller-access';
import type { Person } from '../../domain/ticket/event';
import { text } from '../http/fields';
import { unauthenticated } from '../http/problem';
import { claimAt, refuseToken, tokenReader, type TokenRules } from './token';

/** Who asks, as a checked token says it (DESIGN §4). */
export type Subject = Exclude<Claims, UnitClaims> | UnitSubject;
type Claims = z.infer<typeof claims> | z.infer<typeof callerClaims>;
type UnitClaims = Extract<Claims, { readonly role: 'unit' }>;

/** @property succeeds closed units whose work is this one's today, by their ids */
export type UnitSubject = UnitClaims & { readonly succeeds?: readonly string[] };

/** The units whose tickets and messages are this one's. */
export const actsFor = ({ unit, succeeds = [] }: UnitSubject): readonly string[] => [unit, ...succeeds];

/** What a ticket and its ledger know of who asks: the role and the unit, never the account. */
export const actorOf = (subject: Subject): Person =>
  subject.role === 'unit' ? { role: 'unit', unit: unitId(subject.unit) } : { role: subject.role };

/** Who asks, with the account: for what only the database holds. */
export const accountOf = (subject: Subject) => ({ ...actorOf(subject), sub: subject.sub });

const sub = text(200);
/** When the token ends (s since 1970), for answers that go on: every token says it. */
const exp = z.number().optional();
const claims = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.enum(['operator', 'supervisor', 'admin', 'auditor', 'leader', 'gateway']), sub, exp }),
    z.object({ role: z.literal('unit'), sub, exp, unit: text(100) }),
    z.object({ role: z.literal('caller'), sub, exp, ticket: text(100) }),
  ],
  {
    error: 'expected exactly one role: operator, unit, supervisor, caller, admin, auditor, leader or gateway',
  },
);

/** Of a token that we signed ourselves, for a caller without an account; one that came by a link has a scope. */
const callerClaims = z.object({
  role: z.literal('caller'),
  sub,
  exp,
  ticket: text(100),
  scope: z.literal(EVALUATE).optional(),
  /** Of the code that it was made with. */
  generation: z.int().min(0).default(0),
});
export type WithoutAccount = z.infer<typeof callerClaims>;

export type ReadSubject = (authorization: string | undefined) => Promise<Subject>;

/**
 * Makes the check of an `Authorization` header.
 * @param callers checks the tokens that we sign ourselves: they, and only they, are for our own audience
 * @returns who asks; throws a problem: 401 for a token that is missing or not valid, 503 when the published keys can't be had
 */
export function subjectReader(rules: TokenRules, callers: Pick<CallerAccess, 'claims'>): ReadSubject {
  const claimsOf = tokenReader(rules);
  return async (authorization) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw unauthenticated('Send a token: Authorization: Bearer <JWT>.');
    const found = isCallers(token)
      ? complete(callerClaims.safeParse(await callers.claims(token).catch(refuseToken)), {})
      : subjectIn(await claimsOf(token), rules);
    if ('subject' in found) return found.subject;
    throw unauthenticated(`The token’s claims are not complete: ${found.wrong}`, 'invalid_token');
  };
}

type Places = Pick<TokenRules, 'roleClaim' | 'unitClaim'>;

/** Who somebody is by the claims of a provider; or what of them is missing or wrong. */
export function subjectIn(said: JWTPayload, places: Places): { subject: Subject } | { wrong: string } {
  const { roleClaim = 'role', unitClaim = 'unit' } = places;
  return complete(claims.safeParse(ownWords(said, roleClaim, unitClaim)), places);
}

function complete(
  found: z.ZodSafeParseResult<Subject>,
  { roleClaim = 'role', unitClaim = 'unit' }: Places,
): { subject: Subject } | { wrong: string } {
  if (found.success) return { subject: found.data };
  const placeOf = (name: PropertyKey): string =>
    name === 'role' ? roleClaim : name === 'unit' ? unitClaim : String(name);
  const wrong = found.error.issues.map(({ path, message }) => `${path.map(placeOf).join('.')}: ${message}`);
  return { wrong: wrong.join('; ') };
}

/**
 * What an account's token says, as we name it. A provider lists the roles that somebody has, some of which are for other programs and
 * some its own: exactly one has to be a role of ours. A unit may stand in a list alone.
 */
const ownWords = (said: JWTPayload, roleClaim: string, unitClaim: string): JWTPayload => ({
  ...said,
  role: theOne(claimAt(said, roleClaim), (it) => Object.hasOwn(ROLES, it)),
  unit: theOne(claimAt(said, unitClaim), () => true),
});

const theOne = (said: unknown, isMeant: (it: string) => boolean): unknown => {
  if (!Array.isArray(said)) return said;
  const meant = new Set(said.filter((it): it is string => typeof it === 'string' && isMeant(it)));
  return meant.size === 1 ? [...meant][0] : undefined;
};

/** Whether a token says that it is one of ours; whether it is, its signature shows. */
function isCallers(token: string): boolean {
  try {
    return [decodeJwt(token).aud].flat().includes(CALLER_AUDIENCE);
  } catch {
    // It is no token at all, which its check says better.
    return false;
  }
}
