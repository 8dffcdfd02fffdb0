import type { CommandId, TicketId, UnitId } from '../ids';
import type { TextRef } from './text-ref';
import type { Instant } from '../time/instant';
import type { CalendarSlice } from '../time/calendar';
import type { Law, Rules } from '../law/rules';
import type { Span } from '../time/span';
import {
  type Channel,
  type ClockName,
  type Kind,
  type Level,
  type Mode,
  type Origin,
  type Outcome,
  OWED_BY,
  type RequestName,
  type Stage,
  type TicketState,
  type UnitLevel,
} from '../words';

/** A unit as a ticket knows it: enough to route, to say who has it, and never anything about a person. */
export interface UnitRef {
  readonly id: UnitId;
  readonly name: string;
  readonly level: UnitLevel;
  readonly parent?: UnitId;
}

export type AssignmentRole = 'lead' | 'assist' | 'copy';

export interface Assignment {
  readonly unit: UnitRef;
  readonly role: AssignmentRole;
  /** `informed` is a copy's only state. */
  readonly state: 'dispatched' | 'signed' | 'submitted' | 'done' | 'informed';
  /** When the order reached it; missing for tickets from before it was kept. */
  readonly since?: Instant;
  /** Assigned directly, or its return was refused: it may not return the ticket (WF-22). */
  readonly fixed?: true;
  /** It has spoken with the caller, or tried as often as the rulebook wants (BJ-8). */
  readonly contacted?: true;
  /** Calls in vain so far. */
  readonly attempts?: number;
  /** It was on the scene (JE-8). */
  readonly arrived?: true;
  /** What an assisting unit gave to the lead: its result, or why it is late and how far it is (BJ-7). */
  readonly contribution?: 'result' | 'delay';
}

/** Something that a unit asked for and the hotline has to decide. */
export interface Request {
  /** Tells two of a sort apart; missing for those from before. */
  readonly id?: string;
  readonly request: RequestName;
  readonly unit: UnitId;
  readonly since: Instant;
  /** How much longer, for an extension. */
  readonly limit?: Span;
  /** The clock that an extension is asked for. */
  readonly clock?: string;
  /** It holds already, and the hotline may object (BJ-9). */
  readonly notified?: true;
  /** Its reason, and what else it says. */
  readonly text?: TextRef;
}

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

/** Belongs to a unit's order; the hotline's own is no unit's. */
export interface Supervision {
  readonly mode: Mode;
  readonly unit?: UnitId;
  readonly since: Instant;
  /** The clock whose rung ordered it, where nothing else did: taken back with its breach. */
  readonly clock?: string;
  /** It was concluded, or the order left the unit, or its matter was put right: the closure approved, or the ticket closed. */
  readonly endedAt?: Instant;
}

/** What a ticket knows of itself, without what it is bound to: this is carried over when its workflow continues as new. */
export type TicketFacts = Lasting & Standing;

/** A ticket has a submission while that waits for review and call-back, and an outcome when it is closed. */
export type Standing =
  | { readonly state: 'registered' }
  | { readonly state: 'handling' }
  | { readonly state: 'submitted'; readonly submission: Submission }
  /** @property closing it closes so as soon as the explanation is given that is owed (WF-14) */
  | { readonly state: 'callback'; readonly submission: Submission; readonly closing?: Outcome }
  /** @property until the promised day, `2026-10-30` (JN-4) */
  | { readonly state: 'deferred'; readonly until: string }
  | { readonly state: 'closed'; readonly outcome: Outcome; readonly closedAt: Instant };

/** What the lead unit asked to close as. */
export interface Submission {
  readonly outcome: Outcome;
  /** False where reason, progress and plan say why it is not (HZ-9, JN-4). */
  readonly finished: boolean;
  /** It is reviewed once more because a call-back failed and the ticket may not go back any more. */
  readonly afterCallback?: true;
  /** The caller said so: not resolved. */
  readonly unresolved?: true;
  /** When: what it ended is resumed where it is sent back. Missing for those from before. */
  readonly at?: Instant;
  /** The day that it promises (JN-4). */
  readonly deferUntil?: string;
  /** It was made while the matter was deferred to this day. */
  readonly deferred?: string;
}

/** What a ticket knows of itself in all of its states. */
interface Lasting {
  readonly id: TicketId;
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
  /** From which level of government the matter was passed on; none: the city's own. */
  readonly origin?: Origin;
  readonly assignments: readonly Assignment[];
  readonly level: Level;
  /** What raised it so far: each level, and the clock whose rung did it alone. */
  readonly rises: readonly { readonly level: Level; readonly clock?: string }[];
  readonly supervision: readonly Supervision[];
  readonly pending: readonly Request[];
  /** Units whose return was approved. */
  readonly returnedBy: readonly UnitRef[];
  /** Units that were ordered to correct (责令改正). */
  readonly corrected: readonly UnitId[];
  /** Whom it was referred to for accountability: a unit, or all units of a level; and which unit has to account. */
  readonly referrals: readonly { readonly to: string; readonly since: Instant; readonly unit?: UnitId }[];
  /** The caller's newest evaluation of each stage. */
  readonly evaluations: readonly { readonly stage: Stage; readonly satisfaction: string }[];
  readonly clocks: readonly Clock[];
  readonly counts: {
    readonly reminded: number;
    /** By a rung, or by the hotline. */
    readonly urged: number;
    /** By the caller, whose urging is no 催办 (JE-19). */
    readonly urgedByCaller: number;
    /** Closures that were sent back (退办). */
    readonly returned: number;
    readonly rehandled: number;
    /** Returns that were refused (不当退单, HZ-11). */
    readonly improperReturns: number;
    readonly extended: number;
    /** Call-backs that said: not resolved. */
    readonly unresolved: number;
    /** How often the present lead was urged or had its closure sent back (JE-19). */
    readonly pressed: number;
    readonly deferred: number;
    /** Submissions so far: the newest one's number. */
    readonly submitted: number;
  };
  /** What was counted in each unit's hands, by unit and by what is counted (`accounting/tally.ts`). */
  readonly tallies: Readonly<Record<string, number>>;
  /** Calls made in the present call-back in vain. */
  readonly unreached: number;
  /** When the last of them was made. */
  readonly unreachedAt?: Instant;
  /** What was bound to it anew since its start, by a recorded act each (T-9). */
  readonly rebound?: Rebound;
  readonly seq: number;
  /** The moment of its newest event. */
  readonly asOf: Instant;
  /** The newest command ids that were applied; the same id is applied once. */
  readonly applied: readonly CommandId[];
}

