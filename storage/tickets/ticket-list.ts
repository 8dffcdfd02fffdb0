import type { Kind, Level, TicketState } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { type Page, pageOf } from '../page';
import { LISTED, type ListedTicket, ticketOf } from './read-model';
import { openedText } from './texts/sealed-text';
import { DUE_FIRST, NEWEST, type TicketDocument, type TicketModel } from './ticket-document';
import { findableBy, says } from './texts/ticket-words';

/** What is searched, and by which index, alone: the ticket's id, its caller's whole phone number, or words of its title, content or category. */
export type Search =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'phone'; readonly phone: string }
  | { readonly by: 'words'; readonly words: readonly string[] };

export interface TicketFilter {
  readonly state?: TicketState;
  /** Units, one of which it is assigned to, in any role. */
  readonly units?: readonly string[];
  readonly kind?: Kind;
  /** A unit's id. */
  readonly district?: string;
  readonly rulebook?: string;
  readonly overdue?: boolean;
  readonly level?: Level;
  readonly search?: Search;
}

/** Tickets by what they are and by what is searched. */
export function ticketListIn(model: TicketModel, keys: DataKeys) {
  return {
    /**
     * Tickets, newest first; deferrals (挂账) by their due moment, earliest first.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1; where words are searched, a page may hold fewer though more follow
     * @throws RangeError for a cursor that was not given out by this list
     */
    async list(filter: TicketFilter, cursor: string | undefined, limit: number): Promise<Page<ListedTicket>> {
      const { state, search } = filter;
      const wanted = [conditionsOf(filter), ...(search ? [await searched(model, keys, search)] : [])];
      const words = search?.by === 'words' ? search.words : [];
      const page = await pageOf(
        { cursor, limit },
        state === 'deferred' ? BY_DUE : BY_ARRIVAL,
        async (conditions, most) =>
          model
            .find({ $and: [...wanted, ...conditions] }, words.length > 0 ? { ...LISTED, content: 1 } : LISTED)
            .sort(state === 'deferred' ? DUE_FIRST : NEWEST)
            .limit(most)
            .lean<TicketDocument[]>(),
        (document) => words.length === 0 || says({ ...document, ...openedText(keys, document) }, words),
      );
      return { ...page, items: page.items.map((document) => ticketOf(keys, document)) };
    },
  };
}

const BY_ARRIVAL = {
  field: 'matter.receivedAt',
  of: ({ matter }: TicketDocument): number => matter.receivedAt,
};

/** What is deferred has a promised day, whose clock is open. */
const BY_DUE = {
  field: 'view.due',
  earliestFirst: true,
  of: ({ view }: TicketDocument): number => view.due ?? 0,
};

function conditionsOf({
  state,
  units,
  kind,
  district,
  rulebook,
  overdue,
  level,
}: TicketFilter): Record<string, unknown> {
  const wanted = {
    'view.state': state,
    'view.assignments.unit': units && { $in: units },
    'matter.kind': kind,
    'matter.district.id': district,
    'rulebook.id': rulebook,
    'view.overdue': overdue,
    'view.level': level,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

async function searched(
  model: TicketModel,
  keys: DataKeys,
  search: Search,
): Promise<Record<string, unknown>> {
  switch (search.by) {
    case 'id':
      return { _id: search.id };
    case 'phone':
      return { phoneHash: { $in: phoneHashes(keys, search.phone) } };
    case 'words':
      // Mongoose does not see into a matter.
      return findableBy(keys, search.words, (await model.distinct('matter.category')) as string[]);
  }
}
