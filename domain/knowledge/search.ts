import { charactersOf, gramsOf } from './grams';

/** A text that can be found. */
export interface Findable {
  readonly id: string;
  /** Of greater weight than the rest. */
  readonly question: string;
  readonly answer: string;
}

export interface Hit {
  readonly id: string;
  /** Greater is better; only good to compare hits of one search. */
  readonly score: number;
}

/** A word of the question counts as so many of the answer. */
const QUESTION = 3;
/** A single character counts as this share of a word. */
const CHARACTER = 0.4;
/** What is found shares a word with what is asked, or so many single characters. */
const IN_COMMON = 2;
/** How soon a word that comes again says nothing more, and how much a long text is held against it (BM25; Robertson, Zaragoza 2009). */
const K1 = 1.2;
const B = 0.6;
/** What is found has at least this share of the best one's score. */
const AS_GOOD = 0.25;

/**
 * A ranked search (Okapi BM25 over bigrams) through texts that are held in memory. It needs no word list and no segmenter, which a
 * city's own names would not be in.
 */
export class Search {
  /** By gram: which texts have it, and how often it counts there. */
  private readonly postings = new Map<string, Map<string, number>>();
  /** By text: its grams, so that it can be taken out, and its length. */
  private readonly texts = new Map<string, { readonly grams: readonly string[]; readonly length: number }>();
  private length = 0;

  /** Puts a text in, in place of the one of the same id. */
  put({ id, question, answer }: Findable): void {
    this.remove(id);
    const counts = new Map<string, number>();
    const count = (grams: readonly string[], weight: number): void => {
      for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + weight);
    };
    count(gramsOf(question), QUESTION);
    count(gramsOf(answer), 1);
    // Of the question alone: in answers they would be all over, and say little.
    count(charactersOf(question), 1);
    let length = 0;
    for (const [gram, times] of counts) {
      length += times;
      const known = this.postings.get(gram);
      if (known) known.set(id, times);
      else this.postings.set(gram, new Map([[id, times]]));
    }
    this.texts.set(id, { grams: [...counts.keys()], length });
    this.length += length;
  }

  remove(id: string): void {
    const text = this.texts.get(id);
    if (!text) return;
    for (const gram of text.grams) {
      const known = this.postings.get(gram);
      known?.delete(id);
      if (known?.size === 0) this.postings.delete(gram);
    }
    this.texts.delete(id);
    this.length -= text.length;
  }

  get size(): number {
    return this.texts.size;
  }

  /**
   * The texts that say most of what is asked, the best first; those of the same score in the order of their ids.
   * @param most how many at most
   */
  find(asked: string, most: number): Hit[] {
    const scores = new Map<string, { score: number; common: number }>();
    const average = this.length / Math.max(this.texts.size, 1);
    const weights = new Map(charactersOf(asked).map((it) => [it, CHARACTER]));
    for (const gram of gramsOf(asked)) weights.set(gram, 1);
    for (const [gram, weight] of weights) {
      const known = this.postings.get(gram);
      if (!known) continue;
      const rarity = Math.log(1 + (this.texts.size - known.size + 0.5) / (known.size + 0.5));
      for (const [id, times] of known) {
        const { length } = this.texts.get(id) ?? { length: 0 };
        const held = K1 * (1 - B + (B * length) / average);
        const { score, common } = scores.get(id) ?? { score: 0, common: 0 };
        scores.set(id, {
          score: score + (weight * rarity * times * (K1 + 1)) / (times + held),
          common: common + (weight === 1 ? IN_COMMON : 1),
        });
      }
    }
    const hits = [...scores].flatMap(([id, { score, common }]) =>
      common < IN_COMMON ? [] : [{ id, score }],
    );
    hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
    const least = (hits[0]?.score ?? 0) * AS_GOOD;
    return hits.slice(0, most).filter(({ score }) => score >= least);
  }
}