/** What a ticket is bound to in place of what it was started with. */
export interface Rebound {
  /** Whole years. */
  readonly calendar?: CalendarSlice;
  /** The change by which it was bound to its calendar. */
  readonly calendarBy?: number;
  readonly rules?: Rules;
  /** The change by which it was bound to its rules. */
  readonly rulesBy?: number;
}

export type Ticket = TicketFacts & { readonly law: Law };

/** A ticket in one of these states. */
export type TicketIn<S extends TicketState> = Extract<Ticket, { readonly state: S }>;

/** So many of the newest command ids are remembered; a client that retries does so within a few commands. */
export const REMEMBERED_COMMANDS = 500;

export const isOpen = <C extends ClockRecord>(clock: C): clock is C & OpenClock =>
  clock.endedAt === undefined;

/** @param unit whose clock, where several units have one each */
export const openClock = (ticket: TicketFacts, name: ClockName, unit?: UnitId): OpenClock | undefined =>
  ticket.clocks.find(
    (clock): clock is Clock & OpenClock =>
      clock.name === name && isOpen(clock) && (unit === undefined || clock.unit === unit),
  );

/** Whether a unit with this part in a ticket owes what a clock counts down to. */
export const isOwedBy = (
  { name, unit: owner }: Pick<Clock, 'name' | 'unit'>,
  { unit, role }: { readonly unit: UnitId; readonly role: AssignmentRole },
): boolean =>
  OWED_BY[name] === 'unit' ? role !== 'copy' && owner === unit : OWED_BY[name] === 'lead' && role === 'lead';

/** Who owes it, by its name; undefined where that is the hotline or nobody has the part. */
export const owerOf = (ticket: TicketFacts, clock: Pick<Clock, 'name' | 'unit'>): UnitRef | undefined =>
  ticket.assignments.find(({ unit, role }) => isOwedBy(clock, { unit: unit.id, role }))?.unit;

export const isOverdue = (ticket: TicketFacts): boolean =>
  ticket.clocks.some((clock) => clock.state === 'breached' && isOpen(clock));

export const leadOf = (ticket: TicketFacts): Assignment | undefined =>
  ticket.assignments.find(({ role }) => role === 'lead');

/** The units that must act: lead and assisting, not those that only got a copy. */
export const workingUnits = (ticket: TicketFacts): UnitRef[] =>
  ticket.assignments.filter(({ role }) => role !== 'copy').map(({ unit }) => unit);

export const assignmentOf = (ticket: TicketFacts, unit: UnitId): Assignment | undefined =>
  ticket.assignments.find((it) => it.unit.id === unit && it.role !== 'copy');

/** Assisting units that owe the lead their result, and have not said why it is late either (BJ-7). */
export const owing = (ticket: Ticket): UnitRef[] =>
  ticket.law.rules.contribution
    ? ticket.assignments
        .filter(({ role, contribution }) => role === 'assist' && contribution === undefined)
        .map(({ unit }) => unit)
    : [];

/** The unit knows no way to reach the caller: the hotline relays what it writes (BJ-2, WF-11). */
export const isRelayed = ({ kind, confidential }: Pick<TicketFacts, 'kind' | 'confidential'>): boolean =>
  confidential || kind === 'report';

/** Supervision of a unit that goes on; of the hotline itself where none is named. */
export const underSupervision = (
  { supervision }: Pick<TicketFacts, 'supervision'>,
  unit: UnitId | undefined,
): Supervision[] => supervision.filter((it) => it.endedAt === undefined && it.unit === unit);

/** Whether the unit is the one that leads the handling. */
export const leads = (ticket: TicketFacts, unit: UnitId): boolean => leadOf(ticket)?.unit.id === unit;

/** What is still to be explained to the caller, in the order in which it came to be owed (WF-14). */
export const explanationsOwed = ({ clocks }: Pick<TicketFacts, 'clocks'>): OpenClock[] =>
  clocks.filter(isOpen).filter(({ name }) => name === 'explanation');

/** The clock by which a unit has to be done with its part. */
export const ownLimit = (ticket: TicketFacts, unit: UnitId): OpenClock | undefined =>
  leads(ticket, unit) ? openClock(ticket, 'handling') : openClock(ticket, 'assist', unit);

/** What waits for a decision, of a sort: all, or what is named by its unit or its id. */
export const requestsOf = (
  ticket: TicketFacts,
  sort: RequestName,
  { unit, id }: { readonly unit?: UnitId | undefined; readonly id?: string | undefined } = {},
): Request[] =>
  ticket.pending.filter(
    (it) =>
      it.request === sort && (unit === undefined || it.unit === unit) && (id === undefined || it.id === id),
  );
