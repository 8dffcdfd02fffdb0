import type { UnitId } from '../../ids';
import { isFirstEdition } from '../../law/edition';
import { startClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { explanationsOwed, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/**
 * An explanation is owed to the caller, within its own clock; one that runs already is not started again (JN-1, JN-9, WF-14).
 * @param unit that owes it; the hotline, where none is named
 */
export function oweExplanation(ticket: Ticket, now: Instant, unit?: UnitId): Fact[] {
  const whose = isFirstEdition(ticket.law.rules) ? undefined : unit;
  const runs = explanationsOwed(ticket).some((it) => it.unit === whose);
  return runs ? [] : startClock(ticket, 'explanation', now, { unit: whose });
}
