/**
 * What a text is compared by: its bigrams as keyed tokens, each once, those of its title first (`keys/word-tokens.ts`). Nothing of the
 * text can be read from them.
 */
export interface Words {
  readonly tokens: ArrayLike<number>;
  /** So many of them, the first, are the title's. */
  readonly titled: number;
}

/** How often tokens occur among all texts that are compared. */
export interface Frequencies {
  readonly texts: number;
  /** In how many texts a token occurs. */
  of(token: number): number;
}

/** What a title says counts so often (the rest of a text once): it names the matter. */
const TITLE_COUNTS = 2;

/** A bigram that more than this share of all texts have tells none of them apart … */
const FREQUENT_SHARE = 0.05;
/** … but among few texts a share says nothing: so many may always have it. */
const NEVER_FREQUENT = 50;

/**
 * What a token weighs: the rarer, the more (inverse document frequency); nothing where it is frequent.
 * @param occurs in how many of `texts` texts it occurs; one that none has weighs as if one had it
 */
export const weightOf = (occurs: number, texts: number): number =>
  occurs > NEVER_FREQUENT && occurs > texts * FREQUENT_SHARE
    ? 0
    : Math.log((1 + texts) / Math.max(1, occurs)) + 1;

/** How much a token at a place of a text counts. */
export const countAt = (place: number, titled: number): number => (place < titled ? TITLE_COUNTS : 1);

/** Each token of a text by its weight there; without those that weigh nothing. */
export function weighted({ tokens, titled }: Words, frequencies: Frequencies): Map<number, number> {
  const weights = new Map<number, number>();
  for (let place = 0; place < tokens.length; place++) {
    const token = tokens[place] ?? 0;
    const weight = weightOf(frequencies.of(token), frequencies.texts) * countAt(place, titled);
    if (weight > 0) weights.set(token, weight);
  }
  return weights;
}

/** The length of such a text as a vector. */
export function lengthOf(weights: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const weight of weights.values()) sum += weight * weight;
  return Math.sqrt(sum);
}

/** How alike two texts are: the cosine of their bigrams by weight (TF-IDF), from 0 to 1. */
export function likeness(one: Words, other: Words, frequencies: Frequencies): number {
  const [a, b] = [weighted(one, frequencies), weighted(other, frequencies)];
  let common = 0;
  for (const [token, weight] of a) common += weight * (b.get(token) ?? 0);
  const lengths = lengthOf(a) * lengthOf(b);
  return lengths === 0 ? 0 : Math.min(1, common / lengths);
}
