import type { Instant } from './instant';
import type { UnitRef } from './ticket';
import type { ClockName, Level, Mode, Outcome, Recipient, Role } from './terms';
import type { Span } from './span';

/** Who did it. A person's account is kept with the command in the database, never here (DESIGN §6). */
export type Actor = { readonly role: Role; readonly unit?: string } | { readonly role: 'system' };

/**
 * Free text stays in the database; an event says under which reference it lies there and which parts it has,
 * and the ledger joins them again for readers (claim check).
 */
export interface TextRef {
  readonly ref: string;
  readonly parts: readonly string[];
}

/** A rung that fired: which, when it was planned, and whom it tells. `at` of its event says when it truly fired. */
interface Fired {
  readonly clock: string;
  readonly rung: number;
  readonly planned: Instant;
  readonly to: readonly Recipient[];
  readonly source?: string;
}

/** Done by a person's command, or by a rung. */
type ByHandOrRung = { readonly fired?: Fired; readonly text?: TextRef };

export type Fact =
  | { readonly type: 'registered'; readonly data: { readonly receivedAt: Instant } }
  | { readonly type: 'answered'; readonly data: { readonly text?: TextRef } }
  | {
      readonly type: 'declined';
      readonly data: { readonly ground: string; readonly source?: string; readonly text?: TextRef };
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
      readonly type: 'signed' | 'arrived' | 'contacted' | 'progressed';
      readonly data: { readonly unit: string; readonly text?: TextRef };
    }
  | { readonly type: 'supplemented'; readonly data: { readonly text?: TextRef } }
  | {
      readonly type: 'submitted';
      readonly data: {
        readonly unit: string;
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
  /** Back to the unit after a call-back that failed. */
  | { readonly type: 'rehandled'; readonly data: { readonly times: number } }
  /** A call-back failed and the ticket may not go back any more: the supervisor decides. */
  | { readonly type: 'put-to-review'; readonly data: { readonly rehandled: number } }
  | { readonly type: 'reminded'; readonly data: ByHandOrRung }
  | { readonly type: 'urged'; readonly data: ByHandOrRung }
  | { readonly type: 'supervised'; readonly data: ByHandOrRung & { readonly mode: Mode } }
  | { readonly type: 'escalated'; readonly data: ByHandOrRung & { readonly level: Level } }
  | {
      readonly type: 'clock-started';
      readonly data: {
        readonly clock: string;
        readonly name: ClockName;
        readonly from: Instant;
        readonly due: Instant;
        readonly provisional: boolean;
        readonly limit: Span;
        readonly source?: string;
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
  readonly command?: string;
};
