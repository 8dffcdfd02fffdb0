import { startClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { openClock, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/** An explanation is owed to the caller, within its own clock; one that runs already is not started again (JN-1, JN-9, WF-14). */
export const oweExplanation = (ticket: Ticket, now: Instant): Fact[] =>
  openClock(ticket, 'explanation') ? [] : startClock(ticket, 'explanation', now);
