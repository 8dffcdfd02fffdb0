import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { SealingKey } from './seal';

/**
 * The keys that a service has. The first seals, all open: to rotate, put the new key first and keep the old one
 * until nothing is sealed with it any more.
 */
export type DataKeys = readonly [DataKey, ...DataKey[]];

interface DataKey extends SealingKey {
  readonly hashing: Buffer;
  /** Hashes the bigrams that texts are searched by. */
  readonly indexing: Buffer;
  /** Makes the codes of callers without an account. */
  readonly coding: Buffer;
  /** Signs tokens of ours: those of callers without an account, and links to calendars of units. */
  readonly signing: Buffer;
  /** Signs checkpoints where the installation has no key of its own for that. */
  readonly attesting: Buffer;
  /** Hashes what is kept of requests that may be repeated, so that a phone number can't be guessed from it. */
  readonly claiming: Buffer;
}

/**
 * The keys that a service works with.
 * @param newest 32 bytes, as each of those before it
 * @throws RangeError for one of another length
 */
export const dataKeys = (newest: Buffer, ...older: readonly Buffer[]): DataKeys => [
  madeFrom(newest),
  ...older.map(madeFrom),
];

function madeFrom(key: Buffer): DataKey {
  if (key.length !== 32) throw new RangeError(`A data key has 32 bytes, this one ${key.length}.`);
  const derived = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `huiyin ${use}`, 32));
  return {
    id: createHash('sha256').update(derived('id')).digest('hex').slice(0, 8),
    sealing: derived('seal'),
    hashing: derived('phone'),
    indexing: derived('bigrams'),
    coding: derived('caller code'),
    signing: derived('caller token'),
    attesting: derived('checkpoints'),
    // Older than the others, and made in another way: requests that are kept are known by it.
    claiming: createHmac('sha256', key).update('huiyin requests').digest(),
  };
}
