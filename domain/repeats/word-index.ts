import { countAt, type Frequencies, lengthOf, weighted, weightOf, type Words } from './likeness';

/** What of a ticket is compared besides its words; each a word of a closed vocabulary. */
export interface Marks {
  readonly category: string;
  readonly district: string;
  readonly receivedAt: number;
}

/** One that is like a text, the more the nearer it stands to the first. */
export interface Near {
  readonly id: string;
  /** How alike the texts are, nearly: lengths are those of when a text came in. From 0 to 1. */
  readonly likeness: number;
}

/** What the same category and the same district add, where many are alike. */
const SAME_MARK = 0.05;

/** Tokens of a text that are kept, its title's and then the least ones: of two long texts the same part is compared. */
const MOST_TOKENS = 256;
/** Tokens lie in pieces of so many (4 MiB each), so that one that is full is not copied into a larger. */
const PIECE = 2 ** 20;
/** Tokens are keyed hashes, and fall evenly into as many places; two in one place are counted as one. */
const PLACES = 2 ** 20;
/** Tokens of what is asked for, by their last 17 bits: whether one that is met can be among them. 16 kB, which lie nearest to the processor. */
const SIEVE = 2 ** 12;

/**
 * What tickets say, in memory, by keyed tokens alone: found are those that are most like a text. What is asked is compared with all of
 * them, one after the other, since a walk through memory is quicker than a hundred thousand jumps; nothing has to be arranged anew when
 * something changes.
 */
export class WordIndex implements Frequencies {
  private readonly occurs = new Uint32Array(PLACES);
  private pieces: Int32Array[] = [];
  /** Of the last piece. */
  private filled = PIECE;
  private wasted = 0;

  private readonly places = new Map<string, number>();
  private readonly free: number[] = [];
  private readonly ids: string[] = [];
  private readonly piece: Uint16Array;
  private readonly start: Uint32Array;
  private readonly count: Uint16Array;
  private readonly titled: Uint16Array;
  private readonly length: Float32Array;
  private readonly category: Uint32Array;
  private readonly district: Uint32Array;
  private readonly receivedAt: Float64Array;
  private readonly names = new Map<string, number>();

  /** @param most so many tickets at most: of more the latest */
  constructor(private readonly most: number) {
    this.piece = new Uint16Array(most);
    this.start = new Uint32Array(most);
    this.count = new Uint16Array(most);
    this.titled = new Uint16Array(most);
    this.length = new Float32Array(most);
    this.category = new Uint32Array(most);
    this.district = new Uint32Array(most);
    this.receivedAt = new Float64Array(most);
  }

  get texts(): number {
    return this.places.size;
  }

  /** What it holds (bytes), but for the ids of tickets. */
  get bytes(): number {
    const { piece, start, count, titled, length, category, district, receivedAt, occurs } = this;
    const arrays = [
      piece,
      start,
      count,
      titled,
      length,
      category,
      district,
      receivedAt,
      occurs,
      ...this.pieces,
    ];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  has(id: string): boolean {
    return this.places.has(id);
  }

  of(token: number): number {
    return this.occurs[placeOf(token)] ?? 0;
  }

  /** Takes a ticket in, or what is new of one; the same once more changes nothing. */
  put(id: string, words: Words, marks: Marks): void {
    const { tokens, titled } = kept(words);
    let place = this.places.get(id);
    if (place === undefined) {
      place = this.roomFor(id, marks);
      if (place === undefined) return;
      this.write(place, tokens, titled);
    } else if (!this.says(place, tokens, titled)) {
      this.take(place);
      this.write(place, tokens, titled);
    }
    this.category[place] = this.numberOf(marks.category);
    this.district[place] = this.numberOf(marks.district);
    this.receivedAt[place] = marks.receivedAt;
    if (this.wasted > PIECE && this.wasted * 4 > this.pieces.length * PIECE) this.compact();
  }

  /** Forgets a ticket. */
  drop(id: string): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.take(place);
    this.count[place] = 0;
    this.places.delete(id);
    this.ids[place] = '';
    this.free.push(place);
  }

  /** Forgets all but these. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.places.keys()) if (!ids.has(id)) this.drop(id);
  }

  /**
   * Measures texts anew by what is frequent by now; each step some of them, so that others come in between.
   */
  *measure(step = 2_000): Generator<void> {
    for (let place = 0; place < this.ids.length; place++) {
      this.length[place] = this.lengthAt(place);
      if (place % step === step - 1) yield;
    }
  }

  /**
   * Those that are most like a text.
   * @param most at least 1
   */
  nearest(words: Words, marks: Pick<Marks, 'category' | 'district'>, most: number): Near[] {
    const asked = weighted(kept(words), this);
    const length = lengthOf(asked);
    if (length === 0) return [];
    const sieve = new Uint32Array(SIEVE);
    // What one occurrence of a token in another text adds.
    const adds = new Map<number, number>();
    for (const [token, weight] of asked) {
      const at = (token >>> 5) & (SIEVE - 1);
      sieve[at] = (sieve[at] ?? 0) | (1 << (token & 31));
      adds.set(token, weight * weightOf(this.of(token), this.texts));
    }
    const [category, district] = [this.names.get(marks.category), this.names.get(marks.district)];
    const found = new Best(most);
    for (let place = 0; place < this.ids.length; place++) {
      const common = this.commonAt(place, adds, sieve);
      if (common === 0) continue;
      const alike = Math.min(1, common / (length * (this.length[place] ?? 1)));
      const more =
        (this.category[place] === category ? SAME_MARK : 0) +
        (this.district[place] === district ? SAME_MARK : 0);
      found.add(place, alike + more, alike);
    }
    return found.all().map(({ place, likeness }) => ({ id: this.ids[place] ?? '', likeness }));
  }

