import { createHmac } from 'node:crypto';
import { folded } from '../domain/characters';
import type { DataKeys } from './data-keys';

/** What stands between white space, folded. */
export const wordsOf = (text: string): string[] => folded(text).split(/\s+/u).filter(Boolean);

/**
 * Bigrams as an index may hold them: keyed hashes, of which nothing can be read, and by which texts are found that have them.
 * Short ones (32 bits, the least that an index stores): what is found is to be looked at, whether it says what is searched.
 * @returns each once
 */
export function sealedBigrams({ indexing }: DataKeys[number], bigrams: Iterable<string>): number[] {
  const tokens = [...new Set(bigrams)].map((bigram) =>
    createHmac('sha256', indexing).update(bigram).digest().readInt32BE(),
  );
  return [...new Set(tokens)];
}
