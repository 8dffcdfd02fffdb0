import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { unitId } from '../../domain/ids';
import { CALLER_AUDIENCE, type CallerAccess, EVALUATE } from '../../keys/caller-access';
import type { Person } from '../../domain/ticket/event';
import { text } from '../http/fields';
import { unauthenticated, unavailable } from '../http/problem';

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

const sub = text(200);
const claims = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.enum(['operator', 'supervisor', 'admin', 'auditor']), sub }),
    z.object({ role: z.literal('unit'), sub, unit: text(100) }),
    z.object({ role: z.literal('caller'), sub, ticket: text(100) }),
  ],
  { error: 'expected a role: operator, unit, supervisor, caller, admin or auditor' },
);

/** Of a token that we signed ourselves, for a caller without an account; one that came by a link has a scope. */
const callerClaims = z.object({
  role: z.literal('caller'),
  sub,
  ticket: text(100),
  scope: z.literal(EVALUATE).optional(),
});

/** How tokens are signed: by a secret that is shared with who makes them, or by keys that are published at an address. */
export type TokenKeys = { readonly secret: string } | { readonly jwksUrl: URL };

export type ReadSubject = (authorization: string | undefined) => Promise<Subject>;

/** Seconds that clocks may differ. */
const TOLERANCE = 5;

/**
 * Makes the check of an `Authorization` header.
 * @param callers checks the tokens that we sign ourselves: they, and only they, are for our own audience
 * @returns who asks; throws a problem: 401 for a token that is missing or not valid, 503 when the published keys can't be had
 */
export function subjectReader(keys: TokenKeys, callers: Pick<CallerAccess, 'claims'>): ReadSubject {
  const verify = verifier(keys);
  return async (authorization) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw unauthenticated('Send a token: Authorization: Bearer <JWT>.');
    const found = isCallers(token)
      ? callerClaims.safeParse(await callers.claims(token).catch(refuseToken))
      : claims.safeParse(await verify(token).catch(refuseToken));
    if (found.success) return found.data;
    const wrong = found.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw unauthenticated(`The token’s claims are not complete: ${wrong}`, 'invalid_token');
  };
}

/** Whether a token says that it is one of ours; whether it is, its signature shows. */
function isCallers(token: string): boolean {
  try {
    return [decodeJwt(token).aud].flat().includes(CALLER_AUDIENCE);
  } catch {
    // It is no token at all, which its check says better.
    return false;
  }
}

/** An algorithm is never taken from the token alone: a public key must not pass for a shared secret. */
function verifier(keys: TokenKeys): (token: string) => Promise<JWTPayload> {
  if ('secret' in keys) {
    const secret = new TextEncoder().encode(keys.secret);
    return async (token) =>
      (await jwtVerify(token, secret, { algorithms: ['HS256'], clockTolerance: TOLERANCE })).payload;
  }
  const published = createRemoteJWKSet(keys.jwksUrl);
  const algorithms = [
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
  ];
  return async (token) =>
    (await jwtVerify(token, published, { algorithms, clockTolerance: TOLERANCE })).payload;
}

function refuseToken(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw unauthenticated('The token has expired.', 'invalid_token');
  const keysAway =
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    // What jose says of an answer that is not the key set.
    error.code === 'ERR_JOSE_GENERIC';
  if (keysAway) throw unavailable('The keys that tokens are signed with can’t be had.');
  throw unauthenticated('The token is not valid.', 'invalid_token');
}
