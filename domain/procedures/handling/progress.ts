import type { CommandOf } from '../command';
import type { Procedure } from '../procedure';
import { pastDay } from './past-day';
import { toldCaller, toldFaults } from './told';
import { isFirstEdition } from '../../law/edition';
import { endOf, meetClock, startClock } from '../../ticket/clocks';
import { timesOf } from '../../ticket/accounting/tally';
import { leads, openClock, type Ticket } from '../../ticket/ticket';
import type { UnitId } from '../../ids';
import type { Instant } from '../../time/instant';

/**
 * A report of progress. Where result or progress is owed, the lead's fulfils the clock and starts the next one, so often as the
 * rulebook says, and if it says by when the result is expected (JE-10). The caller may have been told with it (JN-6).
 */
export const progress: Procedure<'progress'> = {
  in: ['handling', 'submitted', 'callback', 'deferred'],
  by: 'working-units',
  wrong: (ticket, { told, expectedBy }, now) => toldFaults(ticket, told, now) ?? pastDay(expectedBy, now),
  facts: (ticket, command, { now, unit, text }) => {
    const { expectedBy, told } = command;
    const renews = leads(ticket, unit) && isRenewed(ticket, command, unit, now);
    return [
      {
        type: 'progressed',
        data: {
          unit,
          ...(expectedBy === undefined ? {} : { expectedBy }),
          ...(renews ? { renews } : {}),
          ...(told ? { told } : {}),
          text,
        },
      },
      ...toldCaller(ticket, told, unit, now),
      ...(renews
        ? [...meetClock(ticket, 'handling', now), ...startClock(ticket, 'handling', now, { unit })]
        : []),
    ];
  },
};

function isRenewed(
  ticket: Ticket,
  { expectedBy }: CommandOf<'progress'>,
  unit: UnitId,
  now: Instant,
): boolean {
  const { rules } = ticket.law;
  const { limit, renewedByProgress } = rules.clocks.handling ?? {};
  const clock = openClock(ticket, 'handling');
  // A limit of its own, as of what is settled on the spot, is not renewed (JE-9).
  if (!renewedByProgress || !limit || !clock || clock.basis?.own) return false;
  const { times } = renewedByProgress;
  if (times !== undefined && timesOf(ticket, 'renewed', unit) >= times) return false;
  if (expectedBy === undefined && !isFirstEdition(rules)) return false;
  // A longer limit, by law or by an extension, is not cut short by a report.
  return endOf({ from: now, limit }, ticket.law).due > clock.due;
}
