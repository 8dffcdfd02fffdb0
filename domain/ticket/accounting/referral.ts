import type { UnitId } from '../../ids';
import { isFirstEdition } from '../../law/edition';
import type { ReferredFacts } from '../event';
import { leadOf, type Ticket } from '../ticket';
import { timesOf } from './tally';

/**
 * What a referral tells of one unit's handling, for whoever has to account for it, also after supervision in vain
 * (JN-10, HZ-11, WF-33, BJ-14, JE-18, JE-19, JE-20). Of other units it tells nothing.
 */
export function referredFacts(ticket: Ticket, unit = leadOf(ticket)?.unit.id): ReferredFacts {
  const { level, supervision, clocks, corrected } = ticket;
  const whole = unit === undefined || isFirstEdition(ticket.law.rules);
  const isOwn = (it: { readonly unit?: UnitId }): boolean => whole || it.unit === unit;
  return {
    ...(whole ? {} : { unit, corrected: corrected.includes(unit) }),
    level,
    supervision: supervision.filter(isOwn).map(({ mode }) => mode),
    breached: clocks
      .filter((clock) => clock.state === 'breached' && isOwn(clock))
      .map(({ name, due }) => ({ name, due })),
    ...(whole ? wholeCounts(ticket) : countsOf(ticket, unit)),
  };
}

type Counts = Pick<ReferredFacts, 'reminded' | 'urged' | 'returned' | 'rehandled' | 'improperReturns'>;

function wholeCounts({ counts }: Ticket): Counts {
  const { reminded, urged, returned, rehandled, improperReturns } = counts;
  return { reminded, urged, returned, rehandled, improperReturns };
}

const countsOf = (ticket: Ticket, unit: UnitId): Counts => ({
  reminded: timesOf(ticket, 'reminded', unit),
  urged: timesOf(ticket, 'urged', unit),
  returned: timesOf(ticket, 'sent-back', unit),
  rehandled: timesOf(ticket, 'rehandled', unit),
  improperReturns: timesOf(ticket, 'improper-return', unit),
});

/** Referred to them already, for this unit's part. */
export const isReferredTo = (ticket: Ticket, to: string, unit?: UnitId): boolean =>
  ticket.referrals.some((it) => it.to === to && (it.unit === undefined || it.unit === unit));
