import type { Procedure } from '../procedure';
import { endOf, meetClock, startClock } from '../../ticket/clocks';
import { leadOf, openClock, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/** A report of progress; of the lead's, where result or progress is owed, it fulfils the clock and starts the next one (JE-10). */
export const progress: Procedure<'progress'> = {
  in: ['handling', 'submitted', 'callback'],
  by: 'working-units',
  facts: (ticket, _, { now, unit, text }) => [
    { type: 'progressed', data: { unit, text } },
    ...(leadOf(ticket)?.unit.id === unit && isRenewed(ticket, now)
      ? [...meetClock(ticket, 'handling', now), ...startClock(ticket, 'handling', now)]
      : []),
  ],
};

function isRenewed(ticket: Ticket, now: Instant): boolean {
  const rule = ticket.law.rules.clocks.handling;
  const clock = openClock(ticket, 'handling');
  // A limit of its own, as of what is settled on the spot, is not renewed (JE-9).
  if (!rule?.renewedByProgress || !clock || clock.basis?.own) return false;
  // A longer limit, by law or by an extension, is not cut short by a report.
  return endOf({ from: now, limit: rule.limit }, ticket.law).due > clock.due;
}
