import type { Registration } from '../ticket/register';
import type { UnitRef } from '../ticket/ticket';
import type { Instant } from '../time/instant';
import type { Level, Mode, Outcome } from '../words';

/** How a matter that another system handled may have ended; what that system calls otherwise is told as one of these. */
export const PAST_OUTCOMES = [
  'answered',
  'declined',
  'withdrawn',
  'resolved',
  'explained',
  'unfinished',
  'unresolved',
] as const satisfies readonly Outcome[];
export type PastOutcome = (typeof PAST_OUTCOMES)[number];

/** A matter with its course, as another system tells it: what happened when, and no more. */
export interface PastTicket {
  readonly matter: Registration;
  readonly dispatched?: { readonly at: Instant; readonly lead: UnitRef; readonly assist: readonly UnitRef[] };
  readonly signedAt?: Instant;
  readonly contactedAt?: Instant;
  readonly supervised?: { readonly at: Instant; readonly mode: Mode };
  readonly escalated?: { readonly at: Instant; readonly level: Level };
  /** @property parts the texts that the reply has */
  readonly submitted?: {
    readonly at: Instant;
    readonly parts: readonly string[];
    readonly commitment?: string;
  };
  readonly closed?: {
    readonly at: Instant;
    readonly outcome: PastOutcome;
    /** What the caller said, on the rulebook's scale. */
    readonly satisfaction?: string;
  };
}
