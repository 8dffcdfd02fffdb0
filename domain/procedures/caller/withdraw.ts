import { close } from '../closing/close';
import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';

/** The caller takes the matter back, and it closes; but not while others raise it too, whose matter it is as much. */
export const withdraw: Procedure<'withdraw'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: ({ voices = [] }) => (voices.length > 0 ? because('others-raise-it') : undefined),
  facts: (ticket, _, { now, text }) =>
    close(ticket, 'withdrawn', now, [{ type: 'withdrawn', data: { text } }]),
};
