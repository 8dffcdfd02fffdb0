import { anotherTicket } from './another-ticket';
import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';
import { stopAll } from '../../ticket/clocks';

/**
 * It is one matter with another ticket, which goes on for both: this one closes, and nothing of it is due any more (zammad#904, znuny#200).
 * Its own voices would have to follow it to a ticket that their callers were not told of: each is merged there by itself.
 */
export const merge: Procedure<'merge'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: ({ voices = [] }) =>
    voices.length > 0 ? because('has-voices', { tickets: voices.map(({ ticket }) => ticket) }) : undefined,
  wrong: (ticket, { into }) => anotherTicket(ticket, into, 'into'),
  facts: (ticket, { into }, { now, text }) => [
    { type: 'merged', data: { into, text } },
    ...stopAll(ticket, now, () => true),
    { type: 'closed', data: { outcome: 'merged' } },
  ],
};
