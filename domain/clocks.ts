import { deadline } from './deadline';
import type { Fact } from './event';
import type { Instant } from './instant';
import type { Span } from './span';
import type { ClockName } from './terms';
import { type Clock, isOpen, openClock, type Ticket } from './ticket';

/**
 * Starts a clock, where the ticket's rulebook has one of that name (T-10).
 * @param statutory a longer limit that a law sets, in place of the rulebook's (JN-3, WF-20)
 */
export function startClock(ticket: Ticket, name: ClockName, from: Instant, statutory?: Span): Fact[] {
  const rule = ticket.law.rules.clocks[name];
  const limit = statutory ?? rule?.limit;
  if (!limit) return [];
  const { due, provisional } = deadline(from, limit, ticket.law.calendar, ticket.law.rules.dayEnds);
  const clock = `${name}-${ticket.clocks.filter((it) => it.name === name).length + 1}`;
  return [
    { type: 'clock-started', data: { clock, name, from, due, provisional, limit, source: rule?.source } },
  ];
}

/** What a clock counted down to was done: it is met, or stays breached when its due moment had passed. */
export const meetClock = (ticket: Ticket, name: ClockName, at: Instant): Fact[] =>
  endClock(openClock(ticket, name), at, 'met');

/** What a clock counted down to is no longer owed. */
export const stopClock = (ticket: Ticket, name: ClockName, at: Instant): Fact[] =>
  endClock(openClock(ticket, name), at, 'stopped');

/** Stops every clock that is still open, but for those that `facts` end already. */
export const stopAllClocks = (ticket: Ticket, at: Instant, facts: readonly Fact[] = []): Fact[] => {
  const ended = new Set(facts.flatMap((fact) => (fact.type === 'clock-ended' ? [fact.data.clock] : [])));
  return ticket.clocks
    .filter((it) => isOpen(it) && !ended.has(it.id))
    .flatMap((it) => endClock(it, at, 'stopped'));
};

function endClock(clock: Clock | undefined, at: Instant, how: 'met' | 'stopped'): Fact[] {
  if (!clock) return [];
  const { id, name, state } = clock;
  return [
    { type: 'clock-ended', data: { clock: id, name, how: state === 'breached' ? 'breached' : how, at } },
  ];
}
