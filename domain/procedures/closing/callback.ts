import { heard, wrongAnswer } from './callers-word';
import { close } from './close';
import type { Procedure } from '../procedure';
import { meetClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';

/** The caller was called: not reached so often as the rulebook says closes; else the caller's word counts (WF-25). */
export const callback: Procedure<'callback', 'callback'> = {
  in: ['callback'],
  by: 'anyone',
  wrong: wrongAnswer,
  facts: (ticket, { reached, resolved, satisfaction }, { now, text }) => {
    const called: Fact = { type: 'called-back', data: { reached, resolved, satisfaction, text } };
    if (reached) return heard(ticket, [called], { resolved, satisfaction }, now);
    const last = ticket.unreached + 1 >= (ticket.law.rules.callback?.attempts ?? 1);
    return last
      ? close(ticket, ticket.submission.outcome, now, [called, ...meetClock(ticket, 'callback', now)])
      : [called];
  },
};
