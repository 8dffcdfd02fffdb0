import { oweExplanation } from './owed-explanation';
import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';
import { isOverdue, leadOf, type Ticket } from '../../ticket/ticket';

/** The caller objects to the result, or to a reply that is overdue in whatever state, and is owed an explanation (WF-14). */
export const dispute: Procedure<'dispute'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: (ticket) =>
    hasResult(ticket) || isOverdue(ticket) || cameLate(ticket)
      ? undefined
      : because('nothing-to-dispute', 'WF-14'),
  facts: (ticket, _, { now, text }) => [
    { type: 'disputed', data: { text } },
    ...oweExplanation(ticket, now, leadOf(ticket)?.unit.id),
  ],
};

/** The caller knows a result: it was approved, also where it is reviewed once more after a call-back. */
const hasResult = (ticket: Ticket): boolean =>
  ticket.state === 'callback' || (ticket.state === 'submitted' && ticket.submission.afterCallback === true);

/** The unit's reply came too late, and waits for its review: overdue, in whatever state the ticket is (逾期未回复). */
const cameLate = ({ state, clocks }: Ticket): boolean =>
  state === 'submitted' &&
  clocks.some(({ name, state: ended }) => (name === 'handling' || name === 'reply') && ended === 'breached');
