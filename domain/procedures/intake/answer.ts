import { close } from '../closing/close';
import type { Procedure } from '../procedure';
import { meetClock } from '../../ticket/clocks';

/** What can be answered at once is; the rest is dispatched (HZ-5, WF-18). Or an earlier result answers it (JE-4). */
export const answer: Procedure<'answer'> = {
  in: ['registered'],
  by: 'anyone',
  facts: (ticket, { earlier }, { now, text }) =>
    close(ticket, 'answered', now, [
      { type: 'answered', data: { ...(earlier === undefined ? {} : { earlier }), text } },
      ...meetClock(ticket, 'dispatching', now),
    ]),
};
