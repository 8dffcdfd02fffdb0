import type { Turn } from '../domain/telling/turn';
import { boundIn, type ChangeEffects } from './changes/change-effects';
import type { Ledger } from './ledger/ledger';
import type { NewMessage, Outbox } from './outbox/outbox';
import { type AllOpenClocks, touchesClocks } from './tickets/open-clocks';
import type { Tickets } from './tickets/tickets';

/**
 * Writes a turn: outbox, ledger, what changes of calendar or rulebook did, read model, in this order and each by documents with ids of their own, so that no transaction is needed.
 * What is in the ledger has its messages in the outbox, and who reads a ticket at a `seq` finds all that led to it.
 * The same turn again, or a late one after a newer, changes nothing. What a turn wrote that the engine lost gives way to the turn
 * that was decided in its place.
 * @returns false where the database does not know the ticket (it was set back to an old copy, say): ledger and outbox are written
 * all the same, so that nothing is lost and everybody is told, and there is nothing to show
 */
export async function recordTurn(
  {
    tickets,
    ledger,
    outbox,
    effects,
    openClocks,
  }: { tickets: Tickets; ledger: Ledger; outbox: Outbox; effects: ChangeEffects; openClocks: AllOpenClocks },
  turn: Turn,
  messages: readonly NewMessage[],
): Promise<boolean> {
  const { ticketId, events, decided } = turn;
  await outbox.put(ticketId, messages, decided);
  if ((await ledger.append(ticketId, events, decided)) === 'met-others') {
    await outbox.replaceLost(ticketId, events, messages, decided);
    await ledger.replaceLost(ticketId, events, decided);
    await effects.dropLost(turn);
  }
  const bound = boundIn(events);
  if (bound.length > 0) {
    const ticket = await tickets.find(ticketId);
    await effects.put(turn, ticket?.matter.wantsReply ?? false);
    for (const { type, data } of bound) {
      if (type === 'calendar-bound') await tickets.showCalendar(ticketId, data.change);
      else await tickets.showRules(ticketId, data.rules, data.change);
    }
  }
  const shown = await tickets.showTurn(turn);
  if (shown && touchesClocks(events)) await openClocks.keep(shown, turn.view, decided);
  return shown !== undefined;
}
