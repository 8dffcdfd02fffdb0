import { OPEN, type Procedure } from '../procedure';
import { meetClock } from '../../ticket/clocks';

/** The hotline, or a unit of the ticket, explains itself to the caller (JN-1, JN-9, WF-14). */
export const explain: Procedure<'explain'> = {
  in: OPEN,
  by: 'anyone',
  ownUnitsOnly: true,
  facts: (ticket, { actor }, { now, text }) => [
    { type: 'explained', data: { ...(actor.role === 'unit' ? { unit: actor.unit } : {}), text } },
    ...meetClock(ticket, 'explanation', now),
  ],
};
