import { isFirstEdition } from '../../law/edition';
import type { Procedure } from '../procedure';
import { meetClock } from '../../ticket/clocks';
import { assignmentOf, leads } from '../../ticket/ticket';

/** The unit has spoken with the caller, or tried; the lead owes it, and so many calls in vain stand for it (BJ-8). */
export const contact: Procedure<'contact'> = {
  in: ['handling'],
  by: 'working-units',
  facts: (ticket, { attempts }, { now, unit, text }) => {
    const enough = ticket.law.rules.closure?.contact?.attempts ?? 1;
    const before = assignmentOf(ticket, unit)?.attempts ?? 0;
    const vain = attempts !== undefined && before + attempts < enough;
    const meets = leads(ticket, unit) || isFirstEdition(ticket.law.rules);
    return [
      {
        type: 'contacted',
        data: { unit, ...(attempts === undefined ? {} : { attempts }), ...(vain ? { vain } : {}), text },
      },
      ...(meets && !vain ? meetClock(ticket, 'contact', now) : []),
    ];
  },
};
