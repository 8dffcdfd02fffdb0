import type { Delivery, Turn } from '../domain/turn';

/** What a ticket's workflow asks of the outside world. Each is idempotent by the ids in its argument. */
export interface TicketActivities {
  /**
   * Writes a turn: outbox, ledger, then read model, so that who reads the ticket at a `seq` finds all that led to it.
   * @returns the messages of this turn that have to be sent, the same on every retry
   */
  record(turn: Turn): Promise<Delivery[]>;
  /** Sends one message of the outbox, unless it was sent already; a failed try is noted there and thrown, so that it is retried. */
  deliver(delivery: { readonly id: string }): Promise<void>;
}

export interface SweepActivities {
  /**
   * Starts what is stored but does not run: tickets taken in while the engine was away, tickets whose workflow was ended from outside;
   * and removes what crashed requests left behind.
   * @returns how many of each
   */
  sweep(): Promise<{ readonly started: number; readonly restored: number; readonly removed: number }>;
}
