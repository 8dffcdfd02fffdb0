import { OPEN, type Procedure } from '../procedure';

/** A supervisor puts the ticket under supervision by hand. */
export const supervise: Procedure<'supervise'> = {
  in: OPEN,
  by: 'anyone',
  facts: (_, { mode }, { text }) => [{ type: 'supervised', data: { mode, text } }],
};
