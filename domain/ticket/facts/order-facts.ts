import type { TicketId, UnitId } from '../../ids';
import type { EntryRef } from '../../knowledge/entry';
import type { Rules } from '../../law/rules';
import type { Instant } from '../../time/instant';
import type { Span } from '../../time/span';
import type { Coordination, Kind, Recipient, RequestName } from '../../words';
import type { TextRef } from '../text-ref';
import type { UnitRef } from '../ticket';
import type { Told } from './parts';

/** What happens around an order: how a matter comes in, goes to units, and what those do and ask for. */
export type OrderFact =
  /** @property commitment binds to title and content */
  | {
      readonly type: 'registered';
      readonly data: { readonly receivedAt: Instant; readonly commitment?: string };
    }
  /** Reported to leaders at once, by its weight (JE-6). */
  | {
      readonly type: 'briefed';
      readonly data: { readonly to: readonly Recipient[]; readonly source?: string };
    }
  | {
      readonly type: 'answered';
      readonly data: {
        readonly earlier?: TicketId;
        readonly knowledge?: EntryRef;
        readonly threeWay?: UnitRef;
        readonly text?: TextRef;
      };
    }
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
  | { readonly type: 'signed'; readonly data: { readonly unit: UnitId; readonly text?: TextRef } }
  /** @property attempts calls in vain; left out where the caller was reached */
  | {
      readonly type: 'contacted';
      readonly data: {
        readonly unit: UnitId;
        readonly attempts?: number;
        /** Too few to stand for the contact that is owed. */
        readonly vain?: true;
        readonly text?: TextRef;
      };
    }
  /** @property expectedBy the day of the result, `2026-10-30` (JE-10) */
  | {
      readonly type: 'progressed';
      readonly data: {
        readonly unit: UnitId;
        readonly expectedBy?: string;
        /** It starts the next time in which result or progress is owed. */
        readonly renews?: true;
        readonly told?: Told;
        readonly text?: TextRef;
      };
    }
  | {
      readonly type: 'arrived';
      readonly data: { readonly unit: UnitId; readonly settled?: boolean; readonly text?: TextRef };
    }
  /** An assisting unit gave its result to the lead; or, not finished, why it is late and how far it is (BJ-7). */
  | {
      readonly type: 'contributed';
      readonly data: {
        readonly unit: UnitId;
        readonly finished: boolean;
        readonly expectedBy?: string;
        readonly text?: TextRef;
      };
    }
  /** A street calls units to its aid (BJ-11); a district hands a part to one of its own (BJ-3, WF-24). */
  | {
      readonly type: 'summoned' | 'handed-down';
      readonly data: { readonly unit: UnitId; readonly to: readonly UnitRef[]; readonly text?: TextRef };
    }
  /** A unit was merged, renamed or closed: its part is its successor's from now on. */
  | { readonly type: 'unit-succeeded'; readonly data: { readonly unit: UnitRef; readonly by: UnitRef } }
  /** The hotline took an assisting unit off the order. */
  | { readonly type: 'released'; readonly data: { readonly unit: UnitId; readonly text?: TextRef } }
  | {
      readonly type: 'requested';
      readonly data: {
        readonly request: RequestName;
        readonly unit: UnitId;
        readonly limit?: Span;
        readonly ground?: string;
        readonly suggest?: UnitId;
        /** The clock that an extension is asked for, and whether it holds already (BJ-9). */
        readonly clock?: string;
        readonly notified?: true;
        readonly told?: Told;
        readonly source?: string;
        readonly text?: TextRef;
      };
    }
  | {
      readonly type: 'decided';
      readonly data: {
        readonly request: RequestName;
        readonly unit: UnitId;
        /** Of which request, where it has an id. */
        readonly id?: string;
        /** Of an extension that held already (BJ-9). */
        readonly notified?: true;
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
  /** Its kind, category, district or urgency was put right, or its caller wants to stay unknown; what it is bound to follows, and what that moved (T-9). */
  | {
      readonly type: 'amended';
      readonly data: {
        readonly kind?: Kind;
        readonly category?: string;
        readonly district?: { readonly id: string; readonly name: string };
        readonly urgency?: string;
        readonly confidential?: true;
        readonly rules?: Rules;
        readonly text?: TextRef;
      };
    };
