import type { UnitId } from '../ids';
import type { Instant } from '../time/instant';
import type { Span } from '../time/span';
import type { ClockName } from '../words';

/** One clock, as it is kept for readers too. One that has ended never moves again (T-9). */
export type ClockRecord = Counting & (Open | Ended);

export type OpenClock = Counting & Open;

/** `breached` is final for the record, but its ladder goes on until what was due is done: then it has ended. */
interface Open {
  readonly state: 'running' | 'breached';
  readonly endedAt?: undefined;
}

interface Ended {
  readonly state: 'met' | 'breached' | 'stopped';
  readonly endedAt: Instant;
}

/** A clock of a ticket, with what follows from its ladder. @property next the next place; none when nothing is left to fire */
export type Clock = ClockRecord & { readonly next?: Place };

/** What a clock counts, and how far it is. */
interface Counting {
  /** `handling-1`, `handling-2` after a re-handling: never used twice in a ticket. */
  readonly id: string;
  readonly name: ClockName;
  /** Whose clock it is, where several units have one each. */
  readonly unit?: UnitId;
  readonly startedAt: Instant;
  readonly due: Instant;
  /** How the due moment comes about; missing for clocks of tickets that were carried over before it was kept. */
  readonly basis?: Basis;
  readonly provisional: boolean;
  /** How far its ladder is done: all rungs up to this place have fired or were never to fire. */
  readonly reached: Place;
  /** The rungs that have fired, by what they are known by (`law/ladder.ts`). */
  readonly fired?: readonly string[];
  /** Rungs that repeat and have fired go on after this moment: the clock was moved into the past then. */
  readonly again?: Instant;
  /** It was breached before it was resumed (osTicket#5955): it ends as breached. */
  readonly late?: true;
}

/** What a due moment is counted from, so that it can be counted again by another calendar or rulebook (T-7, T-9). */
export interface Basis {
  readonly from: Instant;
  readonly limit: Span;
  /** The limit is not the rulebook's: a law or a decision set it, and a new rulebook does not change it (JN-3, WF-23). */
  readonly own?: true;
  /** The limit was set by a decision from above (WF-23). */
  readonly decided?: true;
  /** The order (again) reached the unit then: it has at least one working day after it (T-10). */
  readonly ordered?: Instant;
  /** Extensions, in order, each counted from the due moment that it moved. */
  readonly extensions?: readonly Span[];
}

/** A place on a clock's ladder: a moment, and the rung of that moment (`DUE` for the due moment itself, which comes before its rungs). */
export interface Place {
  readonly at: Instant;
  readonly rung: number;
}

export const DUE = -1;

export const isOpen = <C extends ClockRecord>(clock: C): clock is C & OpenClock =>
  clock.endedAt === undefined;
