import { heard, wrongAnswer } from './callers-word';
import { closeUnlessOwed } from './close';
import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { nextCallFrom } from '../../ticket/accounting/next-call';
import { meetClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';

/** The caller was called: not reached so often as the rulebook says closes; else the caller's word counts (WF-25). */
export const callback: Procedure<'callback', 'callback'> = {
  in: ['callback'],
  by: 'anyone',
  hindrance: ({ closing }) =>
    closing === undefined ? undefined : because('explanation-owed', { closing }, 'WF-14'),
  commandHindrance: (ticket, { reached }, now) => {
    const from = reached ? undefined : nextCallFrom(ticket);
    return from !== undefined && now < from
      ? because('call-too-soon', { until: from }, ticket.law.rules.callback?.source)
      : undefined;
  },
  wrong: wrongAnswer,
  facts: (ticket, { reached, resolved, satisfaction }, { now, text }) => {
    const called: Fact = { type: 'called-back', data: { reached, resolved, satisfaction, text } };
    if (reached) return heard(ticket, [called], { resolved, satisfaction }, now);
    const last = ticket.unreached + 1 >= (ticket.law.rules.callback?.attempts ?? 1);
    return last
      ? closeUnlessOwed(ticket, ticket.submission.outcome, now, [
          called,
          ...meetClock(ticket, 'callback', now),
        ])
      : [called];
  },
};
