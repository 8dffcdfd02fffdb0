/** The fields of an order or an index, one after the other, with their directions. */
export type Key = Readonly<Record<string, 1 | -1>>;

/** A query, and the index that serves it: the fields that it compares come first there, its order after them. */
export interface Query {
  /** Fields that are compared with a value or some, or are missing; it may compare further ones in what these find. */
  readonly equals: readonly string[];
  /** Of which it wants what lies before or after a value; not where that is the first of its order. */
  readonly range?: string;
  readonly order?: Key;
  /** What it compares besides and the index has at its end, so that it reads none of what lies outside. */
  readonly covers?: readonly string[];
  /** Why what it finds is little enough to be put in order when it was found. */
  readonly few?: string;
  readonly index: Key;
}

/** In the order of ids. */
export const BY_ID = { _id: 1 } as const;
