import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { maySee } from '../requests/access';
import type { Asked } from '../http/address';
import type { Parts } from '../parts';
import { noTicket } from '../http/problem';
import { isTicketNumber } from './ticket-number';

/** A ticket that a path names and the asker may see, and the store that it was read from. */
export interface FoundTicket {
  readonly store: Store;
  readonly ticket: StoredTicket;
}

/**
 * Finds the ticket that a path names.
 * @throws a 404 also for one that is not the asker's to see
 */
export const findsTicket =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({
    params: { id },
    subject,
  }: Pick<Asked<{ readonly id: string }>, 'params' | 'subject'>): Promise<FoundTicket> => {
    const store = await database.store();
    const ticket = isTicketNumber(id) ? await store.tickets.find(id) : undefined;
    if (!ticket || !maySee(subject, ticket)) throw noTicket();
    return { store, ticket };
  };
