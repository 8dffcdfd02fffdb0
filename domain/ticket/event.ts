import type { TextRef } from './text-ref';
import type { CommandId, TicketId, UnitId } from '../ids';
import type { Instant } from '../time/instant';
import type { Basis, UnitRef } from './ticket';
import type { CalendarSlice } from '../time/calendar';
import type { Countable, Rules } from '../law/rules';
import type {
  Cause,
  ClockName,
  Coordination,
  Level,
  Mode,
  Outcome,
  Recipient,
  RequestName,
  Role,
  Stage,
} from '../words';
import type { Span } from '../time/span';

/** Who did it. A person's account is kept with the command in the database, never here (DESIGN §6). */
export type Actor = Person | { readonly role: 'system' };

/** Somebody, and not time alone: for a unit, or in another role. */
export type Person =
  { readonly role: 'unit'; readonly unit: UnitId } | { readonly role: Exclude<Role, 'unit'> };

/** A rung that fired: which, when it was planned, and whom it tells. `at` of its event says when it truly fired. */
interface Fired {
  readonly clock: string;
  readonly rung: number;
  readonly planned: Instant;
  readonly to: readonly Recipient[];
  readonly source?: string;
}

/** Something had happened for the nth time: what, and whom it tells. */
export interface Triggered {
  readonly on: Countable;
  readonly times: number;
  readonly to: readonly Recipient[];
  readonly source?: string;
}

/** Done by a person's command, or by a rung, or by a trigger. */
type ByHandOrRung = {
  readonly fired?: Fired;
  readonly triggered?: Triggered;
  readonly source?: string;
  readonly text?: TextRef;
};

/** What a referral tells of the ticket, so that whoever it is referred to need not ask (JN-10, JE-19). */
export interface ReferredFacts {
  readonly level: Level;
  readonly supervision: readonly Mode[];
  readonly breached: readonly { readonly name: ClockName; readonly due: Instant }[];
  readonly reminded: number;
  readonly urged: number;
  readonly returned: number;
  readonly rehandled: number;
  readonly improperReturns: number;
}

