import { anotherTicket } from './another-ticket';
import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';

/** Another ticket has to do with this one: of the same matter come back, or of the same cause. Both go on by themselves. */
export const link: Procedure<'link'> = {
  in: OPEN,
  by: 'anyone',
  commandHindrance: ({ links = [] }, { with: other }) =>
    links.includes(other) ? because('linked-already', { ticket: other }) : undefined,
  wrong: (ticket, { with: other }) => anotherTicket(ticket, other, 'with'),
  facts: (_ticket, { with: other }, { text }) => [{ type: 'linked', data: { with: other, text } }],
};
