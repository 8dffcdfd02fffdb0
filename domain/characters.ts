/** A text as it is searched: full-width or not, capital or not, its characters are the same. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Every two neighbouring characters of a word, in their order: Chinese is written without spaces, and most of its words have two. */
export function bigramsOf(word: string): string[] {
  const characters = Array.from(word);
  return characters.slice(1).map((second, index) => `${characters[index]}${second}`);
}
