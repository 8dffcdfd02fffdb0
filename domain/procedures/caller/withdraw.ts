import { close } from '../closing/close';
import { OPEN, type Procedure } from '../procedure';

/** The caller takes the matter back, and it closes. */
export const withdraw: Procedure<'withdraw'> = {
  in: OPEN,
  by: 'anyone',
  facts: (ticket, _, { now, text }) =>
    close(ticket, 'withdrawn', now, [{ type: 'withdrawn', data: { text } }]),
};
