import type { CommandId, UnitId } from '../../ids';
import type { Rules } from '../../law/rules';
import type { CalendarSlice } from '../../time/calendar';
import type { Instant } from '../../time/instant';
import type { Span } from '../../time/span';
import type { Cause, ClockName, CommandName } from '../../words';
import type { TextRef } from '../text-ref';
import type { Basis } from '../ticket';
import type { Person } from './parts';

/** A command that was not carried out though readers found it, and who gave it: has to give it again, or let it be. */
export interface LostCommand {
  readonly command: CommandId;
  readonly name: CommandName;
  readonly by: Person;
}

/** What happens to clocks, and to what binds the ticket. */
export type ClockFact =
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
        readonly decided?: true;
        readonly ordered?: Instant;
        readonly extensions?: readonly Span[];
        readonly source?: string;
      };
    }
  /** What had stopped it is over: it goes on, from where it was counted (T-10). */
  | {
      readonly type: 'clock-resumed';
      readonly data: {
        readonly clock: string;
        readonly name: ClockName;
        readonly due: Instant;
        readonly provisional: boolean;
        readonly basis: Basis;
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
  /** Somebody asked Temporal to cancel the workflow: noted, and nothing stops (DESIGN §2). */
  | { readonly type: 'cancellation-requested'; readonly data: Readonly<Record<string, never>> }
  /** The workflow had been ended from outside and was started again from what is stored (DESIGN §2). */
  | { readonly type: 'restored'; readonly data: Readonly<Record<string, never>> }
  /**
   * What stands before was told by another system and put in at this moment; its moments are those at which it happened there.
   * @property rules what binds it from now on, where it is open
   */
  | {
      readonly type: 'imported';
      readonly data: { readonly source: string; readonly externalId: string; readonly rules?: Rules };
    }
  /** A command stood in the ledger and was lost before the engine had it; what it said did not happen. */
  | { readonly type: 'command-lost'; readonly data: LostCommand };
