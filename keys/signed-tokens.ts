import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions, SignJWT } from 'jose';
import { admitting, type DataKeys } from './data-keys';

const ALGORITHM = 'HS256';

/**
 * Signs a token of ours with the newest key, which it names.
 * @param claims moments among them are whole seconds; their order is that of the token, so that the same claims give the same token
 */
export const signed = ([newest]: DataKeys, claims: JWTPayload): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid: newest.id }).sign(newest.signing);

/**
 * Checks a token of ours by the key that it names: what others than the newest signed is good too, unless they are revoked.
 * @param expected the audience tells what a token is for, and is asked of every one
 * @returns its claims
 * @throws jose's JOSEError for any token that is not ours, not for this, or over
 */
export async function claimsOf(
  keys: DataKeys,
  token: string,
  expected: JWTVerifyOptions & { readonly audience: string },
): Promise<JWTPayload> {
  const keyOf = ({ kid }: { kid?: string }): Uint8Array => {
    const key = admitting(keys).find(({ id }) => id === kid);
    if (!key) throw new errors.JWSSignatureVerificationFailed();
    return key.signing;
  };
  const { payload } = await jwtVerify(token, keyOf, { ...expected, algorithms: [ALGORITHM] });
  return payload;
}
