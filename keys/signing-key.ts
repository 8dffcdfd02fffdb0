import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** A public key of Ed25519 as others take it (RFC 8037). */
export interface PublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  /** Its thumbprint (RFC 7638): whoever has the key knows its id. */
  readonly kid: string;
}

/** What an installation signs its checkpoints with, so that others can tell whose they are. */
export interface SigningKey {
  readonly public: PublicKey;
  /** @returns the signature, as base64url */
  sign(text: string): string;
}

/** What stands before the 32 bytes of a private key of Ed25519 in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param secret 32 bytes @throws RangeError for another length */
export function signingKey(secret: Buffer): SigningKey {
  if (secret.length !== 32) throw new RangeError(`A signing key has 32 bytes, this one ${secret.length}.`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return {
    public: { kty: 'OKP', crv: 'Ed25519', x, kid: thumbprintOf(x) },
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  };
}

/** The members that RFC 8037 asks for, in the order of their names. */
const thumbprintOf = (x: string): string =>
  createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
