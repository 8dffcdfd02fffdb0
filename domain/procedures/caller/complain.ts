import { oweExplanation } from './owed-explanation';
import { OPEN, type Procedure } from '../procedure';

/** The caller complains of the hotline's own service, and is owed an explanation (JN-1, JN-9, WF-15). */
export const complain: Procedure<'complain'> = {
  in: OPEN,
  by: 'anyone',
  facts: (ticket, _, { now, text }) => [
    { type: 'complained', data: { text } },
    ...oweExplanation(ticket, now),
  ],
};
