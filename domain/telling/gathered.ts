import type { UnitId } from '../ids';
import { basisOf } from '../ticket/clocks';
import type { TicketEvent } from '../ticket/event';
import type { Ticket } from '../ticket/ticket';
import { dayOf, HOUR, type Instant, momentOn } from '../time/instant';
import type { Span } from '../time/span';

/** What is due within this time (ms) is told at once: twice as long as a message may wait. */
export const SOON = 2 * HOUR;

/** What the workflow starts with that sends a unit what is gathered for it. */
export interface GatheringInput {
  readonly unit: UnitId;
  /** Of when the oldest message is. */
  readonly since: Instant;
  /** How long after one gathered message the next one goes out at the earliest (ms, up to an hour); the first waits a sixtieth of that. */
  readonly period: number;
}

/**
 * Whether what an event tells may wait for more of its kind, an hour at most, and go out with it as one message (合并通知): what falls
 * at its time of day, to hundreds of tickets of a unit at once, and is no news. So reminders before a due moment and urging after it, by
 * a rung that names its time of day, of a clock in days. What presses goes at once: whatever somebody did, what the due moment itself
 * brings, supervision and levels, clocks in hours, what is due soon, and tickets whose handling is limited in hours, as a city limits
 * the urgent ones.
 * @param ticket the ticket after the event
 */
export function mayWait(ticket: Ticket, event: TicketEvent): boolean {
  if (event.type !== 'reminded' && event.type !== 'urged') return false;
  const { fired } = event.data;
  const clock = fired && ticket.clocks.find(({ id }) => id === fired.clock);
  if (!fired || !clock) return false;
  const { clocks } = ticket.law.rules;
  const rung = clocks[clock.name]?.ladder[fired.rung];
  // One that orders to correct presses, where no unit owes it any more.
  if (rung?.do !== 'remind' && rung?.do !== 'urge') return false;
  return (
    isInDays(basisOf(clock, ticket.law)?.limit) &&
    isInDays(clocks.handling?.limit) &&
    rung.at !== undefined &&
    isTimeOfDay(fired.planned, rung.at) &&
    (event.type === 'urged' || clock.due - event.at >= SOON)
  );
}

const isInDays = (limit: Span | undefined): boolean =>
  limit !== undefined && ('workdays' in limit || 'days' in limit);

/** @param minutes after 00:00 */
const isTimeOfDay = (at: Instant, minutes: number): boolean => at === momentOn(dayOf(at), minutes);
