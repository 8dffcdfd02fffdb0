import type { UnitId } from '../../ids';
import type { Counted } from '../../law/rules';
import type { Instant } from '../../time/instant';
import type { ClockName, Level, Mode, Recipient, Role } from '../../words';
import type { TextRef } from '../text-ref';

/** Who did it. A person's account is kept with the command in the database, never here (DESIGN §6). */
export type Actor = Person | { readonly role: 'system' };

/** Somebody, and not time alone: for a unit, or in another role. */
export type Person =
  { readonly role: 'unit'; readonly unit: UnitId } | { readonly role: Exclude<Role, 'unit'> };

/** A rung that fired: which, when it was planned, and whom it tells. `at` of its event says when it truly fired. */
export interface Fired {
  readonly clock: string;
  readonly rung: number;
  readonly planned: Instant;
  readonly to: readonly Recipient[];
  readonly source?: string;
}

/** Something had happened for the nth time: what, under which conditions, and whom it tells. */
export interface Triggered extends Counted {
  readonly times: number;
  readonly to: readonly Recipient[];
  readonly source?: string;
}

/** Done by a person's command, or by a rung, or by a trigger. */
export type ByHandOrRung = {
  readonly fired?: Fired;
  readonly triggered?: Triggered;
  readonly source?: string;
  readonly text?: TextRef;
};

/** What a referral tells of one unit's handling, so that whoever it is referred to need not ask (JN-10, JE-19). */
export interface ReferredFacts {
  /** Whose; missing in referrals from before, which told of the whole ticket. */
  readonly unit?: UnitId;
  readonly level: Level;
  readonly supervision: readonly Mode[];
  readonly breached: readonly { readonly name: ClockName; readonly due: Instant }[];
  readonly reminded: number;
  readonly urged: number;
  readonly returned: number;
  readonly rehandled: number;
  readonly improperReturns: number;
  /** It was ordered to correct, and did not (责令改正). */
  readonly corrected?: boolean;
}

/** When the caller was told, or was tried to be told; how and by whom stands in the text (JN-6, WF-20). */
export type Told = { readonly at: Instant } | { readonly attempts: readonly Instant[] };
