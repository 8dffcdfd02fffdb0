import { isFirstEdition } from '../../law/edition';
import type { Procedure } from '../procedure';
import { endOf, meetClock, moveClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { leads, openClock, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/** On the scene, which the lead owes; what the lead settles there is fed back within the rulebook's limit for that (JE-8, JE-9). */
export const arrive: Procedure<'arrive'> = {
  in: ['handling'],
  by: 'working-units',
  facts: (ticket, { settled }, { now, unit, text }) => [
    { type: 'arrived', data: { unit, ...(settled ? { settled } : {}), text } },
    ...(leads(ticket, unit) || isFirstEdition(ticket.law.rules) ? meetClock(ticket, 'arrival', now) : []),
    ...(settled && leads(ticket, unit) ? settledOnTheSpot(ticket, now) : []),
  ],
};

/** The handling clock moves, if the limit for what is settled on the spot ends earlier (JE-9). */
function settledOnTheSpot(ticket: Ticket, now: Instant): Fact[] {
  const rule = ticket.law.rules.clocks.handling?.onTheSpot;
  const clock = openClock(ticket, 'handling');
  if (!rule || clock?.state !== 'running') return [];
  const basis = { from: now, limit: rule.limit, own: true } as const;
  return endOf(basis, ticket.law).due < clock.due
    ? moveClock(clock, basis, ticket.law, { cause: 'on-the-spot', source: rule.source })
    : [];
}
