import type { Store } from '../../storage/store';
import type { TicketAnswer } from './answers';
import { shownTicket } from './shown-ticket';
import type { Subject } from '../requests/subject';

/**
 * A ticket as it is kept with the answer to a request: without what a person wrote or is.
 * That stands once, with the ticket, where it is sealed and can be erased (DESIGN §6).
 */
export function erasable({
  title: _,
  content: __,
  address: ___,
  caller: ____,
  code: _____,
  ...rest
}: TicketAnswer): object {
  return rest;
}

/** The kept answer with the texts of its ticket again, as this reader may see them. */
export async function rejoined(
  store: Store,
  subject: Subject,
  ticketId: string,
  kept: unknown,
): Promise<TicketAnswer> {
  const ticket = await store.tickets.find(ticketId);
  // It was a ticket when it was kept, but for what is joined here.
  const rest = kept as TicketAnswer;
  if (!ticket) return rest;
  const { title, content, address, caller } = await shownTicket(store, subject, ticket);
  return { ...rest, title, content, address, caller };
}
