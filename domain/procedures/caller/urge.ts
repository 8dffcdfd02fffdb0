import { OPEN, type Procedure } from '../procedure';

/** The caller asks where the matter stays: it presses those who act. */
export const urge: Procedure<'urge'> = {
  in: OPEN,
  by: 'anyone',
  facts: (_ticket, _command, { text }) => [{ type: 'urged', data: { text } }],
};
