import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { instant } from '../../domain/time/instant';
import { maySee, wasMadeFor } from '../requests/access';
import type { Asked } from '../http/address';
import type { Parts } from '../parts';
import { noTicket, unauthenticated } from '../http/problem';
import { isTicketNumber } from '../../domain/ids';

/** A ticket that a path names and the asker may see, and the store that it was read from. */
export interface FoundTicket {
  readonly store: Store;
  readonly ticket: StoredTicket;
}

/**
 * Finds the ticket that a path names.
 * @throws a 404 also for one that is not the asker's to see; a 401 for a caller's token of ours whose code was made anew, or is over
 */
export const findsTicket =
  ({ database, callers }: Pick<Parts, 'database' | 'callers'>) =>
  async ({
    params: { id },
    subject,
  }: Pick<Asked<{ readonly id: string }>, 'params' | 'subject'>): Promise<FoundTicket> => {
    const store = await database.store();
    const ticket = isTicketNumber(id) ? await store.tickets.find(id) : undefined;
    if (!ticket || !maySee(subject, ticket)) throw noTicket();
    if (wasMadeFor(subject)) {
      if (subject.generation !== ticket.codeGeneration)
        throw unauthenticated('The ticket’s code was made anew since.', 'invalid_token');
      if (callers.isOver(ticket, instant(Date.now())))
        throw unauthenticated(
          'The ticket was closed too long ago for this token, or erased.',
          'invalid_token',
        );
    }
    return { store, ticket };
  };
