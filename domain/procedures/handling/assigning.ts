import type { UnitId } from '../../ids';
import { isFirstEdition } from '../../law/edition';
import { endingOnce, meetClock, startClock, startOwnClock, stopAll } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import {
  isOwedBy,
  isRelayed,
  leadOf,
  leads,
  type OpenClock,
  type Ticket,
  type UnitRef,
} from '../../ticket/ticket';
import { shareOf, type Span } from '../../time/span';
import type { Instant } from '../../time/instant';
import type { ClockName } from '../../words';

/** A limit in place of the rulebook's: of a law (JN-3, WF-20), or of a decision from above, which starts anew (WF-23). */
export interface Limit {
  readonly limit?: Span | undefined;
  readonly decided?: true;
}

/** The clocks of a lead unit, when the order reaches it (T-10). */
export function startHandling(ticket: Ticket, unit: UnitId, now: Instant, given: Limit = {}): Fact[] {
  const relayed = isRelayed(ticket) && !isFirstEdition(ticket.law.rules);
  const handling = given.decided
    ? startDecided(ticket, unit, now, given.limit)
    : startOwnClock(ticket, 'handling', unit, now, given.limit);
  return [
    ...startClock(ticket, 'signing', now, { unit }),
    ...startClock(ticket, 'arrival', now, { unit }),
    ...(relayed ? [] : startClock(ticket, 'contact', now, { unit })),
    ...handling,
    ...(relayed || !ticket.wantsReply ? [] : startOwnClock(ticket, 'reply', unit, now)),
  ];
}

/** The handling by a decision from above: within the limit that it sets, or the rulebook's, anew (WF-23). */
export const startDecided = (ticket: Ticket, unit: UnitId, now: Instant, limit?: Span): Fact[] =>
  startClock(ticket, 'handling', now, {
    limit: limit ?? ticket.law.rules.clocks.handling?.limit,
    unit,
    more: { decided: true },
  });

/** An assisting unit's clocks; where a law sets the lead's limit, it has a share of that (S-22). */
export function startAssisting(ticket: Ticket, unit: UnitId, now: Instant, statutory?: Span): Fact[] {
  const { contribution } = ticket.law.rules;
  if (!contribution) return [];
  const limit =
    statutory && !isFirstEdition(ticket.law.rules)
      ? shareOf(statutory, contribution.share ?? SHARE)
      : undefined;
  return [
    ...startClock(ticket, 'signing', now, { unit }),
    ...(ticket.law.rules.clocks.assist ? startOwnClock(ticket, 'assist', unit, now, limit) : []),
  ];
}

/** Percent of a lead's statutory limit that an assisting unit has, where its rulebook does not say. */
const SHARE = 75;

/** Reviews of what a unit asked for: moot when it has the matter no more. */
const REVIEWS: readonly ClockName[] = ['return-review', 'extension-review', 'unsolvable-review'];

/**
 * Stops what units with these parts owe, and the reviews of what they asked for. An explanation stays owed: the caller has a right to it,
 * whoever has the matter (WF-14).
 */
export const stopClocksOf = (ticket: Ticket, units: readonly UnitId[], now: Instant): Fact[] =>
  stopAll(ticket, now, (clock) => clock.name !== 'explanation' && isOf(ticket, clock, units));

function isOf(ticket: Ticket, clock: OpenClock, units: readonly UnitId[]): boolean {
  const ofLead = units.some((unit) => leads(ticket, unit));
  // A termination is reviewed as a closure, which only the lead asks for.
  if (clock.name === 'closure-review') return ofLead;
  if (REVIEWS.includes(clock.name)) return clock.unit === undefined ? ofLead : units.includes(clock.unit);
  return units.some((unit) =>
    ticket.assignments.some((it) => it.unit.id === unit && isOwedBy(clock, { unit, role: it.role })),
  );
}

/**
 * The lead is named directly, by the hotline after a return (WF-22) or by a decision from above (WF-23): fresh clocks,
 * never those that another used up (glpi#1911, zammad#5624). Units that assist go on.
 */
export function assignLead(ticket: Ticket, unit: UnitRef, now: Instant, limit: Limit = {}): Fact[] {
  const replaces = leadOf(ticket)?.unit.id;
  return endingOnce([
    ...meetClock(ticket, 'dispatching', now),
    ...stopClocksOf(ticket, replaces === undefined ? [unit.id] : [replaces, unit.id], now),
    { type: 'assigned', data: { unit, role: 'lead', ...(replaces === undefined ? {} : { replaces }) } },
    ...startHandling(ticket, unit.id, now, limit),
  ]);
}

/** Another unit assists in the place of one that returned its part. */
export const assignAssist = (ticket: Ticket, unit: UnitRef, replaces: UnitId, now: Instant): Fact[] => [
  ...stopClocksOf(ticket, [replaces, unit.id], now),
  { type: 'assigned', data: { unit, role: 'assist', replaces } },
  ...startAssisting(ticket, unit.id, now),
];

/** A unit's return is approved: an assisting unit leaves; with the lead the order is taken back and dispatched anew (T-10, WF-22). */
export function takeBack(ticket: Ticket, unit: UnitId, now: Instant): Fact[] {
  const returned: Fact = { type: 'returned', data: { unit } };
  if (!leads(ticket, unit)) return [returned, ...stopClocksOf(ticket, [unit], now)];
  const working = ticket.assignments.filter(({ role }) => role !== 'copy').map((it) => it.unit.id);
  return [returned, ...stopClocksOf(ticket, working, now), ...startClock(ticket, 'dispatching', now)];
}
