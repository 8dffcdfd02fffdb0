import { oweExplanation } from './owed-explanation';
import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { isOverdue } from '../../ticket/ticket';

/** The caller objects to the result, or to a reply that is overdue, and is owed an explanation (WF-14). */
export const dispute: Procedure<'dispute'> = {
  in: ['handling', 'callback'],
  by: 'anyone',
  hindrance: (ticket) =>
    ticket.state === 'handling' && !isOverdue(ticket) ? because('nothing-to-dispute', 'WF-14') : undefined,
  facts: (ticket, _, { now, text }) => [{ type: 'disputed', data: { text } }, ...oweExplanation(ticket, now)],
};
