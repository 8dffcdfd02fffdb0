import { startClock, stopClock } from '../ticket/clocks';
import type { CommandOf } from './command';
import { assignLead } from './dispatching';
import type { Fact, ReferredFacts, TextRef } from '../ticket/event';
import type { Instant } from '../time/instant';
import { leadOf, type Ticket } from '../ticket/ticket';

/**
 * The office or the meeting decided: the matter is the unit's again, under supervision, and the decision binds it. It handles
 * within a fresh clock, and may not return the ticket (WF-23, JN-8). Only so a level falls.
 */
export function resolveEscalation(
  ticket: Ticket,
  { assign, limit }: CommandOf<'resolve-escalation'>,
  now: Instant,
  text?: TextRef,
): Fact[] {
  const to = ticket.level > 1 ? 1 : 0;
  const resolved: Fact = { type: 'escalation-resolved', data: { from: ticket.level, to, text } };
  if (assign) return [resolved, ...assignLead(ticket, assign, now, limit)];
  const lead = leadOf(ticket)?.unit.id;
  if (ticket.state !== 'handling' || lead === undefined) return [resolved];
  return [
    resolved,
    ...stopClock(ticket, 'return-review', now, lead),
    ...stopClock(ticket, 'handling', now),
    ...startClock(ticket, 'handling', now, { limit }),
  ];
}

/** What a referral says of the ticket, for whoever has to account for it, also after supervision in vain (JN-10, HZ-11, WF-33, BJ-14, JE-18, JE-19, JE-20). */
export function referredFacts({ level, supervision, clocks, counts }: Ticket): ReferredFacts {
  const { reminded, urged, returned, rehandled, improperReturns } = counts;
  return {
    level,
    supervision: supervision.map(({ mode }) => mode),
    breached: clocks.filter(({ state }) => state === 'breached').map(({ name, due }) => ({ name, due })),
    reminded,
    urged,
    returned,
    rehandled,
    improperReturns,
  };
}

export const isReferredTo = (ticket: Ticket, to: string): boolean =>
  ticket.referrals.some((it) => it.to === to);
