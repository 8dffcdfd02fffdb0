import { OPEN, type Procedure } from '../procedure';

/** The caller has more to say, and the units learn of it. */
export const supplement: Procedure<'supplement'> = {
  in: OPEN,
  by: 'anyone',
  facts: (_ticket, _command, { text }) => [{ type: 'supplemented', data: { text } }],
};
