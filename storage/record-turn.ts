import type { Turn } from '../domain/telling/turn';
import type { Archive } from './archive/archive';
import { boundIn, type ChangeEffects } from './changes/change-effects';
import type { Ledger } from './ledger/ledger';
import type { NewMessage, Outbox } from './outbox/outbox';
import { type AllOpenClocks, touchesClocks } from './tickets/open-clocks';
import type { Tickets } from './tickets/tickets';

/** What became of a turn that was to be written. */
export type Recorded =
  | {
      readonly is: 'written';
      /** The messages as they stand in the outbox. */
      readonly messages: readonly NewMessage[];
      /** False where the database does not know the ticket: ledger and outbox are written all the same, and there is nothing to show. */
      readonly known: boolean;
      /** How many lines of a turn that the engine lost gave way. */
      readonly superseded: number;
      /** What the same decision wrote before says something else. */
      readonly disagrees: boolean;
      /** The ledger lacks what was before, and its ticket can't tell it any more. */
      readonly gap: boolean;
    }
  /** Its ticket decided anew meanwhile: what comes this late did not happen. Nothing was written. */
  | { readonly is: 'late' }
  /** The ledger ends with this event, before the turn begins: the database was set back. Nothing was written; its ticket tells the rest. */
  | { readonly is: 'behind'; readonly knows: number };

/** A turn says something else than what was answered for already: the engine was set back. Nothing was written. */
export class LedgerAhead extends Error {
  override readonly name = 'LedgerAhead';
  constructor(
    readonly ticketId: string,
    readonly confirmed: number,
  ) {
    super(
      `${ticketId} has answered for its ledger up to ${confirmed}, and its workflow does not know of it.`,
    );
  }
}

/**
 * Writes a turn: outbox, ledger, what changes of calendar or rulebook did, read model, in this order and each by documents with ids of their own, so that no transaction is needed.
 * What is in the ledger has its messages in the outbox, and who reads a ticket at a `seq` finds all that led to it.
 * The same turn again, or a late one after a newer, changes nothing. What a turn wrote that the engine lost gives way to the turn
 * that was decided in its place, unless somebody was answered with it.
 * @throws LedgerAhead
 */
export async function recordTurn(
  {
    tickets,
    ledger,
    outbox,
    effects,
    openClocks,
    archive,
  }: {
    tickets: Tickets;
    ledger: Ledger;
    outbox: Outbox;
    effects: ChangeEffects;
    openClocks: AllOpenClocks;
    archive: Pick<Archive, 'find'>;
  },
  turn: Turn,
  messages: readonly NewMessage[],
): Promise<Recorded> {
  const { ticketId, events, decided, knownFrom = 1 } = turn;
  const first = events[0]?.seq ?? 1;
  const met = await ledger.meet(ticketId, events, decided);
  const { late, disagrees, lost, there, previous } = met;
  const follows = first <= 1 || previous !== undefined;
  if (late) return { is: 'late' };
  // Nothing stands before it: its ticket is new, or the database was set back; or it lies in the archive, and the engine was set back.
  if (first <= 1 ? there.size === 0 : !follows) {
    const archived = await archive.find(ticketId);
    if (archived) throw new LedgerAhead(ticketId, archived.dossier.ledger.length);
  }
  if (!follows && first > knownFrom)
    return { is: 'behind', knows: (await ledger.completeEvents(ticketId)).events.length };
  if (lost.length > 0) {
    const confirmed = await tickets.confirmedSeq(ticketId);
    if (lost.some(({ seq }) => seq <= confirmed)) throw new LedgerAhead(ticketId, confirmed);
  }
  // Also where the ledger has nothing of the lost turn: its writer may have been killed right after the outbox.
  await outbox.supersede(ticketId, first, there, decided);
  const standing = await outbox.put(ticketId, messages, decided);
  await ledger.write(turn, met);
  if (lost.length > 0) await effects.dropLost(turn);
  await showEffects({ tickets, effects }, turn);
  const shown = await tickets.showTurn(
    turn,
    events.some(({ command }) => command !== undefined),
  );
  if (shown && touchesClocks(events)) await openClocks.keep(shown, turn);
  return {
    is: 'written',
    messages: standing,
    known: shown !== undefined,
    superseded: lost.length,
    disagrees,
    gap: !follows,
  };
}

/** What changes of calendar or rulebook did in a turn. */
async function showEffects(
  { tickets, effects }: { tickets: Tickets; effects: ChangeEffects },
  turn: Turn,
): Promise<void> {
  const { ticketId, events } = turn;
  const bound = boundIn(events);
  if (bound.length === 0) return;
  const ticket = await tickets.find(ticketId);
  await effects.put(turn, ticket?.matter.wantsReply ?? false);
  for (const { type, data } of bound) {
    if (type === 'calendar-bound') await tickets.showCalendar(ticketId, data.change);
    else await tickets.showRules(ticketId, data.rules, data.change);
  }
}
