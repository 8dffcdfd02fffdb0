import type { UnitId } from '../../ids';
import { ask } from './asking';
import { orderHindrance } from '../intake/order';
import type { Procedure } from '../procedure';
import { type Because, because, wrong } from '../refusal';
import { toldFaults } from '../handling/told';
import { stopClock } from '../../ticket/clocks';
import { assignmentOf, type Ticket } from '../../ticket/ticket';
import { deadline } from '../../time/deadline';

/** A unit says that the matter is not its own, or whose it is; but not one that was assigned directly (WF-22). */
export const requestReturn: Procedure<'request-return'> = {
  in: ['handling'],
  by: 'working-units',
  hindrance: returnHindrance,
  partHindrance: (ticket, { unit, fixed }) => {
    if (fixed) return because('unit-may-not-return', 'WF-22');
    return isReturning(ticket, unit.id) ? because('unit-return-waits') : undefined;
  },
  wrong: (ticket, { suggest, told }, now, own) => {
    const hindrance = suggest && orderHindrance(ticket, { lead: suggest, assist: [], from: [own.unit] });
    return hindrance ? wrong(because('not-to-suggest'), 'suggest', hindrance) : toldFaults(ticket, told, now);
  },
  commandHindrance: (ticket, { actor }, now) => {
    const { limit, source } = ticket.law.rules.returning ?? {};
    const since = actor.role === 'unit' ? assignmentOf(ticket, actor.unit)?.since : undefined;
    if (!limit || since === undefined) return undefined;
    const { due } = deadline(since, limit, ticket.law.calendar, ticket.law.rules.dayEnds);
    return now > due ? because('returning-window-passed', { until: due }, source) : undefined;
  },
  facts: (ticket, { suggest, told }, given) => [
    ...ask(ticket, { request: 'return', suggest: suggest?.id, ...(told ? { told } : {}) }, given),
    // To ask is a right and no refusal of receipt (JN-10, WF-22).
    ...stopClock(ticket, 'signing', given.now, given.unit),
  ],
};

function returnHindrance(ticket: Ticket): Because | undefined {
  const free = ticket.assignments.filter(({ role, fixed }) => role !== 'copy' && !fixed);
  if (free.length === 0) return because('not-returnable', 'WF-22');
  return free.every(({ unit }) => isReturning(ticket, unit.id)) ? because('return-waits') : undefined;
}

const isReturning = (ticket: Ticket, unit: UnitId): boolean =>
  ticket.pending.some((it) => it.request === 'return' && it.unit === unit);
