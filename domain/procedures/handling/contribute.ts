import type { CommandOf } from '../command';
import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { pastDay } from './past-day';
import type { UnitId } from '../../ids';
import { isFirstEdition } from '../../law/edition';
import { timesOf } from '../../ticket/accounting/tally';
import { endOf, meetClock, moveClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { openClock, type Ticket } from '../../ticket/ticket';
import { dayOf, type Instant, parseDay } from '../../time/instant';

/** An assisting unit gives its result; or says why it is late, how far it is, and until which day it needs (BJ-7). */
export const contribute: Procedure<'contribute'> = {
  in: ['handling'],
  by: 'assisting-units',
  hindrance: ({ assignments }) =>
    assignments.some(({ role, contribution }) => role === 'assist' && contribution !== 'result')
      ? undefined
      : because('no-result-owed'),
  partHindrance: (_, own) => (own.contribution === 'result' ? because('contributed-already') : undefined),
  wrong: (_, { expectedBy }, now) => pastDay(expectedBy, now, 'BJ-7'),
  facts: (ticket, command, { now, unit, text }) => {
    const finished = command.parts.includes('result');
    const { expectedBy } = command;
    return [
      {
        type: 'contributed',
        data: { unit, finished, ...(expectedBy === undefined ? {} : { expectedBy }), text },
      },
      ...(finished ? meetClock(ticket, 'assist', now, unit) : delayed(ticket, command, unit, now)),
    ];
  },
};

/**
 * The new day is the unit's new limit, so often as the rulebook says, and if it said so in time: it undoes no breach, and no limit is cut
 * short by it.
 */
function delayed(
  ticket: Ticket,
  { expectedBy }: CommandOf<'contribute'>,
  unit: UnitId,
  now: Instant,
): Fact[] {
  const clock = openClock(ticket, 'assist', unit);
  const day = expectedBy === undefined ? undefined : parseDay(expectedBy);
  const { delays = 0, source } = ticket.law.rules.contribution ?? {};
  const left = delays - timesOf(ticket, 'delayed', unit);
  if (clock?.state !== 'running' || day === undefined || left < 1 || isFirstEdition(ticket.law.rules))
    return [];
  const basis = { from: now, limit: { days: day - dayOf(now) }, own: true } as const;
  return endOf(basis, ticket.law).due > clock.due
    ? moveClock(clock, basis, ticket.law, { cause: 'delay', source })
    : [];
}
