import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { SealingKey } from './seal';

/**
 * The keys that a service has. The first seals, all open: to rotate, give the new key to every process beside the old one, then put it
 * first, and keep the old one until nothing is sealed with it any more.
 */
export type DataKeys = readonly [DataKey, ...DataKey[]];

export interface DataKey extends SealingKey {
  /** It only opens: codes, tokens and links that were made from it let nobody in any more. */
  readonly revoked?: true;
  readonly hashing: Buffer;
  /** Hashes the bigrams that texts are searched by. */
  readonly indexing: Buffer;
  /** Makes the codes of callers without an account. */
  readonly coding: Buffer;
  /** Signs tokens of ours: those of callers without an account, and links to calendars of units. */
  readonly signing: Buffer;
  /** Proves to workflows that what they are sent comes from the service. */
  readonly proving: Buffer;
  /** Signs checkpoints where the installation has no key of its own for that. */
  readonly attesting: Buffer;
  /** Makes the secrets that units check webhooks with, where the installation has no key of its own for that. */
  readonly webhooks: Buffer;
  /** Hashes the ids of sessions: who reads the database learns none that lets in. */
  readonly sessions: Buffer;
  /** Hashes what is kept of requests that may be repeated, so that a phone number can't be guessed from it. */
  readonly claiming: Buffer;
}

/**
 * The keys that a service works with.
 * @param newest 32 bytes, as each of the others
 * @throws RangeError for one of another length, and for one that is given twice
 */
export const dataKeys = (newest: Buffer, ...others: readonly Buffer[]): DataKeys =>
  unlike([madeFrom(newest), ...others.map(madeFrom)]);

/** The keys that the settings name. @throws RangeError as {@link dataKeys} */
export function keysOf(settings: {
  readonly HUIYIN_DATA_KEY: Buffer;
  readonly HUIYIN_DATA_KEYS_OTHER: readonly Buffer[];
  readonly HUIYIN_DATA_KEYS_REVOKED: readonly Buffer[];
}): DataKeys {
  const revoked = settings.HUIYIN_DATA_KEYS_REVOKED.map((key) => ({
    ...madeFrom(key),
    revoked: true as const,
  }));
  return unlike([...dataKeys(settings.HUIYIN_DATA_KEY, ...settings.HUIYIN_DATA_KEYS_OTHER), ...revoked]);
}

/** The keys whose codes, tokens and links are good; the first makes them. */
export const admitting = (keys: DataKeys): readonly DataKey[] => keys.filter(({ revoked }) => !revoked);

function unlike(keys: DataKeys): DataKeys {
  const ids = keys.map(({ id }) => id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length > 0) throw new RangeError(`Data keys are given twice: ${twice.join(', ')}.`);
  return keys;
}

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
    proving: derived('proof'),
    attesting: derived('checkpoints'),
    webhooks: derived('webhooks'),
    sessions: derived('sessions'),
    // Older than the others, and made in another way: requests that are kept are known by it.
    claiming: createHmac('sha256', key).update('huiyin requests').digest(),
  };
}
