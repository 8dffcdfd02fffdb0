import { stopAllClocks } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import type { Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';
import type { Outcome } from '../../words';

/** @param facts what the closing comes from; clocks that they do not end are stopped */
export const close = (ticket: Ticket, outcome: Outcome, now: Instant, facts: readonly Fact[]): Fact[] => [
  ...facts,
  ...stopAllClocks(ticket, now, facts),
  { type: 'closed', data: { outcome } },
];
