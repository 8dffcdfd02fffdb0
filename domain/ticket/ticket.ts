import type { CommandId, TicketId, UnitId } from '../ids';
import type { ToMain } from './facts/joining-facts';
import { type Clock, isOpen, type OpenClock } from './clock-record';
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
  type Way,
} from '../words';

export {
  type Basis,
  type Clock,
  type ClockRecord,
  DUE,
  isOpen,
  type OpenClock,
  type Place,
} from './clock-record';

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

/** @property by none of those that the caller gave before this was kept */
export interface Evaluation {
  readonly stage: Stage;
  readonly satisfaction: string;
  readonly by?: Way;
}

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

/** A ticket that goes on in another, and how it stood before: so it stands again where that was wrong. */
export interface Merged {
  readonly into: TicketId;
  readonly at: Instant;
  readonly before: {
    readonly standing: Standing;
    readonly assignments: readonly Assignment[];
    readonly pending: readonly Request[];
    readonly supervision: readonly Supervision[];
    /** The clocks that were open, by their ids. */
    readonly clocks: readonly string[];
  };
}

/** What a ticket still has to tell a main ticket. @property seq of the event that brought it about */
export interface OwesMain {
  readonly main: TicketId;
  readonly says: ToMain;
  readonly seq: number;
}

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
  /** The caller gave an address for e-mail, and is told by it. */
  readonly byMail?: true;
  readonly receivedAt: Instant;
  /** From which level of government the matter was passed on; none: the city's own. */
  readonly origin?: Origin;
  /** Which handling period of the same matter this is: 2, where it came back after closure once; none: the first (JE-13). */
  readonly period?: number;
  /** Set by supervision to see how it is handled: it is in no figure, and only the hotline knows of it (JE-16). */
  readonly simulated?: true;
  readonly assignments: readonly Assignment[];
  readonly level: Level;
  /** What raised it so far: each level, and the clock whose rung did it alone. */
  readonly rises: readonly { readonly level: Level; readonly clock?: string }[];
  readonly supervision: readonly Supervision[];
  /** Since when it is a difficult matter (难点: JE-13, JE-17); not kept of those that became one before it was. */
  readonly difficultSince?: Instant;
  readonly pending: readonly Request[];
  /** Units whose return was approved. */
  readonly returnedBy: readonly UnitRef[];
  /** Units that were ordered to correct (责令改正). */
  readonly corrected: readonly UnitId[];
  /** Whom it was referred to for accountability: a unit, or all units of a level; and which unit has to account. */
  readonly referrals: readonly { readonly to: string; readonly since: Instant; readonly unit?: UnitId }[];
  /** The newest of each stage: of the caller's own, and of what the caller said in a call-back. */
  readonly evaluations: readonly Evaluation[];
  /** What its newest re-inspection on the spot said of the quality of its reply (JE-14, JE-15). */
  readonly spotCheck?: 'passed' | 'failed';
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
  /** Tickets that have to do with it. */
  readonly links?: readonly TicketId[];
  /** Tickets that were merged into it: what its caller is told, theirs are told too, as far as they want replies. */
  readonly voices?: readonly { readonly ticket: TicketId; readonly wantsReply: boolean }[];
  readonly merged?: Merged;
  /** What a main ticket does not know yet. */
  readonly owesMain?: OwesMain;
  /** What was counted in each unit's hands, by unit and by what is counted (`accounting/tally.ts`). */
  readonly tallies: Readonly<Record<string, number>>;
  /** Calls made in the present call-back in vain. */
  readonly unreached: number;
  /** When the last of them was made. */
  readonly unreachedAt?: Instant;
  /** Whether it is resolved, as the caller said in the newest call-back that reached them (WF-25); tickets from before kept only that it was not. */
  readonly saidResolved?: boolean;
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
export const isRelayed = ({
  kind,
  confidential = false,
}: Pick<TicketFacts, 'kind'> & Partial<Pick<TicketFacts, 'confidential'>>): boolean =>
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
