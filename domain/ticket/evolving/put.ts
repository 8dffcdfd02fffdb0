import type { Standing, Ticket } from '../ticket';

/** All that a ticket may have, however it stands. */
type Facts = Omit<Ticket, 'id' | 'state'>;

/**
 * Writes into a ticket that `evolve` has copied for itself, and gives it back: whatever an event changes is written into such a copy alone.
 * What a ticket has in it is never written to, only replaced: others hold it too.
 */
export const put = (own: Ticket, facts: Partial<Facts> & (Standing | { readonly state?: never })): Ticket =>
  Object.assign(own, facts);
