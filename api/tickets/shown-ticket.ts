import type { LedgerLine } from '../../storage/ledger/ledger-lines';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { maySeeCaller } from '../requests/access';
import type { Subject } from '../requests/subject';
import { noteAccess } from '../requests/accesses';
import type { TicketAnswer } from './answers';
import { ticketJson } from './ticket-json';

/** A ticket with what this reader may know of its caller; that it is shown is noted, where it is confidential. */
export async function shownTicket(
  store: Store,
  subject: Subject,
  ticket: StoredTicket,
): Promise<TicketAnswer> {
  const callerShown = maySeeCaller(subject, ticket);
  const contact = await store.tickets.contactOf(ticket.id);
  await noteAccess(store, subject, [ticket], { what: 'ticket', callerShown });
  return ticketJson(ticket, contact, callerShown);
}

/** How many lines of a ledger are read at once. */
const LINES = 200;

export async function wholeLedger(store: Store, ticketId: string): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  for (;;) {
    const page = await store.ledger.linesOf(ticketId, lines.at(-1)?.event.seq ?? 0, LINES);
    lines.push(...page);
    if (page.length < LINES) return lines;
  }
}
