/** A place in the project that names a rule. */
export interface Tag {
  readonly rule: string;
  /** Relative to the project's root. */
  readonly file: string;
  /** What names it there: a key of a rulebook, a declaration, a test. */
  readonly name: string;
  /** Where lines tell more than names do, as in a rulebook. */
  readonly line?: number;
}
