import type { Store } from '../../storage/store';
import type { TicketAnswer } from '../answers';
import { shownTicket } from './reading';
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
): Promise<object> {
  const ticket = await store.tickets.find(ticketId);
  if (!ticket) return kept as object;
  const { title, content, address, caller } = await shownTicket(store, subject, ticket);
  return { ...(kept as object), title, content, address, caller };
}
