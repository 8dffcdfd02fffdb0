import type { CommandId } from '../../domain/ids';
import type { Drawn, OccasionEvent } from '../../domain/occasions/occasion';
import type { Told } from '../../domain/occasions/told';
import type { Instant } from '../../domain/time/instant';
import type { Delivery } from '../../domain/telling/turn';

/** What an occasion's workflow, and the plan's, ask of the outside world. Each is idempotent by the ids in its argument. */
export interface OccasionActivities {
  /** Fills the sections that the service knows, and draws what is drawn: the first time counts. */
  prepareOccasion(ask: {
    readonly id: string;
  }): Promise<{ readonly sections: string[]; readonly drawn?: Drawn }>;
  /** Writes messages, then lines, then what lists show. @returns what has to be sent */
  recordOccasion(turn: OccasionTurn): Promise<{ readonly delivery?: Delivery }>;
  /** Tells a ticket the result of its re-inspection: where it failed, the ticket is handled again (JE-14, JE-15). */
  tellChecked(checked: Checked): Promise<void>;
  /**
   * Opens all that is planned up to now and was not opened yet, each once, and starts again what was ended from outside.
   * @returns when the next is planned, and what, in Chinese; nothing where none is
   */
  planOccasions(ask: { readonly now: Instant }): Promise<{ readonly next?: Instant; readonly what?: string }>;
}

export interface OccasionTurn {
  readonly id: string;
  readonly events: readonly OccasionEvent[];
  readonly told: readonly (Told & { readonly at: Instant })[];
}

export interface Checked {
  readonly occasion: string;
  readonly ticket: string;
  readonly passed: boolean;
  readonly at: Instant;
  /** The same for the same result, however often it is told. */
  readonly command: CommandId;
}
