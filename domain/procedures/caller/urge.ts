import { OPEN, type Procedure } from '../procedure';

/** The caller asks where the matter stays; or the hotline presses those who act (催办, JE-12, JE-19). */
export const urge: Procedure<'urge'> = {
  in: OPEN,
  by: 'anyone',
  facts: (_ticket, _command, { text }) => [{ type: 'urged', data: { text } }],
};
