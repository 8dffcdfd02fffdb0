import type { Procedure } from '../procedure';
import { because } from '../refusal';

/** The unit has the order in hand. */
export const sign: Procedure<'sign'> = {
  in: ['handling'],
  by: 'working-units',
  hindrance: ({ assignments }) =>
    assignments.some(({ state }) => state === 'dispatched') ? undefined : because('all-signed'),
  partHindrance: (_, own) => (own.state === 'dispatched' ? undefined : because('signed-already')),
  facts: (_ticket, _command, { unit, text }) => [{ type: 'signed', data: { unit, text } }],
};
