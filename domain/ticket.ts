import type { Instant } from './instant';
import type { Law } from './rules';
import type { Channel, ClockName, Kind, Level, Mode, Outcome, TicketState, UnitLevel } from './terms';

/** A unit as a ticket knows it: enough to route, to say who has it, and never anything about a person. */
export interface UnitRef {
  readonly id: string;
  readonly name: string;
  readonly level: UnitLevel;
  readonly parent?: string;
}

export type AssignmentRole = 'lead' | 'assist' | 'copy';

export interface Assignment {
  readonly unit: UnitRef;
  readonly role: AssignmentRole;
  /** `informed` is a copy's only state. */
  readonly state: 'dispatched' | 'signed' | 'submitted' | 'done' | 'informed';
}

/**
 * One clock. `breached` is final for the record, but its ladder goes on until what was due is done: then `endedAt` is set.
 * A clock with `endedAt` never moves again (T-9).
 */
export interface Clock {
  /** `handling-1`, `handling-2` after a re-handling: never used twice in a ticket. */
  readonly id: string;
  readonly name: ClockName;
  readonly startedAt: Instant;
  readonly due: Instant;
  readonly provisional: boolean;
  readonly state: 'running' | 'met' | 'breached' | 'stopped';
  readonly endedAt?: Instant;
  /** How far its ladder is done: all rungs up to this place have fired or were never to fire. */
  readonly reached: Place;
  /** The next place of its ladder; none when nothing is left to fire. */
  readonly next?: Place;
}

/** A place on a clock's ladder: a moment, and the rung of that moment (`DUE` for the due moment itself, which comes before its rungs). */
export interface Place {
  readonly at: Instant;
  readonly rung: number;
}

export const DUE = -1;

export interface Supervision {
  readonly mode: Mode;
  readonly since: Instant;
}

/** What a ticket knows of itself, without what it is bound to: this is carried over when its workflow continues as new. */
export interface TicketFacts {
  readonly id: string;
  readonly kind: Kind;
  readonly category: string;
  readonly channel: Channel;
  readonly district: { readonly id: string; readonly name: string };
  readonly urgency?: string;
  /** The unit sees nothing of the caller (WF-11). */
  readonly confidential: boolean;
  /** The caller wants no reply (JN-6, WF-20: 要求不回复的除外). */
  readonly wantsReply: boolean;
  readonly receivedAt: Instant;
  readonly state: TicketState;
  readonly outcome?: Outcome;
  readonly assignments: readonly Assignment[];
  readonly level: Level;
  readonly supervision: readonly Supervision[];
  readonly pending: readonly {
    readonly request: 'return' | 'extension' | 'termination';
    readonly since: Instant;
  }[];
  /** What the lead unit asked to close as, while it waits for review and call-back. */
  readonly submission?: {
    readonly outcome: Outcome;
    /** False where reason, progress and plan say why it is not (HZ-9, JN-4). */
    readonly finished: boolean;
    /** It is reviewed once more because a call-back failed and the ticket may not go back any more. */
    readonly afterCallback?: true;
  };
  readonly clocks: readonly Clock[];
  readonly counts: {
    readonly reminded: number;
    readonly urged: number;
    readonly returned: number;
    readonly rehandled: number;
  };
  /** Calls made in the present call-back in vain. */
  readonly unreached: number;
  readonly seq: number;
  /** The moment of its newest event. */
  readonly asOf: Instant;
  readonly closedAt?: Instant;
  /** The newest command ids that were applied; the same id is applied once. */
  readonly applied: readonly string[];
}

export interface Ticket extends TicketFacts {
  readonly law: Law;
}

/** So many of the newest command ids are remembered; a client that retries does so within a few commands. */
export const REMEMBERED_COMMANDS = 500;

export const isOpen = (clock: Clock): boolean => clock.endedAt === undefined;

export const openClock = (ticket: TicketFacts, name: ClockName): Clock | undefined =>
  ticket.clocks.find((clock) => clock.name === name && isOpen(clock));

export const isOverdue = (ticket: TicketFacts): boolean =>
  ticket.clocks.some((clock) => clock.state === 'breached' && isOpen(clock));

export const leadOf = (ticket: TicketFacts): Assignment | undefined =>
  ticket.assignments.find(({ role }) => role === 'lead');

/** The units that must act: lead and assisting, not those that only got a copy. */
export const workingUnits = (ticket: TicketFacts): UnitRef[] =>
  ticket.assignments.filter(({ role }) => role !== 'copy').map(({ unit }) => unit);
