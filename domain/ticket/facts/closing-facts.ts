import type { UnitId } from '../../ids';
import type { Outcome, OwnWay, Stage } from '../../words';
import type { TextRef } from '../text-ref';
import type { Told } from './parts';

/** What happens until a matter is closed: the unit's reply, its review, and the caller's word. */
export type ClosingFact =
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
        readonly told?: Told;
        /** The day that it promises (JN-4). */
        readonly deferUntil?: string;
        /** Assisting units that gave no result, each with why in the text (BJ-7). */
        readonly without?: readonly UnitId[];
        readonly text?: TextRef;
      };
    }
  /** The closure that promises a day is approved: the ticket stays open until then (挂账). */
  | { readonly type: 'deferred'; readonly data: { readonly until: string } }
  /** It would close so, but an explanation is owed (WF-14). */
  | { readonly type: 'closure-held'; readonly data: { readonly outcome: Outcome } }
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
      /** @property by none of those that were given before this was kept */
      readonly data: {
        readonly stage: Stage;
        readonly satisfaction: string;
        readonly by?: OwnWay;
        readonly text?: TextRef;
      };
    }
  /** Back to the unit after a call-back that failed, or closed, after a re-inspection that did (JE-14). */
  | { readonly type: 'rehandled'; readonly data: { readonly times: number } }
  /** A call-back failed and the ticket may not go back any more: the supervisor decides. */
  | {
      readonly type: 'put-to-review';
      readonly data: { readonly rehandled: number; readonly unresolved?: true };
    }
  /** It was settled, and re-inspected on the spot (JE-14, JE-15); what was found stands on the occasion that drew it. */
  | { readonly type: 'spot-checked'; readonly data: { readonly passed: boolean; readonly occasion: string } }
  | { readonly type: 'withdrawn'; readonly data: { readonly text?: TextRef } }
  | { readonly type: 'closed'; readonly data: { readonly outcome: Outcome } };