export type Fact =
  | { readonly type: 'registered'; readonly data: { readonly receivedAt: Instant } }
  /** Reported to leaders at once, by its weight (JE-6). */
  | {
      readonly type: 'briefed';
      readonly data: { readonly to: readonly Recipient[]; readonly source?: string };
    }
  | { readonly type: 'answered'; readonly data: { readonly earlier?: TicketId; readonly text?: TextRef } }
  | {
      readonly type: 'declined';
      readonly data: {
        readonly ground: string;
        readonly earlier?: TicketId;
        readonly source?: string;
        readonly text?: TextRef;
      };
    }
  /** Whose the matter is was settled with these units before it was dispatched (BJ-4, JE-7, HZ-12). */
  | {
      readonly type: 'coordinated';
      readonly data: {
        readonly how: Coordination;
        readonly units: readonly UnitId[];
        readonly source?: string;
        readonly text?: TextRef;
      };
    }
  | {
      readonly type: 'dispatched';
      readonly data: {
        readonly lead: UnitRef;
        readonly assist: readonly UnitRef[];
        readonly copy: readonly UnitRef[];
        readonly statutory?: Span;
        readonly text?: TextRef;
      };
    }
  | {
      readonly type: 'signed' | 'contacted' | 'progressed';
      readonly data: { readonly unit: UnitId; readonly text?: TextRef };
    }
  | {
      readonly type: 'arrived';
      readonly data: { readonly unit: UnitId; readonly settled?: boolean; readonly text?: TextRef };
    }
  /** An assisting unit gave its result to the lead; or, not finished, why it is late and how far it is (BJ-7). */
  | {
      readonly type: 'contributed';
      readonly data: { readonly unit: UnitId; readonly finished: boolean; readonly text?: TextRef };
    }
  | {
      readonly type: 'requested';
      readonly data: {
        readonly request: RequestName;
        readonly unit: UnitId;
        readonly limit?: Span;
        readonly ground?: string;
        readonly suggest?: UnitId;
        readonly source?: string;
        readonly text?: TextRef;
      };
    }
  | {
      readonly type: 'decided';
      readonly data: {
        readonly request: RequestName;
        readonly unit: UnitId;
        readonly approved: boolean;
        /** The unit that a return ended with. */
        readonly assign?: UnitId;
        readonly text?: TextRef;
      };
    }
  /** Its return was approved; a lead's takes the whole order back (WF-22). */
  | { readonly type: 'returned'; readonly data: { readonly unit: UnitId } }
  /** Assigned directly: this unit may not return it (WF-22). */
  | {
      readonly type: 'assigned';
      readonly data: {
        readonly unit: UnitRef;
        readonly role: 'lead' | 'assist';
        readonly replaces?: UnitId;
      };
    }
  /** A unit was merged, renamed or closed: its part is its successor's from now on. */
  | { readonly type: 'unit-succeeded'; readonly data: { readonly unit: UnitRef; readonly by: UnitRef } }
  | { readonly type: 'supplemented'; readonly data: { readonly text?: TextRef } }
  /** The caller complains about the service itself, or disputes the result: an explanation is owed (JN-1, WF-14). */
  | { readonly type: 'complained' | 'disputed'; readonly data: { readonly text?: TextRef } }
  | { readonly type: 'explained'; readonly data: { readonly unit?: UnitId; readonly text?: TextRef } }
  | {
      readonly type: 'submitted';
      readonly data: {
        readonly unit: UnitId;
        readonly outcome: Outcome;
        readonly finished: boolean;
        readonly text?: TextRef;
      };
    }
  | { readonly type: 'reviewed'; readonly data: { readonly approved: boolean; readonly text?: TextRef } }
  | {
      readonly type: 'called-back';
      readonly data: {
        readonly reached: boolean;
        readonly resolved?: boolean;
        readonly satisfaction?: string;
        readonly text?: TextRef;
      };
    }
  | {
      readonly type: 'evaluated';
      readonly data: { readonly stage: Stage; readonly satisfaction: string; readonly text?: TextRef };
    }
  /** Back to the unit after a call-back that failed. */
  | { readonly type: 'rehandled'; readonly data: { readonly times: number } }
  /** A call-back failed and the ticket may not go back any more: the supervisor decides. */
  | { readonly type: 'put-to-review'; readonly data: { readonly rehandled: number } }
  | { readonly type: 'reminded'; readonly data: ByHandOrRung }
  | { readonly type: 'urged'; readonly data: ByHandOrRung }
  | { readonly type: 'supervised'; readonly data: ByHandOrRung & { readonly mode: Mode } }
  | { readonly type: 'escalated'; readonly data: ByHandOrRung & { readonly level: Level } }
  /** What the government office or the executive meeting decided; the only way for a level to fall (WF-23, JN-8). */
  | {
      readonly type: 'escalation-resolved';
      readonly data: { readonly from: Level; readonly to: Level; readonly text?: TextRef };
    }
  | {
      readonly type: 'referred';
      readonly data: {
        readonly to: string;
        readonly facts: ReferredFacts;
        readonly triggered?: Triggered;
        readonly text?: TextRef;
      };
    }
  | {
      readonly type: 'clock-started';
      readonly data: {
        readonly clock: string;
        readonly name: ClockName;
        readonly unit?: UnitId;
        readonly from: Instant;
        readonly due: Instant;
        readonly provisional: boolean;
        readonly limit: Span;
        /** The limit is not the rulebook's, but of a law or a decision. */
        readonly own?: true;
        readonly source?: string;
      };
    }
  /** A calendar was published: the ticket counts by it from now on. What it moved follows (T-7, T-9). */
  | {
      readonly type: 'calendar-bound';
      readonly data: {
        /** The change that it is part of: changes are numbered one after the other. */
        readonly change: number;
        readonly calendar: CalendarSlice;
      };
    }
  /** Another version of its rulebook was applied to it (T-9). What it moved follows. */
  | {
      readonly type: 'rulebook-bound';
      readonly data: { readonly change: number; readonly rules: Rules };
    }
  /** A clock that is not ended moves only so: why, by which rule, before and after (T-9). Who did it is the event's actor. */
  | {
      readonly type: 'clock-moved';
      readonly data: {
        readonly clock: string;
        readonly name: ClockName;
        readonly before: Instant;
        readonly after: Instant;
        readonly provisional: boolean;
        readonly cause: Cause;
        readonly source?: string;
        /** What it is counted from now on. */
        readonly basis: Basis;
        /** What the unit said when it asked for an extension: the caller is told (BJ-9, JN-4). */
        readonly text?: TextRef;
      };
    }
  | {
      readonly type: 'clock-breached';
      readonly data: { readonly clock: string; readonly name: ClockName; readonly due: Instant };
    }
  | {
      readonly type: 'clock-ended';
      readonly data: {
        readonly clock: string;
        readonly name: ClockName;
        readonly how: 'met' | 'breached' | 'stopped';
        readonly at: Instant;
      };
    }
  | { readonly type: 'withdrawn'; readonly data: { readonly text?: TextRef } }
  | { readonly type: 'closed'; readonly data: { readonly outcome: Outcome } }
  /** Somebody asked Temporal to cancel the workflow: noted, and nothing stops (DESIGN §2). */
  | { readonly type: 'cancellation-requested'; readonly data: Readonly<Record<string, never>> }
  /** The workflow had been ended from outside and was started again from what is stored (DESIGN §2). */
  | { readonly type: 'restored'; readonly data: Readonly<Record<string, never>> };

/** One line of the ledger: a fact with its place, its moment, its author, and the command that it came from. */
export type TicketEvent = Fact & {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: Actor;
  /** Set on the events of a command: its id. */
  readonly command?: CommandId;
};
