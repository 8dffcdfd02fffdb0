import { narrate, NEWS } from '../domain/telling/narrate';
import { turnOf } from '../domain/telling/turn';
import { evolveAll } from '../domain/ticket/evolve';
import { lawOf, type TicketInput } from '../domain/ticket/input';
import { newTicket } from '../domain/ticket/register';
import type { Instant } from '../domain/time/instant';
import type { Ledger } from './ledger/ledger';
import type { Outbox } from './outbox/outbox';
import type { AllOpenClocks } from './tickets/open-clocks';
import type { Tickets } from './tickets/tickets';

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
  const last = turnOf(lived, [], [], decided);
  const shown = await tickets.showTurn(last);
  if (shown) await openClocks.keep(shown, last);
  const { law: _, ...ticket } = lived;
  const undelivered = (await outbox.undelivered(id, now)).map(({ id: message, summary }) => ({
    ids: [message],
    summary,
  }));
  const news = events.slice(-NEWS).toReversed().map(narrate);
  return { ...start, carried: { ticket, undelivered, news, restored: true } };
}
