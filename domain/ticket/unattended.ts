import type { Law } from '../law/rules';
import { withNextPlaces } from './evolving/clocks';
import type { Ticket, TicketFacts } from './ticket';

type Left<T> = T extends unknown ? Omit<T, 'applied' | 'rebound' | 'evaluations'> : never;

/**
 * What of an open ticket decides what happens to it while nobody does anything: all that it knows, but the commands that it has applied,
 * what was bound to it, and what its caller thinks. It says nothing about a person.
 */
export type Unattended = Left<TicketFacts>;

/** What is to be kept of a ticket, so that it can be told later what will become of it. */
export function unattended(ticket: Ticket): Unattended {
  const { law: _, applied: __, rebound: ___, evaluations: ____, clocks, ...facts } = ticket;
  return { ...facts, clocks: clocks.map(({ next: _next, ...clock }) => clock) };
}

/** The same ticket again, by the law that binds it. */
export const leftAlone = (facts: Unattended, law: Law): Ticket =>
  withNextPlaces({ ...facts, applied: [], evaluations: [], law });
