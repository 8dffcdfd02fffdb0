import type { Notification } from './consequences';
import type { TicketEvent } from './event';
import type { TicketView } from './view';

/** All that one turn of a ticket has to leave in the outside world; writing the same turn twice changes nothing. */
export interface Turn {
  readonly ticketId: string;
  readonly events: readonly TicketEvent[];
  /** The ticket after the last event. */
  readonly view: TicketView;
  readonly notifications: readonly Notification[];
}

/** A message that stands in the outbox and has to be sent: to a unit that has a webhook or a mailbox. */
export interface Delivery {
  /** Its id in the outbox. */
  readonly id: string;
  /** For the timeline in Temporal Web, e.g. `通知市城管局 · 督办`. */
  readonly summary: string;
}
