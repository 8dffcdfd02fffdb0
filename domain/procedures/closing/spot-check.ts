import type { CommandId } from '../../ids';
import { withTriggers } from '../../ticket/accounting/triggers';
import { startClock } from '../../ticket/clocks';
import type { Fact, TicketEvent } from '../../ticket/event';
import { leadOf, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/** The result of a re-inspection on the spot of what was settled (抽项复查, JE-14, JE-15). */
export interface SpotCheck {
  /** The same for the same result. */
  readonly id: CommandId;
  /** The occasion on which the ticket was drawn; what was found stands there. */
  readonly occasion: string;
  readonly passed: boolean;
  readonly at: Instant;
}

/**
 * What a re-inspection does to a ticket: it is kept with it, for the quality of replies; and a closed one that failed goes back to its unit,
 * with a limit of its own, as after a call-back that failed. One that is open by then only keeps it.
 */
export function spotChecked(
  ticket: Ticket,
  { id, occasion, passed }: Omit<SpotCheck, 'at'>,
  now: Instant,
): readonly TicketEvent[] {
  if (ticket.applied.includes(id)) return [];
  const checked: Fact = { type: 'spot-checked', data: { passed, occasion } };
  const goesBack = !passed && ticket.state === 'closed' && leadOf(ticket) !== undefined;
  const facts: readonly Fact[] = goesBack
    ? [
        checked,
        { type: 'rehandled', data: { times: ticket.counts.rehandled + 1 } },
        ...startClock(ticket, 'handling', now, { unit: leadOf(ticket)?.unit.id }),
      ]
    : [checked];
  return withTriggers(ticket, facts, { at: now, actor: { role: 'supervisor' }, command: id });
}
