import type { Store } from '../store';
import type { LedgerLine } from './ledger-lines';

/** How many lines of a ledger are read at once. */
const LINES = 200;

/** All lines of a ticket, also of one that lies in the archive. */
export async function wholeLedger(store: Pick<Store, 'ledger'>, ticketId: string): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  for (;;) {
    const page = await store.ledger.linesOf(ticketId, lines.at(-1)?.event.seq ?? 0, LINES);
    lines.push(...page);
    if (page.length < LINES) return lines;
  }
}
