import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What is sealed can't be opened: the key is missing, or it was changed, or stands in another place than it was sealed for. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

export interface SealingKey {
  /** Which key it is, without giving it away. */
  readonly id: string;
  /** 32 bytes. */
  readonly sealing: Buffer;
}

/** The first seals, all open. */
export type SealingKeys = readonly [SealingKey, ...SealingKey[]];

const ALGORITHM = 'aes-256-gcm';
/** Lengths in bytes. */
const NONCE = 12;
const TAG = 16;

/**
 * Seals a text (AES-256-GCM) as `<key id>.<base64url of nonce, tag and text>`.
 * @param place where it is kept, e.g. the ticket's id: opened elsewhere, it fails
 */
export function seal([{ id, sealing }]: SealingKeys, text: string, place: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, sealing, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Which key sealed a text, by its id. */
export const sealedBy = (sealed: string): string => sealed.slice(0, sealed.indexOf('.'));

/**
 * The same text, sealed with the first of `to`; as it is where that sealed it already.
 * @param by opens it
 * @throws SealError
 */
export const resealed = (by: SealingKeys, to: SealingKeys, sealed: string, place: string): string =>
  sealedBy(sealed) === to[0].id ? sealed : seal(to, open(by, sealed, place), place);

/** Opens what {@link seal} made. @throws SealError */
export function open(keys: SealingKeys, sealed: string, place: string): string {
  const [id = '', rest = ''] = sealed.split('.');
  const key = keys.find((it) => it.id === id);
  if (!key) throw new SealError(`Sealed with the data key ${id}, which is not among those given.`);
  const bytes = Buffer.from(rest, 'base64url');
  try {
    const decipher = createDecipheriv(ALGORITHM, key.sealing, bytes.subarray(0, NONCE), {
      authTagLength: TAG,
    })
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    return decipher.update(bytes.subarray(NONCE + TAG), undefined, 'utf8') + decipher.final('utf8');
  } catch (error) {
    throw new SealError('What is sealed here was changed, or sealed for another place.', { cause: error });
  }
}
