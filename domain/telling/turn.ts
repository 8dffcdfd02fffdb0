import type { Notification } from './consequences';
import type { TicketEvent } from '../ticket/event';
import type { TicketId } from '../ids';
import type { Instant } from '../time/instant';
import { type Counted, countedOf } from '../reports/counted';
import type { Ticket } from '../ticket/ticket';
import { type Unattended, unattended } from '../ticket/unattended';
import { type TicketView, viewOf } from './view';

/**
 * All that one turn of a ticket has to leave in the outside world; writing the same turn twice changes nothing.
 * It is written before the engine knows that it was taken: an engine that loses it (its worker is killed, or something else came
 * in between) lets the ticket decide anew, and then the turn that was decided later is the one that happened.
 */
export interface Turn {
  readonly ticketId: TicketId;
  /** When the ticket decided on it, by the engine's time, which goes on with every new attempt. */
  readonly decided: Instant;
  /** What the matter is by now: for messages, and for the lists that it is found in. */
  readonly about: Pick<Ticket, 'kind' | 'category' | 'district' | 'urgency'> & {
    readonly confidential?: true;
    readonly byMail?: true;
  };
  readonly events: readonly TicketEvent[];
  /** The ticket after the last event. */
  readonly view: TicketView;
  /** What decides how it goes on by itself; none of a closed ticket, and of workflows from before it was told. */
  readonly unattended?: Unattended;
  /** What of it is counted; none where nothing is, or of workflows from before it was. */
  readonly counted?: Counted;
  readonly notifications: readonly Notification[];
  /** The first event that its workflow can still tell again, where the ledger has lost it; none of workflows from before they could. */
  readonly knownFrom?: number;
  /** What it comes to (`digestOf`), given back where it was written; none of workflows from before it was asked for. */
  readonly digest?: string;
}

/** @param ticket the ticket after the events */
export const turnOf = (
  ticket: Ticket,
  events: readonly TicketEvent[],
  notifications: readonly Notification[],
  decided: Instant,
): Turn => {
  const { kind, category, district, urgency, confidential, byMail } = ticket;
  const counted = countedOf(ticket);
  return {
    ticketId: ticket.id,
    decided,
    about: {
      kind,
      category,
      district,
      ...(urgency === undefined ? {} : { urgency }),
      ...(confidential ? { confidential } : {}),
      ...(byMail ? { byMail } : {}),
    },
    events,
    view: viewOf(ticket),
    ...(ticket.state === 'closed' ? {} : { unattended: unattended(ticket) }),
    ...(counted ? { counted } : {}),
    notifications,
  };
};

/** Messages that stand in the outbox and have to be sent: those of one turn to units that have a webhook or a mailbox. */
export interface Delivery {
  /** Their ids in the outbox. */
  readonly ids: readonly string[];
  /** For the timeline in Temporal Web, e.g. `通知市城管局 · 督办`. */
  readonly summary: string;
  /** Time alone made the turn, and its receivers have lately answered: it is tried in the task that made it. */
  readonly atOnce?: true;
}

/** One message, as workflows from before a turn was one delivery were given it. */
export interface EarlierDelivery {
  readonly id: string;
  readonly summary: string;
}

/** As a delivery of today. */
export const deliveryOf = (given: Delivery | EarlierDelivery): Delivery =>
  'id' in given ? { ids: [given.id], summary: given.summary } : given;

/** The type of a failure to write a turn: the database was set back, and the ticket has to tell again what is in it no more. */
export const LEDGER_BEHIND = 'LedgerBehind';
