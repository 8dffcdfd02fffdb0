import type { UnitId } from '../../ids';
import { meetClock, startClock, stopClock, stopClocks } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { leadOf, type Ticket, type UnitRef } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';
import type { Span } from '../../time/span';
import type { ClockName } from '../../words';

/** The clocks of a lead unit. @param limit one in place of the rulebook's, by law or by a decision */
export const startHandling = (ticket: Ticket, now: Instant, limit?: Span): Fact[] => [
  ...startClock(ticket, 'arrival', now),
  ...startClock(ticket, 'contact', now),
  ...startClock(ticket, 'handling', now, { limit }),
];

export const startAssisting = (ticket: Ticket, unit: UnitId, now: Instant, before = 0): Fact[] =>
  ticket.law.rules.contribution ? startClock(ticket, 'assist', now, { unit, before }) : [];

/** The clocks of a lead unit, which end when it is the lead no more. */
const OF_LEAD: readonly ClockName[] = [
  'arrival',
  'contact',
  'handling',
  'extension-review',
  'closure-review',
];

/**
 * The lead is named directly, by the hotline after a return (WF-22) or by a decision from above (WF-23): fresh clocks,
 * never those that another used up (glpi#1911, zammad#5624). Units that assist go on.
 */
export function assignLead(ticket: Ticket, unit: UnitRef, now: Instant, limit?: Span): Fact[] {
  const replaces = leadOf(ticket)?.unit.id;
  return [
    ...meetClock(ticket, 'dispatching', now),
    ...stopClocks(ticket, OF_LEAD, now),
    ...stopParts(ticket, [replaces, unit.id], now),
    { type: 'assigned', data: { unit, role: 'lead', replaces } },
    ...startHandling(ticket, now, limit),
  ];
}

/** The clocks of units' own parts, which end or become others: of assisting, and of a return that there is nothing to decide of any more. */
const stopParts = (ticket: Ticket, units: readonly (UnitId | undefined)[], now: Instant): Fact[] =>
  [...new Set(units)].flatMap((unit) =>
    unit === undefined
      ? []
      : [...stopClock(ticket, 'assist', now, unit), ...stopClock(ticket, 'return-review', now, unit)],
  );

/** Another unit assists in the place of one that returned its part. */
export const assignAssist = (ticket: Ticket, unit: UnitRef, replaces: UnitId, now: Instant): Fact[] => [
  ...stopParts(ticket, [replaces, unit.id], now),
  { type: 'assigned', data: { unit, role: 'assist', replaces } },
  ...startAssisting(ticket, unit.id, now),
];

/** A unit's return is approved: an assisting unit leaves; with the lead the order is taken back and dispatched anew (T-10, WF-22). */
export function takeBack(ticket: Ticket, unit: UnitId, now: Instant): Fact[] {
  const returned: Fact = { type: 'returned', data: { unit } };
  if (leadOf(ticket)?.unit.id !== unit) return [returned, ...stopParts(ticket, [unit], now)];
  const ended = stopClocks(ticket, [...OF_LEAD, 'assist', 'return-review'], now);
  return [returned, ...ended, ...startClock(ticket, 'dispatching', now)];
}
