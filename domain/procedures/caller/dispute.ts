import { oweExplanation } from './owed-explanation';
import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';
import { isOverdue, leadOf } from '../../ticket/ticket';

/** The caller objects to the result, or to a reply that is overdue in whatever state, and is owed an explanation (WF-14). */
export const dispute: Procedure<'dispute'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: (ticket) =>
    ticket.state === 'callback' || isOverdue(ticket) ? undefined : because('nothing-to-dispute', 'WF-14'),
  facts: (ticket, _, { now, text }) => [
    { type: 'disputed', data: { text } },
    ...oweExplanation(ticket, now, leadOf(ticket)?.unit.id),
  ],
};
