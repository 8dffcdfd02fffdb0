import type { UnitId } from '../ids';
import type { Calendar } from '../time/calendar';
import {
  type Channel,
  type ClockName,
  type Coordination,
  type Kind,
  type Level,
  type Mode,
  type Recipient,
  keysOf,
} from '../words';
import type { Span } from '../time/span';

/** What a rung does when its moment has come. */
export type RungAct =
  | { readonly do: 'remind' | 'urge' }
  | { readonly do: 'supervise'; readonly mode: Mode }
  | { readonly do: 'escalate'; readonly level: Level };

/**
 * One step of a clock's ladder. `before` and `after` are counted from the due moment; spans in days are counted in whole days
 * from the day that the clock ends on and name their time of day, in minutes (DESIGN §3).
 */
export type Rung = RungAct & {
  readonly to: readonly Recipient[];
  readonly at?: number;
  readonly every?: Span;
  readonly source?: string;
} & ({ readonly before: Span } | { readonly after: Span });

export interface ClockRule {
  readonly limit: Span;
  readonly ladder: readonly Rung[];
  /** Rule id; in a rulebook also `local`, where the city's own set-up says so. */
  readonly source?: string;
  /** What is settled on the spot is fed back within this limit, where it ends earlier (JE-9). */
  readonly onTheSpot?: Sourced & { readonly limit: Span };
  /** A report of progress fulfils the clock, and starts a fresh one (JE-10: result or progress within 3 days). */
  readonly renewedByProgress?: Sourced;
}

/** Where a value comes from: a rule's id; in a rulebook also `local`, for what the city set for itself. */
export interface Sourced {
  readonly source?: string;
}

export interface DeclineGround extends Sourced {
  readonly id: string;
  /** Parts that a refusal on this ground must have besides its reason. */
  readonly needs: readonly string[];
  /** Not a ground to refuse: such a matter is answered at once, with the result that there is (JE-4). */
  readonly instead?: 'answer';
}

/** What an order to units must look like. */
export interface DispatchRule {
  /** An order to a street goes to its district too, which presses and coordinates (BJ-3). */
  readonly copyDistrict?: Sourced;
  /** Where a municipal department and a county share a matter, the department leads (WF-24). */
  readonly departmentLeads?: Sourced;
  /** A county or a department may not push its matter down to a town or street (WF-24). */
  readonly notPassedDown?: Sourced;
  /** Who gets a copy of what is dispatched to whom (JE-21). Units by their ids. */
  readonly linked?: readonly (Sourced & { readonly unit: UnitId; readonly copy: UnitId })[];
  /** How a matter whose unit is not clear is settled before its dispatch (BJ-4, JE-7, HZ-12). */
  readonly coordination?: Sourced & { readonly how: Coordination };
}

export interface ExtensionRule extends Sourced {
  /** How many extensions a ticket may get, 0–10. */
  readonly times: number;
  /** The longest single one, counted from the due moment that it moves. */
  readonly longest: Span;
}

/** Parts that a closure application needs besides `response`, `result` and `method` (HZ-8). */
export interface ClosureRule extends Sourced {
  /** Where other units assisted: how it was coordinated. */
  readonly assisted?: readonly string[];
  /** Where the matter was explained and not resolved. */
  readonly explained?: readonly string[];
}

/** What happens by itself when something has happened to a ticket for the nth time; once in its life. */
export type Trigger = Sourced & {
  readonly on: Countable;
  readonly times: number;
} & TriggerAct;

export type TriggerAct =
  | { readonly do: 'supervise'; readonly mode: Mode; readonly to: readonly Recipient[] }
  | { readonly do: 'escalate'; readonly level: Level; readonly to: readonly Recipient[] }
  | { readonly do: 'refer'; readonly to: readonly Recipient[] };

/** `pressed`: the unit was urged or its closure sent back (JE-19: 催办、退办). */
export type Countable = 'improper-return' | 'unresolved' | 'rehandled' | 'pressed';

/** Who is told at once of a matter of some weight (JE-6). */
export interface Briefing extends Sourced {
  readonly to: readonly Recipient[];
  /** It is under such supervision from its dispatch on (JE-17: matters raised by the media). */
  readonly mode?: Mode;
}

export interface CallbackRule {
  readonly scale: readonly string[];
  /** Answers on the scale that send a ticket back to the unit. */
  readonly dissatisfied: readonly string[];
  /** How many times a ticket goes back to the unit before it is for the supervisor to decide, 0–10. */
  readonly rehandle: number;
  /** How many calls are made to a caller who is not reached before the ticket closes all the same, 1–10. */
  readonly attempts: number;
  readonly source?: string;
}

/**
 * One rulebook version as it binds one ticket: already chosen for the ticket's kind, channel and urgency.
 * It travels in the workflow's input, so it holds no labels and no comments.
 */
export interface Rules {
  readonly id: string;
  readonly version: string;
  /** The first 12 hex digits of its file's SHA-256: tells two files of the same version apart. */
  readonly hash?: string;
  /** Minutes after 00:00 at which a day ends. */
  readonly dayEnds: number;
  readonly clocks: Readonly<Partial<Record<ClockName, ClockRule>>>;
  readonly decline: readonly DeclineGround[];
  readonly callback?: CallbackRule;
  /** The rest is missing for tickets that were started before their rulebook knew the word; they live on without it. */
  readonly dispatch?: DispatchRule;
  /** Assisting units have a clock of their own, and the lead's closure waits for what they owe it (BJ-7). */
  readonly contribution?: Sourced;
  readonly extension?: ExtensionRule;
  /** Grounds to end the handling besides those for not accepting (WF-21). */
  readonly termination?: readonly { readonly id: string; readonly source?: string }[];
  readonly closure?: ClosureRule;
  readonly triggers?: readonly Trigger[];
  readonly briefing?: readonly Briefing[];
}

