import type { DataKeys } from '../../../keys/data-keys';
import { bigramsOf, folded } from '../../../domain/characters';
import { sealedBigrams, wordsOf } from '../../../keys/word-tokens';
import type { TicketDocument } from '../ticket-document';

type Text = Pick<TicketDocument, 'title' | 'content'>;

/** What a ticket's title and content are found by, and compared by: the first so many tokens are the title's. */
export function wordTokens([newest]: DataKeys, text: Text): { words: number[]; titled: number } {
  return tokensBy(newest, text);
}

/** The same by each key, the newest first: what is stored may be found by an older one. */
export const tokensByKey = (keys: DataKeys, text: Text): Map<string, { words: number[]; titled: number }> =>
  new Map(keys.map((key) => [key.id, tokensBy(key, text)]));

function tokensBy(key: DataKeys[number], { title, content }: Text): { words: number[]; titled: number } {
  const [ofTitle, ofContent] = [title, content].map((text) => wordsOf(text).flatMap(bigramsOf));
  const words = sealedBigrams(key, [...(ofTitle ?? []), ...(ofContent ?? [])]);
  return { words, titled: sealedBigrams(key, ofTitle ?? []).length };
}

/** Words by which an index is asked: the longest, and of each some bigrams from its beginning to its end. The rest is looked up in what it finds. */
const WORDS = 3;
const BIGRAMS = 4;

/**
 * What is true of every ticket that says all of these words, and of few others.
 * @param words folded; at least one has two characters or more
 * @param categories all that tickets have: they are few, change with an amendment, and are no secret
 */
export function findableBy(
  keys: DataKeys,
  words: readonly string[],
  categories: readonly string[],
): Record<string, unknown> {
  const asked = words
    .filter((word) => bigramsOf(word).length > 0)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, WORDS);
  return {
    $and: asked.map((word) => {
      const tokens = keys.map((key) => ({ words: { $all: sealedBigrams(key, some(bigramsOf(word))) } }));
      const among = categories.filter((category) => folded(category).includes(word));
      return { $or: [...tokens, ...(among.length > 0 ? [{ 'matter.category': { $in: among } }] : [])] };
    }),
  };
}

/** At most {@link BIGRAMS} of them, evenly apart, the first and the last among them. */
const some = (bigrams: readonly string[]): string[] =>
  bigrams.length <= BIGRAMS
    ? [...bigrams]
    : Array.from(
        { length: BIGRAMS },
        (_, i) => bigrams[Math.round((i * (bigrams.length - 1)) / (BIGRAMS - 1))] ?? '',
      );

/** Whether a ticket says all of these words; bigrams alone may stand far from each other. @param words folded */
export function says(
  { title, content, matter }: Pick<TicketDocument, 'title' | 'content' | 'matter'>,
  words: readonly string[],
): boolean {
  const text = folded([title, content, matter.category].join('\n'));
  return words.every((word) => text.includes(word));
}
