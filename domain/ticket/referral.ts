import type { ReferredFacts } from './event';
import type { Ticket } from './ticket';

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
