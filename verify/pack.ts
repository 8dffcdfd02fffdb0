/** What a pack of evidence holds (`GET /v1/tickets/{id}/evidence`), as far as this program reads it. Times within lines are ms since 1970. */
export interface Pack {
  readonly format: string;
  readonly ticket: string;
  readonly exportedAt: string;
  readonly lines: readonly Line[];
  readonly superseded: readonly (Line & { readonly decided: number; readonly by: number })[];
  readonly law: { readonly rules: RulesPart; readonly calendar: CalendarPart };
  readonly texts: readonly CommittedText[];
  readonly inclusions: readonly Inclusion[];
}

/** A line of the ledger as it is hashed. */
export interface Line {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly actor: unknown;
  readonly command?: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The hash of the line before; none in the first. */
  readonly before?: string;
}

/** A text with the key of its commitment; neither where it was erased. */
export interface CommittedText {
  /** The command that said it, or the ticket for its title and content. */
  readonly of: string;
  readonly said?: Readonly<Record<string, string>>;
  readonly opener?: string;
}

export interface Inclusion {
  readonly checkpoint: Checkpoint;
  readonly head: { readonly seq: number; readonly hash: string; readonly law: string };
  readonly index: number;
  readonly path: readonly string[];
}

export interface Checkpoint {
  readonly number: number;
  readonly at: string;
  readonly root: string;
  readonly count: number;
  readonly before?: string;
  readonly key: string;
  readonly signature: string;
}

/** A checkpoint that a third party kept (`GET /v1/checkpoints/{number}`): with its heads it shows how every ticket in it stood. */
export interface KeptCheckpoint extends Checkpoint {
  readonly heads?: readonly {
    readonly ticket: string;
    readonly seq: number;
    readonly hash: string;
    readonly law: string;
  }[];
}

/** Of the rules only what deadlines are counted by. */
export interface RulesPart {
  /** When a day ends, in minutes after 00:00. */
  readonly dayEnds: number;
  readonly clocks: Readonly<Record<string, { readonly limit?: Limit } | undefined>>;
}

/** Days off and on as `MMDD`, parted by spaces, by year; over them those that the city published. A year without a source is not published. */
export type CalendarPart = Readonly<
  Record<
    string,
    { readonly source?: string; readonly off?: string; readonly on?: string; readonly local?: DaysPart }
  >
>;
interface DaysPart {
  readonly off: string;
  readonly on: string;
}

export interface Limit {
  readonly workdays?: number;
  readonly days?: number;
  readonly rollover?: boolean;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly sameDay?: boolean;
}

/** JSON with the fields of objects in the order of their names, and without those that are not there: what is hashed and signed. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((it) => canonical(it ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, it]) => it !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, it]) => `${JSON.stringify(name)}:${canonical(it)}`);
  return `{${fields.join(',')}}`;
}

/** What was found of one matter: what it proves, what it leaves open, and what does not hold, each with its place. */
export interface Finding {
  readonly of: string;
  readonly proven: readonly string[];
  readonly open?: readonly string[];
  readonly wrong: readonly string[];
}
