import { isFirstEdition } from '../../law/edition';
import { endingOnce, meetClock, stopAll } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { explanationsOwed, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';
import type { Outcome } from '../../words';

/** @param facts what the closing comes from; clocks that they do not end are stopped, but what ends with the matter's closure is met by it */
export const close = (ticket: Ticket, outcome: Outcome, now: Instant, facts: readonly Fact[]): Fact[] => [
  ...endingOnce([...facts, ...meetClock(ticket, 'overall', now), ...stopAll(ticket, now, () => true)]),
  { type: 'closed', data: { outcome } },
];

/** The same; but while an explanation is owed the matter stays open, until that is given (WF-14). */
export function closeUnlessOwed(
  ticket: Ticket,
  outcome: Outcome,
  now: Instant,
  facts: readonly Fact[],
): Fact[] {
  return explanationsOwed(ticket).length > 0 && !isFirstEdition(ticket.law.rules)
    ? [...facts, { type: 'closure-held', data: { outcome } }]
    : close(ticket, outcome, now, facts);
}

/** An explanation was given: what only waited for it closes. @param facts with the ends of the clocks that it met */
export function closeHeld(ticket: Ticket, facts: readonly Fact[], now: Instant): readonly Fact[] {
  if (ticket.state !== 'callback' || ticket.closing === undefined) return facts;
  const given = facts.flatMap((fact) => (fact.type === 'clock-ended' ? [fact.data.clock] : []));
  const left = explanationsOwed(ticket).some(({ id }) => !given.includes(id));
  return left ? facts : close(ticket, ticket.closing, now, facts);
}
