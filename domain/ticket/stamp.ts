import type { CommandId } from '../ids';
import type { Actor, Fact, TicketEvent } from './event';
import type { Instant } from '../time/instant';
import type { Ticket } from './ticket';

/** Gives facts their places in the ticket's ledger, their moment and their author. */
export function stamp(
  ticket: Pick<Ticket, 'seq'>,
  facts: readonly Fact[],
  by: { at: Instant; actor: Actor; command?: CommandId },
): TicketEvent[] {
  return facts.map((fact, index) => ({
    seq: ticket.seq + 1 + index,
    at: by.at,
    actor: by.actor,
    command: by.command,
    ...fact,
  }));
}