/** What a ticket is bound to from its start (T-9). */
export interface Law {
  readonly rules: Rules;
  readonly calendar: Calendar;
  /** The newest publication of a calendar that this one knows of; none before the first (see `rebind`). */
  readonly publication?: number;
}

/** A limit as a rulebook gives it: one for all, or by the ticket's kind, or by its urgency (HZ-1, BJ-6). */
export type LimitChoice =
  | Span
  | { readonly byKind: Readonly<Partial<Record<Kind, Span>>> }
  | { readonly byUrgency: Readonly<Record<string, Span>> };

/** A whole rulebook, as the file says it and after its check. */
export interface Rulebook {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly dayEnds: number;
  readonly kinds: readonly Kind[];
  /** The city's own grades of urgency; none where it has none (BJ-6). */
  readonly urgency: readonly UrgencyGrade[];
  readonly decline: readonly (DeclineGround & { readonly label: string })[];
  readonly termination: readonly { readonly id: string; readonly label: string; readonly source?: string }[];
  readonly clocks: Readonly<Partial<Record<ClockName, ClockDefinition>>>;
  readonly callback?: CallbackRule;
  readonly dispatch: DispatchRule;
  readonly contribution: Sourced;
  readonly extension: ExtensionRule;
  readonly closure: ClosureRule;
  readonly triggers: readonly Trigger[];
  readonly briefing: readonly (Briefing & { readonly for?: readonly string[] })[];
}

export interface UrgencyGrade {
  readonly id: string;
  readonly label: string;
  /** The grade of a ticket that names none, so that every order has its limit (BJ-6). */
  readonly default?: true;
  readonly source?: string;
}

/** A rung as a rulebook gives it: for every ticket, or only for those of the kinds or grades of urgency that it names. */
export type RungDefinition = Rung & { readonly for?: readonly string[] };

export interface ClockDefinition extends Pick<ClockRule, 'source' | 'onTheSpot' | 'renewedByProgress'> {
  readonly limit: LimitChoice;
  readonly ladder: readonly RungDefinition[];
  /** The clock runs only for these channels (JE-3); for all where it is left out. */
  readonly channels?: readonly Channel[];
}

/** So many hex digits of a file's hash are kept with a ticket. */
const HASH_KEPT = 12;

/** What a ticket and its changes call the file of a rulebook by. */
export const shortHash = (hash: string): string => hash.slice(0, HASH_KEPT);

/**
 * Chooses what of a rulebook binds one ticket.
 * @param book with the SHA-256 of its file, where it comes from one
 */
export function bindRules(
  book: Rulebook & { readonly hash?: string },
  facts: { kind: Kind; channel: Channel; urgency?: string },
): Rules {
  const urgency = facts.urgency ?? book.urgency.find((grade) => grade.default)?.id ?? '';
  const words = [facts.kind, urgency];
  const clocks: Partial<Record<ClockName, ClockRule>> = {};
  for (const name of keysOf(book.clocks)) {
    const definition = book.clocks[name];
    if (!definition) continue;
    const { limit, ladder, channels, ...rest } = definition;
    if (channels && !channels.includes(facts.channel)) continue;
    const chosen =
      'byKind' in limit ? limit.byKind[facts.kind] : 'byUrgency' in limit ? limit.byUrgency[urgency] : limit;
    if (chosen) clocks[name] = { limit: chosen, ladder: chosenFor<Rung>(ladder, words), ...rest };
  }
  const { id, version, dayEnds, callback, dispatch, contribution, extension, closure, triggers } = book;
  return lean({
    id,
    version,
    hash: book.hash === undefined ? undefined : shortHash(book.hash),
    dayEnds,
    clocks,
    decline: book.decline.map(({ label: _, ...ground }) => ground),
    callback,
    dispatch: some(dispatch),
    contribution,
    extension,
    termination: some(book.termination.map(({ label: _, ...ground }) => ground)),
    closure: some(closure),
    triggers: some(triggers),
    briefing: some(chosenFor<Briefing>(book.briefing, words)),
  });
}

const some = <T extends object>(value: T): T | undefined =>
  Object.keys(value).length > 0 ? value : undefined;

/**
 * It travels in a workflow's input: what is not there, and that a city set something for itself, is left out. Both are optional
 * in each type that this is called with, which the compiler does not see.
 */
function lean<T>(value: T): T {
  if (Array.isArray(value)) return value.map(lean) as T;
  if (typeof value !== 'object' || value === null) return value;
  const said = Object.entries(value).filter(
    ([key, it]) => it !== undefined && !(key === 'source' && it === 'local'),
  );
  return Object.fromEntries(said.map(([key, it]) => [key, lean(it)])) as T;
}

/** Those that are for every ticket, and those for its kind or its grade of urgency. */
const chosenFor = <T extends object>(
  all: readonly (T & { readonly for?: readonly string[] })[],
  words: readonly string[],
): T[] =>
  all
    .filter((it) => !it.for || it.for.some((word) => words.includes(word)))
    // A T without `for` is still a T: only what is added to it here has that.
    .map(({ for: _, ...it }) => it as unknown as T);
