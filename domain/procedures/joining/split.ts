import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { goOn } from '../../ticket/joining';

/** A wrong merge is undone: the ticket goes on with the clocks that it had (T-10), and the main ticket loses the voice. */
export const split: Procedure<'split', 'closed'> = {
  in: ['closed'],
  by: 'anyone',
  hindrance: ({ merged }) => (merged ? undefined : because('not-merged')),
  facts: (ticket, _command, { now, text }) =>
    ticket.merged ? goOn(ticket, { type: 'split', data: { from: ticket.merged.into, text } }, now) : [],
};
