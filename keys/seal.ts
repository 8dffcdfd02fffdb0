import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import parsePhoneNumber from 'libphonenumber-js/max';

/** What is sealed can't be opened: the key is missing, or it was changed, or stands in another place than it was sealed for. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * The keys of contact data. The first seals, all open: to rotate, put the new key first and keep the old one
 * until nothing is sealed with it any more.
 */
export type DataKeys = readonly [DataKey, ...DataKey[]];

interface DataKey {
  /** Which key it is, without giving it away. */
  readonly id: string;
  readonly sealing: Buffer;
  readonly hashing: Buffer;
  /** Makes the codes of callers without an account. */
  readonly coding: Buffer;
  /** Signs their tokens. */
  readonly signing: Buffer;
}

/** @param keys each 32 bytes, the newest first */
export function dataKeys(...keys: readonly [Buffer, ...Buffer[]]): DataKeys {
  const [first, ...older] = keys.map((key): DataKey => {
    if (key.length !== 32) throw new SealError(`A data key has 32 bytes, this one ${key.length}.`);
    const derived = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `huiyin ${use}`, 32));
    return {
      id: createHash('sha256').update(derived('id')).digest('hex').slice(0, 8),
      sealing: derived('seal'),
      hashing: derived('phone'),
      coding: derived('caller code'),
      signing: derived('caller token'),
    };
  });
  return [first as DataKey, ...older];
}

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/**
 * Seals a text (AES-256-GCM) as `<key id>.<base64url of nonce, tag and text>`.
 * @param place where it is kept, e.g. the ticket's id: opened elsewhere, it fails
 */
export function seal([{ id, sealing }]: DataKeys, text: string, place: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, sealing, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Opens what {@link seal} made. @throws SealError */
export function open(keys: DataKeys, sealed: string, place: string): string {
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

/**
 * Keyed hashes of a phone number, by which it is found again without being stored readable: the first is the one to store,
 * all are to be looked for. The same number written differently (`+86`, spaces, dashes) gives the same.
 * @returns none where the text is no phone number
 */
export function phoneHashes(keys: DataKeys, text: string): string[] {
  const number = parsePhoneNumber(text, { defaultCountry: 'CN', extract: false });
  if (!number?.isValid()) return [];
  return keys.map(({ hashing }) => createHmac('sha256', hashing).update(number.number).digest('base64url'));
}
