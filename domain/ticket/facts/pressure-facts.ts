import type { UnitId } from '../../ids';
import type { Level, Mode, Recipient } from '../../words';
import type { TextRef } from '../text-ref';
import type { ByHandOrRung, ReferredFacts, Triggered } from './parts';

/** What presses a unit, and takes a matter up. */
export type PressureFact =
  | { readonly type: 'reminded'; readonly data: ByHandOrRung }
  | { readonly type: 'urged'; readonly data: ByHandOrRung }
  /** @property unit whose order is supervised; none: the hotline's own work */
  | {
      readonly type: 'supervised';
      readonly data: ByHandOrRung & { readonly mode: Mode; readonly unit?: UnitId };
    }
  /** The supervisor's conclusion (JE-17); or its only ground, a clock's breach, was taken back (T-9). */
  | {
      readonly type: 'supervision-ended';
      readonly data: {
        readonly unit?: UnitId;
        readonly mode?: Mode;
        readonly takenBack?: string;
        readonly text?: TextRef;
      };
    }
  /** 责令改正: before any referral (WF-33, JE-18, BJ-14). */
  | { readonly type: 'correction-ordered'; readonly data: ByHandOrRung & { readonly unit: UnitId } }
  | { readonly type: 'escalated'; readonly data: ByHandOrRung & { readonly level: Level } }
  /** What the government office or the executive meeting decided (WF-23, JN-8). @property settled false: it could not */
  | {
      readonly type: 'escalation-resolved';
      readonly data: {
        readonly from: Level;
        readonly to: Level;
        readonly settled?: boolean;
        readonly text?: TextRef;
      };
    }
  /** The only ground of a level, a clock's breach, was taken back (T-9). @property by the clock whose breach still holds it where it is */
  | {
      readonly type: 'level-lowered';
      readonly data: {
        readonly from: Level;
        readonly to: Level;
        readonly takenBack: string;
        readonly by?: string;
      };
    }
  /** The facts are ready; a person decides whether it is referred (JN-10, HZ-11, BJ-14). */
  | {
      readonly type: 'referral-proposed';
      readonly data: {
        readonly unit: UnitId;
        readonly to: readonly Recipient[];
        readonly facts: ReferredFacts;
        readonly triggered?: Triggered;
      };
    }
  | {
      readonly type: 'referred';
      readonly data: {
        readonly to: string;
        readonly unit?: UnitId;
        readonly facts: ReferredFacts;
        readonly triggered?: Triggered;
        readonly text?: TextRef;
      };
    };
