import type { CommandId, UnitId } from '../ids';
import type { Calendar, CalendarSlice } from '../time/calendar';
import type { Instant } from '../time/instant';
import type { Span } from '../time/span';
import type { TextRef } from '../ticket/text-ref';
import type { Place } from '../ticket/ticket';
import type { Role } from '../words';
import type { BoundKind, BoundStep, Party } from './kind';
import { spokenPeriod } from './period';
import { type Happening, type OccasionOutcome, type OccasionState, STATE_OF, type StepName } from './words';

/** What an occasion is about. None of it says anything of a person. */
export interface About {
  /** `2026-10` */
  readonly period?: string;
  readonly ticket?: string;
  readonly unit?: UnitId;
  readonly category?: string;
  /** A district's id. */
  readonly district?: string;
}

/** How an occasion came about: by its plan, by somebody's hand, or by what happened. */
export type Cause = 'planned' | 'by-hand' | Happening;

/** What an occasion's workflow is started with. */
export interface OccasionInput {
  /** `jinan-enforcement/monthly-summary/2026-10`: the same occasion has the same, whoever opens it. */
  readonly id: string;
  readonly rulebook: string;
  readonly kind: BoundKind;
  readonly about: About;
  readonly cause: Cause;
  /** When it was to begin, where a plan says so. */
  readonly planned?: Instant;
  readonly openedAt: Instant;
  readonly actor: OccasionActor;
  readonly calendar: CalendarSlice;
  /** What happened so far, where it has lived before: continued as new, or started again after it was ended from outside. */
  readonly carried?: readonly OccasionEvent[];
  /** Its workflow was ended from outside. */
  readonly restored?: true;
}

/** Who did it; never the account (DESIGN §6). */
export type OccasionActor =
  | { readonly role: 'system' }
  | { readonly role: 'unit'; readonly unit: UnitId }
  | { readonly role: Exclude<Role, 'unit'> };

/** Drawn by lot: whoever has these and the list draws the same again. */
export interface Drawn {
  readonly seed: string;
  /** Of how many. */
  readonly population: number;
  /** SHA-256, in hex, of their numbers in order, one a line. */
  readonly digest: string;
  readonly tickets: readonly string[];
}

export type OccasionFact =
  | { readonly type: 'opened'; readonly data: { readonly cause: Cause; readonly planned?: Instant } }
  /** What is filled from what the service knows is filled, and what is drawn is drawn. */
  | {
      readonly type: 'prepared';
      readonly data: { readonly sections: readonly string[]; readonly drawn?: Drawn };
    }
  | {
      readonly type: 'began';
      readonly data: {
        readonly step: number;
        readonly due?: Instant;
        readonly provisional?: boolean;
        readonly limit?: Span;
        readonly source?: string;
      };
    }
  | {
      readonly type: 'drafted';
      readonly data: { readonly sections: readonly string[]; readonly text?: TextRef };
    }
  | {
      readonly type: 'decided';
      /** @property simulated so many simulated matters may be set (JE-16) */
      readonly data: { readonly approved: boolean; readonly simulated?: number; readonly text?: TextRef };
    }
  | { readonly type: 'attached'; readonly data: { readonly tickets: readonly string[] } }
  | {
      readonly type: 'checked';
      readonly data: { readonly ticket: string; readonly passed: boolean; readonly text?: TextRef };
    }
  | { readonly type: 'simulated'; readonly data: { readonly ticket: string } }
  | {
      readonly type: 'held';
      /** @property present who was there; of the rest the text tells */
      readonly data: { readonly at: Instant; readonly present: readonly Party[]; readonly text?: TextRef };
    }
  | { readonly type: 'circulated'; readonly data: { readonly to: readonly Party[] } }
  | { readonly type: 'read'; readonly data: { readonly by: Party } }
  | { readonly type: 'reported'; readonly data: { readonly by: Party; readonly text?: TextRef } }
  | { readonly type: 'overdue'; readonly data: { readonly step: number; readonly due: Instant } }
  | {
      readonly type: 'reminded' | 'urged';
      readonly data: {
        readonly step: number;
        readonly rung: number;
        readonly key: string;
        readonly planned: Instant;
        readonly to: readonly Party[];
      };
    }
  | { readonly type: 'withdrawn'; readonly data: { readonly text?: TextRef } }
  | { readonly type: 'cancellation-requested'; readonly data: object }
  | { readonly type: 'restored'; readonly data: object }
  | { readonly type: 'closed'; readonly data: { readonly outcome: OccasionOutcome } };

