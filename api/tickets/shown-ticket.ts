import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import type { Subject } from '../requests/subject';
import type { TicketAnswer } from './answers';
import { ticketJson } from './ticket-json';

/** A ticket with what this reader may know of its caller. */
export async function shownTicket(
  store: Store,
  subject: Subject,
  ticket: StoredTicket,
): Promise<TicketAnswer> {
  const [contact, naming] = await Promise.all([
    store.tickets.contactOf(ticket.id),
    store.repeats.linkedWith(ticket.id),
  ]);
  // A link stands in the ledger of one of both, since the other may be closed; it is shown on either.
  const links = [...new Set([...(ticket.links ?? []), ...naming])];
  return ticketJson(links.length > 0 ? { ...ticket, links } : ticket, contact, subject);
}
