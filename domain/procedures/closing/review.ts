import { close } from './close';
import type { Procedure } from '../procedure';
import { meetClock, startClock, stopClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import type { Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/** The hotline approves, and the caller is asked; or it sends the closure back (退办). */
export const review: Procedure<'review', 'submitted'> = {
  in: ['submitted'],
  by: 'anyone',
  facts: (ticket, { approve }, { now, text }) => {
    const reviewed: Fact[] = [
      { type: 'reviewed', data: { approved: approve, text } },
      ...meetClock(ticket, 'closure-review', now),
    ];
    if (!approve) return [...reviewed, ...handleAgain(ticket, now)];
    const { callback } = ticket.law.rules;
    // The caller's word was heard already where the review itself came from a failed call-back.
    const askCaller = callback && ticket.wantsReply && !ticket.submission.afterCallback;
    return askCaller
      ? [...reviewed, ...startClock(ticket, 'callback', now)]
      : close(ticket, ticket.submission.outcome, now, reviewed);
  },
};

/** A fresh clock, never the one that was used up (osTicket#5955); the old one stays in the record as it ended. */
const handleAgain = (ticket: Ticket, now: Instant): Fact[] => [
  ...stopClock(ticket, 'feedback', now),
  ...startClock(ticket, 'handling', now),
];
