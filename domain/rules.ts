import type { Calendar } from './calendar';
import type { Channel, ClockName, Kind, Level, Mode, Recipient } from './terms';
import type { Span } from './span';

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
  /** Rule id, or `local` where the city's own set-up says so. */
  readonly source?: string;
}

export interface DeclineGround {
  readonly id: string;
  /** Parts that a refusal on this ground must have besides its reason. */
  readonly needs: readonly string[];
  readonly source?: string;
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
  /** Minutes after 00:00 at which a day ends. */
  readonly dayEnds: number;
  readonly clocks: Readonly<Partial<Record<ClockName, ClockRule>>>;
  readonly decline: readonly DeclineGround[];
  readonly callback?: CallbackRule;
}

/** What a ticket is bound to from its start (T-9). */
export interface Law {
  readonly rules: Rules;
  readonly calendar: Calendar;
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
  readonly clocks: Readonly<Partial<Record<ClockName, ClockDefinition>>>;
  readonly callback?: CallbackRule;
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

export interface ClockDefinition {
  readonly limit: LimitChoice;
  readonly ladder: readonly RungDefinition[];
  readonly source?: string;
  /** The clock runs only for these channels (JE-3); for all where it is left out. */
  readonly channels?: readonly Channel[];
}

/** Chooses what of a rulebook binds one ticket. */
export function bindRules(book: Rulebook, facts: { kind: Kind; channel: Channel; urgency?: string }): Rules {
  const urgency = facts.urgency ?? book.urgency.find((grade) => grade.default)?.id ?? '';
  const clocks: Partial<Record<ClockName, ClockRule>> = {};
  for (const [name, { limit, ladder, source, channels }] of Object.entries(book.clocks) as [
    ClockName,
    ClockDefinition,
  ][]) {
    if (channels && !channels.includes(facts.channel)) continue;
    const chosen =
      'byKind' in limit ? limit.byKind[facts.kind] : 'byUrgency' in limit ? limit.byUrgency[urgency] : limit;
    if (chosen) clocks[name] = { limit: chosen, ladder: rungsFor(ladder, [facts.kind, urgency]), source };
  }
  return {
    id: book.id,
    version: book.version,
    dayEnds: book.dayEnds,
    clocks,
    decline: book.decline.map(({ id, needs, source }) => ({ id, needs, source })),
    callback: book.callback,
  };
}

const rungsFor = (ladder: readonly RungDefinition[], words: readonly string[]): Rung[] =>
  ladder
    .filter((rung) => !rung.for || rung.for.some((word) => words.includes(word)))
    .map(({ for: _, ...rung }) => rung);
