import { createHmac } from 'node:crypto';
import type { DataKeys } from './data-keys';

/** A text as it is searched: full-width or not, capital or not, its characters are the same. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** What stands between white space, folded. */
export const wordsOf = (text: string): string[] => folded(text).split(/\s+/u).filter(Boolean);

/** Every two neighbouring characters of a word, in their order: Chinese is written without spaces, and most of its words have two. */
export function bigramsOf(word: string): string[] {
  const characters = Array.from(word);
  return characters.slice(1).map((second, index) => `${characters[index]}${second}`);
}

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
