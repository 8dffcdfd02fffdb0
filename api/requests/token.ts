import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { Problem, unauthenticated, unavailable } from '../http/problem';

/** How the tokens of accounts are signed, and what they have to say. */
export type TokenRules = TokenKeys & {
  /** What the header's `typ` has to be, e.g. `at+jwt` (RFC 9068); not looked at without. */
  readonly type?: string;
  /** Where the role and the unit stand, as {@link claimAt} reads it; `role` and `unit` without. */
  readonly roleClaim?: string;
  readonly unitClaim?: string;
};

/** By keys that are published at an address, or by a secret that is shared with who makes them. */
type TokenKeys =
  | { readonly jwksUrl: URL; readonly issuer: string; readonly audience: string }
  | {
      readonly secret: string;
      readonly issuer?: string;
      readonly audience?: string;
      /** Whether tokens that `npm run token` made are taken. */
      readonly development?: boolean;
    };

/** Who issues the tokens of `npm run token`: outside development they are refused, though the secret is the same. */
export const DEVELOPMENT = 'huiyin:development';

/** Seconds that clocks may differ. */
const TOLERANCE = 5;

/** Keys that an unknown one was looked for in are not fetched again so soon (ms): a key that was just put into use is known by then. */
const NEXT_LOOK = 5_000;

/** So long a key that is published no more counts at most (ms). */
const KEYS_LIVE = 10 * 60_000;

/**
 * Makes the check of an account's token.
 * @returns its claims; throws a problem that says exactly why: 401 for a token that is not valid, 503 when the published keys can't be had
 */
export function tokenReader(rules: TokenRules): (token: string) => Promise<JWTPayload> {
  const verified = verifier(rules);
  return (token) => verified(token).catch(refuseToken);
}

/** An algorithm is never taken from the token alone: a public key must not pass for a shared secret. */
function verifier(rules: TokenRules): (token: string) => Promise<JWTPayload> {
  const { type, issuer, audience } = rules;
  const all = { clockTolerance: TOLERANCE, requiredClaims: ['exp'] };
  const expected: JWTVerifyOptions = {
    ...all,
    ...(type === undefined ? {} : { typ: type }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  if ('jwksUrl' in rules) {
    const published = createRemoteJWKSet(rules.jwksUrl, {
      cooldownDuration: NEXT_LOOK,
      cacheMaxAge: KEYS_LIVE,
    });
    return async (token) =>
      (await jwtVerify(token, published, { ...expected, algorithms: ASYMMETRIC })).payload;
  }
  const secret = new TextEncoder().encode(rules.secret);
  return async (token) => {
    const isDevelopments = issuerOf(token) === DEVELOPMENT;
    if (isDevelopments && !rules.development)
      throw unauthenticated('The token was made for development.', 'invalid_token');
    const options = { ...(isDevelopments ? all : expected), algorithms: ['HS256'] };
    return (await jwtVerify(token, secret, options)).payload;
  };
}

const ASYMMETRIC = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

/** Who a token says that it is by; whether it is, its signature shows. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    // It is no token at all, which its check says better.
    return undefined;
  }
}

/**
 * What a token says at a place: a claim's name, or names with dots between them, as in `realm_access.roles`. A name may have dots of its
 * own, as `resource_access.hotline.city.roles` has for the client `hotline.city`: the longest name that is there goes first.
 */
export function claimAt(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  if (Object.hasOwn(claims, path)) return (claims as JWTPayload)[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    if (Object.hasOwn(claims, name)) return claimAt((claims as JWTPayload)[name], path.slice(dot + 1));
  }
  return undefined;
}

/** Tells the sender, who is to mend it, exactly what is wrong with a token that the signature library refused. */
export function refuseToken(error: unknown): never {
  if (error instanceof Problem) throw error;
  const why = error instanceof errors.JOSEError ? whyRefused(error) : undefined;
  if (why === undefined) throw unavailable('The keys that tokens are signed with can’t be had.');
  throw unauthenticated(why, 'invalid_token');
}

/** @returns undefined where the token is not what is wrong */
function whyRefused(error: errors.JOSEError): string | undefined {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) return wrongClaim(error);
  switch (error.code) {
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
      return 'The token is signed by an algorithm that is not taken (alg).';
    case 'ERR_JWKS_NO_MATCHING_KEY':
      return 'The token is signed by a key that is not published (kid, alg).';
    case 'ERR_JWKS_MULTIPLE_MATCHING_KEYS':
      return 'The token does not say by which of the published keys it is signed (kid).';
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return 'The token’s signature is not right.';
    case 'ERR_JWKS_TIMEOUT':
    case 'ERR_JWKS_INVALID':
    // What jose says of an answer that is not the key set.
    case 'ERR_JOSE_GENERIC':
      return undefined;
    default:
      return 'This is no signed JWT.';
  }
}

function wrongClaim({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `The token has no ${claim}.`;
  if (reason === 'invalid') return `The token’s ${claim} is of no use.`;
  switch (claim) {
    case 'iss':
      return 'The token is by another issuer (iss).';
    case 'aud':
      return 'The token is for another audience (aud).';
    case 'typ':
      return 'The token is of another type (typ).';
    case 'nbf':
      return 'The token is not valid yet (nbf).';
    default:
      return `The token’s ${claim} is not right.`;
  }
}
