import { isFirstEdition } from '../../law/edition';
import { endingOnce, meetClock, stopAll } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { isOpen, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';
import type { Outcome } from '../../words';

/** @param facts what the closing comes from; clocks that they do not end are stopped, and the caller's own wait is over */
export const close = (ticket: Ticket, outcome: Outcome, now: Instant, facts: readonly Fact[]): Fact[] => [
  ...endingOnce([...facts, ...ended(ticket, now), ...stopAll(ticket, now, () => true)]),
  { type: 'closed', data: { outcome } },
];

/** What ends with the matter's closure is met by it. */
const ended = (ticket: Ticket, now: Instant): Fact[] => meetClock(ticket, 'overall', now);

/** The same; but while an explanation is owed the matter stays open, until that is given (WF-14). */
export function closeUnlessOwed(
  ticket: Ticket,
  outcome: Outcome,
  now: Instant,
  facts: readonly Fact[],
): Fact[] {
  const owed = ticket.clocks.some((it) => it.name === 'explanation' && isOpen(it));
  return owed && !isFirstEdition(ticket.law.rules)
    ? [...facts, { type: 'closure-held', data: { outcome } }]
    : close(ticket, outcome, now, facts);
}

/** An explanation was given: what only waited for it closes. @param facts with the ends of the clocks that it met */
export function closeHeld(ticket: Ticket, facts: readonly Fact[], now: Instant): readonly Fact[] {
  if (ticket.state !== 'callback' || ticket.closing === undefined) return facts;
  const given = facts.flatMap((fact) => (fact.type === 'clock-ended' ? [fact.data.clock] : []));
  const left = ticket.clocks.some((it) => it.name === 'explanation' && isOpen(it) && !given.includes(it.id));
  return left ? facts : close(ticket, ticket.closing, now, facts);
}
