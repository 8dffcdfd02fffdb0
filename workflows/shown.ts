import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { narrate, NEWS } from '../domain/telling/narrate';
import { type FoundBy, searchAttributesOf } from '../domain/telling/search-attributes';
import { details } from '../domain/telling/view';
import type { TicketEvent } from '../domain/ticket/event';
import type { Ticket } from '../domain/ticket/ticket';

/** What Temporal Web shows of a ticket: what it is found by, and its details. */
export class Shown {
  /** The last values, as JSON; the workflow's starter set those of the opened ticket. */
  private readonly values: Map<string, string>;
  private seq = -1;

  /**
   * @param opened the ticket as it was started
   * @param above what Temporal Web shows above its details: what it was called then
   * @param rulebook the one that it was started with
   * @param news the newest events as sentences, newest first
   */
  constructor(
    opened: Ticket,
    private readonly above: string,
    private readonly rulebook: string,
    public news: readonly string[] = [],
  ) {
    this.values = new Map(searchAttributesOf(opened, rulebook).map((it) => [it.key.name, valueOf(it)]));
  }

  /** Takes events into the news; they are seen when the ticket is shown next. */
  tell(events: readonly TicketEvent[]): void {
    this.news = [...events.map(narrate).toReversed(), ...this.news].slice(0, NEWS);
  }

  /** Shows the ticket where it is not shown yet; of what it is found by only what changed, since each change is in the history. */
  show(ticket: Ticket): void {
    if (ticket.seq === this.seq) return;
    this.seq = ticket.seq;
    const changed = searchAttributesOf(ticket, this.rulebook).filter(
      (it) => this.values.get(it.key.name) !== valueOf(it),
    );
    for (const it of changed) this.values.set(it.key.name, valueOf(it));
    if (changed.length > 0) upsertSearchAttributes(changed);
    setCurrentDetails(details(ticket, this.news, this.above));
  }
}

const valueOf = ({ value }: FoundBy): string => JSON.stringify(value);