  private commonAt(place: number, adds: ReadonlyMap<number, number>, sieve: Uint32Array): number {
    const tokens = this.pieces[this.piece[place] ?? 0];
    const from = this.start[place] ?? 0;
    const to = from + (this.count[place] ?? 0);
    const titled = this.titled[place] ?? 0;
    if (tokens === undefined) return 0;
    let common = 0;
    for (let at = from; at < to; at++) {
      const token = tokens[at] as number;
      if ((((sieve[(token >>> 5) & (SIEVE - 1)] as number) >>> (token & 31)) & 1) === 0) continue;
      const added = adds.get(token);
      if (added !== undefined) common += added * countAt(at - from, titled);
    }
    return common;
  }

  private tokensAt(place: number): Int32Array {
    const from = this.start[place] ?? 0;
    return (this.pieces[this.piece[place] ?? 0] ?? NOTHING).subarray(from, from + (this.count[place] ?? 0));
  }

  private says(place: number, tokens: readonly number[], titled: number): boolean {
    const there = this.tokensAt(place);
    return (
      this.titled[place] === titled &&
      there.length === tokens.length &&
      tokens.every((token, at) => there[at] === token)
    );
  }

  private lengthAt(place: number): number {
    return lengthOf(weighted({ tokens: this.tokensAt(place), titled: this.titled[place] ?? 0 }, this));
  }

  /** A place for one more ticket; that of the earliest where all are taken, none where it would be the earliest. */
  private roomFor(id: string, { receivedAt }: Marks): number | undefined {
    if (this.places.size >= this.most) {
      let earliest = 0;
      for (let place = 1; place < this.ids.length; place++)
        if ((this.receivedAt[place] ?? 0) < (this.receivedAt[earliest] ?? 0)) earliest = place;
      if (receivedAt <= (this.receivedAt[earliest] ?? 0)) return undefined;
      this.drop(this.ids[earliest] ?? '');
    }
    const place = this.free.pop() ?? this.ids.length;
    this.ids[place] = id;
    this.places.set(id, place);
    return place;
  }

  private write(place: number, tokens: readonly number[], titled: number): void {
    if (this.filled + tokens.length > PIECE) {
      this.pieces.push(new Int32Array(PIECE));
      this.filled = 0;
    }
    const last = this.pieces.length - 1;
    this.pieces[last]?.set(tokens, this.filled);
    this.piece[place] = last;
    this.start[place] = this.filled;
    this.count[place] = tokens.length;
    this.titled[place] = titled;
    this.filled += tokens.length;
    for (const token of tokens) this.counted(token, 1);
    this.length[place] = this.lengthAt(place);
  }

  /** What a ticket said counts no longer. */
  private take(place: number): void {
    const tokens = this.tokensAt(place);
    for (const token of tokens) this.counted(token, -1);
    this.wasted += tokens.length;
  }

  private counted(token: number, more: 1 | -1): void {
    this.occurs[placeOf(token)] = this.of(token) + more;
  }

  /** Moves everything together; each piece is let go of as soon as it was read. */
  private compact(): void {
    const order = [...this.places.values()].sort(
      (a, b) => (this.piece[a] ?? 0) - (this.piece[b] ?? 0) || (this.start[a] ?? 0) - (this.start[b] ?? 0),
    );
    const old: (Int32Array | undefined)[] = this.pieces;
    const pieces: Int32Array[] = [];
    let [filled, reading] = [PIECE, 0];
    for (const place of order) {
      const at = this.piece[place] ?? 0;
      for (; reading < at; reading++) old[reading] = undefined;
      const from = this.start[place] ?? 0;
      const tokens = (old[at] ?? NOTHING).subarray(from, from + (this.count[place] ?? 0));
      if (filled + tokens.length > PIECE) {
        pieces.push(new Int32Array(PIECE));
        filled = 0;
      }
      pieces.at(-1)?.set(tokens, filled);
      this.piece[place] = pieces.length - 1;
      this.start[place] = filled;
      filled += tokens.length;
    }
    this.pieces = pieces;
    this.filled = filled;
    this.wasted = 0;
  }

  private numberOf(name: string): number {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    this.names.set(name, this.names.size);
    return this.names.size - 1;
  }
}

const NOTHING = new Int32Array(0);

const placeOf = (token: number): number => token & (PLACES - 1);

/** What is kept of a text. */
function kept({ tokens, titled }: Words): { tokens: number[]; titled: number } {
  const all = Array.from(tokens);
  if (all.length <= MOST_TOKENS) return { tokens: all, titled };
  const title = all.slice(0, Math.min(titled, MOST_TOKENS));
  const rest = all.slice(title.length).sort((a, b) => a - b);
  return { tokens: [...title, ...rest.slice(0, MOST_TOKENS - title.length)], titled: title.length };
}

/** The best of what was added, by a score; the place of the last is the first to go. */
class Best {
  private readonly kept: { readonly place: number; readonly score: number; readonly likeness: number }[] = [];

  constructor(private readonly most: number) {}

  add(place: number, score: number, likeness: number): void {
    const last = this.kept.at(-1);
    if (this.kept.length >= this.most && last !== undefined && last.score >= score) return;
    const before = this.kept.findIndex((it) => it.score < score);
    this.kept.splice(before < 0 ? this.kept.length : before, 0, { place, score, likeness });
    if (this.kept.length > this.most) this.kept.pop();
  }

  all(): readonly { readonly place: number; readonly likeness: number }[] {
    return this.kept;
  }
}