/** One line of an occasion's ledger. */
export type OccasionEvent = OccasionFact & {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: OccasionActor;
  readonly command?: CommandId;
};

/** The clock of the step that goes on. */
export interface StepClock {
  readonly startedAt: Instant;
  readonly due: Instant;
  readonly provisional: boolean;
  readonly basis: { readonly from: Instant; readonly limit: Span };
  readonly state: 'running' | 'breached';
  readonly reached: Place;
  readonly fired: readonly string[];
}

/** An occasion as its ledger tells it. */
export interface Occasion {
  readonly input: Omit<OccasionInput, 'carried' | 'restored' | 'calendar'>;
  readonly calendar: Calendar;
  /** The step that goes on: none while it is prepared, and when it is closed. */
  readonly step?: number;
  readonly clock?: StepClock;
  /** Steps that began, by their places. */
  readonly begun: readonly number[];
  /** Steps that came to be late, by their places. */
  readonly late: readonly number[];
  readonly outcome?: OccasionOutcome;
  readonly closedAt?: Instant;
  /** Sections that stand written, each by the command whose text it is. */
  readonly written: Readonly<Record<string, CommandId>>;
  readonly drawn?: Drawn;
  readonly checks: readonly { readonly ticket: string; readonly passed: boolean }[];
  readonly attached: readonly string[];
  /** How many simulated matters may be set, and those that were. */
  readonly mayBeSimulated: number;
  readonly simulated: readonly string[];
  /** To whom it went, and who has confirmed that it was read. */
  readonly circulated: readonly Party[];
  readonly read: readonly Party[];
  /** Who has told how far it is, in the step that goes on. */
  readonly reported: readonly Party[];
  readonly seq: number;
  readonly asOf: Instant;
  readonly applied: readonly CommandId[];
}

export const stepOf = ({ input, step }: Pick<Occasion, 'input' | 'step'>): BoundStep | undefined =>
  step === undefined ? undefined : input.kind.steps[step];

export function stateOf(occasion: Pick<Occasion, 'input' | 'step' | 'outcome'>): OccasionState {
  if (occasion.outcome !== undefined) return 'closed';
  const step: StepName | undefined = stepOf(occasion)?.do;
  return step === undefined ? 'preparing' : STATE_OF[step];
}

/** Whoever still owes what the step that goes on is for. */
export function owing(occasion: Occasion): readonly Party[] {
  const step = stepOf(occasion);
  if (!step) return [];
  const done = step.do === 'circulate' ? occasion.read : step.do === 'carry-out' ? occasion.reported : [];
  return step.who.filter((it) => !done.includes(it));
}

/** Tickets that were drawn and have no result yet. */
export const unchecked = ({ drawn, checks }: Pick<Occasion, 'drawn' | 'checks'>): string[] =>
  (drawn?.tickets ?? []).filter((ticket) => !checks.some((it) => it.ticket === ticket));

/** Who has a part in it by now, and may see it: those whose step has begun, and those to whom it went. What is only drafted, no one else reads. */
export function partiesIn({ input, begun }: Pick<Occasion, 'input' | 'begun'>): Party[] {
  return [...new Set(begun.flatMap((step) => input.kind.steps[step]?.who ?? []))];
}

/** `月度梳理汇总 · 2026年10月` */
export function titleOf({ kind, about }: Pick<OccasionInput, 'kind' | 'about'>): string {
  const { period, ticket, category } = about;
  const what = [period === undefined ? undefined : spokenPeriod(period), ticket, category];
  return [kind.label, ...what.filter((it) => it !== undefined)].join(' · ');
}
