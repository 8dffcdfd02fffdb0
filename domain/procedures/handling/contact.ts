import type { Procedure } from '../procedure';
import { meetClock } from '../../ticket/clocks';

/** The unit has spoken with the caller. */
export const contact: Procedure<'contact'> = {
  in: ['handling'],
  by: 'working-units',
  facts: (ticket, _, { now, unit, text }) => [
    { type: 'contacted', data: { unit, text } },
    ...meetClock(ticket, 'contact', now),
  ],
};
