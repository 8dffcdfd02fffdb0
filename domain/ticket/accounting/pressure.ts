import type { UnitId } from '../../ids';
import { isFirstEdition } from '../../law/edition';
import type { Instant } from '../../time/instant';
import type { Level, Mode } from '../../words';
import { startClock, stopClock } from '../clocks';
import type { DataOf, Fact } from '../event';
import { openClock, ownLimit, type Ticket, underSupervision } from '../ticket';

type Occasion = Omit<DataOf<'supervised'>, 'mode' | 'unit'>;

/**
 * A unit's order is put under supervision, or the hotline's own work where no unit is named. The unit's time to put it right begins,
 * but never before its limit has passed (WF-33).
 */
export function supervising(
  ticket: Ticket,
  mode: Mode,
  unit: UnitId | undefined,
  now: Instant,
  occasion: Occasion,
): Fact[] {
  const whose = unit === undefined || isFirstEdition(ticket.law.rules) ? {} : { unit };
  const supervised: Fact = { type: 'supervised', data: { mode, ...whose, ...occasion } };
  const inTime = unit !== undefined && ownLimit(ticket, unit)?.state === 'running';
  return unit === undefined || inTime ? [supervised] : [supervised, ...startRectifying(ticket, unit, now)];
}

/** A limit has passed: of a unit under supervision the time to put it right begins. */
export const breachedUnderSupervision = (ticket: Ticket, unit: UnitId, now: Instant): Fact[] =>
  underSupervision(ticket, unit).length > 0 ? startRectifying(ticket, unit, now) : [];

/** While the unit has the matter; one that runs already is not started again. */
const startRectifying = (ticket: Ticket, unit: UnitId, now: Instant): Fact[] =>
  ticket.state !== 'handling' || openClock(ticket, 'rectifying', unit)
    ? []
    : startClock(ticket, 'rectifying', now, { unit });

/** The matter rises: those above decide within their own time, a new one at each level (WF-23). */
export function escalation(
  ticket: Ticket,
  level: Level,
  now: Instant,
  occasion: Omit<DataOf<'escalated'>, 'level'>,
): Fact[] {
  return [{ type: 'escalated', data: { level, ...occasion } }, ...decidedAnew(ticket, level, now)];
}

/** Whoever has the matter at a level decides within a time of its own, but not while a result waits for the hotline or the caller. */
export function decidedAnew(ticket: Ticket, level: Level, now: Instant): Fact[] {
  const waits = ticket.state === 'submitted' || ticket.state === 'callback';
  return [
    ...stopClock(ticket, 'deciding', now),
    ...(level >= 2 && !waits ? startClock(ticket, 'deciding', now) : []),
  ];
}
