import type { UnitId } from '../../ids';
import { because, type Because, type Wrong } from '../refusal';
import { meetClock } from '../../ticket/clocks';
import type { Fact, Told } from '../../ticket/event';
import { isRelayed, leads, type Ticket } from '../../ticket/ticket';
import { type Instant, MINUTE } from '../../time/instant';

/** The lead has told the caller, by what it sends this with; that is what the clock of the reply waits for (JN-6). */
export const toldCaller = (ticket: Ticket, told: Told | undefined, unit: UnitId, now: Instant): Fact[] =>
  told && leads(ticket, unit) ? meetClock(ticket, 'reply', now) : [];

/** What is wrong with a telling that comes with something else. */
export function toldFaults(ticket: Ticket, told: Told | undefined, now: Instant): Wrong | undefined {
  const wrongly = wrongTold(ticket, told, now);
  return wrongly && { why: because('told-not-possible'), errors: [wrongly] };
}

/** What is wrong with when a caller was told: it lies ahead, or before the matter came in. */
export function wrongTold(
  ticket: Ticket,
  told: Told | undefined,
  now: Instant,
): (Because & { readonly path: string }) | undefined {
  if (!told) return undefined;
  if (isRelayed(ticket)) return { path: 'told', ...because('told-not-possible', 'WF-11') };
  const moments = 'at' in told ? [told.at] : told.attempts;
  const possible = moments.every((at) => at <= now && at + MINUTE > ticket.receivedAt);
  return possible
    ? undefined
    : { path: 'at' in told ? 'told.at' : 'told.attempts', ...because('not-in-the-future') };
}
