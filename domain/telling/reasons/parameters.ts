import type { UnitRef } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';
import type { Span } from '../../time/span';
import type {
  Channel,
  CommandName,
  Language,
  Level,
  Outcome,
  RequestName,
  Stage,
  TicketState,
  UnitLevel,
} from '../../words';
import type { Reason } from '../../refusal-reasons';

export type Named = Pick<UnitRef, 'id' | 'name'>;

/** What the words of a reason need to know; those that are not here need nothing. */
export interface Parameters {
  'not-in-this-state': { readonly command: CommandName; readonly state: TicketState };
  'no-extension-left': { readonly times: number };
  'caller-restricted': { readonly until: Instant; readonly why: string; readonly open: readonly Channel[] };
  'restricted-already': { readonly until: Instant };
  'stage-evaluated': { readonly stage: Stage };
  'assisting-units-owe': { readonly units: readonly Named[] };
  'level-only-rises': { readonly level: Level };
  'no-such-request': { readonly request: RequestName };
  'highest-level': { readonly level: Level };
  'correct-first': { readonly unit: string };
  'call-too-soon': { readonly until: Instant };
  /** @property by the account, for the hotline's own people alone */
  'held-by-another': { readonly by: string; readonly until: Instant };
  'returning-window-passed': { readonly until: Instant };
  'which-request': { readonly ids: readonly string[] };
  'rulebook-not-kept': { readonly rulebook: string };
  'seen-another': { readonly seen: number; readonly seq: number };
  'not-that-submission': { readonly submission: number };
  'promised-day-passed': { readonly day: string };
  'explanation-owed': { readonly closing: Outcome };
  'name-without': { readonly units: readonly Named[] };
  'owes-nothing': { readonly unit: string };
  'no-deferral-left': { readonly times: number };
  'a-day-ahead': { readonly longest?: Span };
  'bodies-only': { readonly unit: Named; readonly levels: readonly UnitLevel[] };
  'has-a-part': { readonly unit: Named };
  'decided-at-most': { readonly longest: Span };
  'referred-already': { readonly to: string };
  'lead-only': { readonly command: CommandName; readonly lead?: Named };
  'ground-needs-more': { readonly ground: string };
  'one-of': { readonly expected: readonly string[] };
  'answer-instead': { readonly command: CommandName };
  'required-for-ground': { readonly ground: string };
  'department-leads': { readonly department: Named };
  'not-passed-down': { readonly unit: Named };
  'at-most': { readonly longest: Span };
  'only-while-handled': { readonly state: TicketState };
  'unit-succeeded': { readonly unit: Named; readonly by: Named };
  'has-voices': { readonly tickets: readonly string[] };
  'linked-already': { readonly ticket: string };
  'its-main-ticket': { readonly main: string };
  'no-category': { readonly near: readonly string[] };
}

/** A reason that says all by itself. */
export type PlainReason = Exclude<Reason, keyof Parameters>;

export type ParametersOf<R extends Reason> = R extends keyof Parameters ? Parameters[R] : object;

/** A reason with what its words need: enough to say it in any language. */
export type Why = {
  [R in Reason]: { readonly reason: R; readonly parameters: ParametersOf<R> };
}[Reason];

/** What reasons say in each language. */
export type WordsOf<R extends Reason> = {
  readonly [K in R]: Readonly<Record<Language, (named: ParametersOf<K>) => string>>;
};
