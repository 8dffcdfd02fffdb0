import { evolveAll } from '../domain/evolve';
import type { Instant } from '../domain/instant';
import { lawOf, type TicketInput } from '../domain/input';
import { narrate, NEWS } from '../domain/narrate';
import { newTicket } from '../domain/register';
import { viewOf } from '../domain/view';
import type { Ledger } from './ledger';
import type { AllOpenClocks } from './open-clocks';
import type { Outbox } from './outbox';
import type { Tickets } from './tickets';

/**
 * What a ticket's workflow is started with when it is not running: the plain start for one that never lived,
 * else the ticket as its ledger tells it, clocks unchanged, with the messages that are not known to be sent.
 * Only for a ticket whose workflow does not run: what a half-written turn left in the ledger is taken away, and readers see it as its ledger tells it.
 * @returns undefined where there is no such ticket
 * @throws TurnUnderWay where its workflow wrote only just now: it may be running after all
 */
export async function rebuildInput(
  {
    tickets,
    ledger,
    outbox,
    openClocks,
  }: { tickets: Tickets; ledger: Ledger; outbox: Outbox; openClocks: AllOpenClocks },
  id: string,
  now: Instant,
): Promise<TicketInput | undefined> {
  const start = await tickets.startInput(id);
  if (!start) return undefined;
  const { events, decided } = await ledger.completeEvents(id);
  await ledger.dropAfter(id, events.length, now);
  if (events.length === 0) return start;
  const lived = evolveAll(newTicket(start.matter, lawOf(start)), events);
  // The end came between ledger and read model, perhaps; a ticket that was closed then has no further turn to show it.
  const shown = await tickets.showTurn(id, viewOf(lived), decided);
  if (shown) await openClocks.keepClocks(shown, viewOf(lived));
  const { law: _, ...ticket } = lived;
  const undelivered = (await outbox.undelivered(id)).map(({ id: message, summary }) => ({
    id: message,
    summary,
  }));
  const news = events.slice(-NEWS).toReversed().map(narrate);
  return { ...start, carried: { ticket, undelivered, news, restored: true } };
}
