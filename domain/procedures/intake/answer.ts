import { close } from '../closing/close';
import type { Procedure } from '../procedure';
import { meetClock } from '../../ticket/clocks';

/**
 * What can be answered at once is, from the knowledge base where that has it (WF-31), else by a linked hotline on the line too (JE-21); the
 * rest is dispatched (HZ-5, WF-18). Or an earlier result answers it (JE-4).
 */
export const answer: Procedure<'answer'> = {
  in: ['registered'],
  by: 'anyone',
  facts: (ticket, { earlier, knowledge, threeWay }, { now, text }) =>
    close(ticket, 'answered', now, [
      {
        type: 'answered',
        data: {
          ...(earlier === undefined ? {} : { earlier }),
          ...(knowledge === undefined ? {} : { knowledge }),
          ...(threeWay === undefined ? {} : { threeWay }),
          text,
        },
      },
      ...meetClock(ticket, 'dispatching', now),
    ]),
};
