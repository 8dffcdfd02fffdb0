import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { meetClock } from '../../ticket/clocks';

/** The unit has the order in hand: what is not signed in time is refused receipt (拒不接收, WF-26). */
export const sign: Procedure<'sign'> = {
  in: ['handling'],
  by: 'working-units',
  hindrance: ({ assignments }) =>
    assignments.some(({ state }) => state === 'dispatched') ? undefined : because('all-signed'),
  partHindrance: (_, own) => (own.state === 'dispatched' ? undefined : because('signed-already')),
  facts: (ticket, _command, { now, unit, text }) => [
    { type: 'signed', data: { unit, text } },
    ...meetClock(ticket, 'signing', now, unit),
  ],
};
