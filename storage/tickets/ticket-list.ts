import type { Kind, Level, TicketState } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { type Page, pageOf } from '../page';
import { LISTED, type ListedTicket, ticketOf } from './read-model';
import { DUE_FIRST, NEWEST, type TicketDocument, type TicketModel } from './ticket-document';

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
  /** The ticket's id, or its caller's whole phone number, or a part of its title or category. */
  readonly q?: string;
}

/** Tickets by what they are and by what is searched. */
export function ticketListIn(model: TicketModel, keys: DataKeys) {
  return {
    /**
     * Tickets, newest first; deferrals (挂账) by their due moment, earliest first.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1
     * @throws RangeError for a cursor that was not given out by this list
     */
    async list(filter: TicketFilter, cursor: string | undefined, limit: number): Promise<Page<ListedTicket>> {
      const wanted = [conditionsOf(filter), ...(filter.q === undefined ? [] : [searched(keys, filter.q)])];
      const page = await pageOf(
        { cursor, limit },
        filter.state === 'deferred' ? BY_DUE : BY_ARRIVAL,
        async (conditions, most) =>
          model
            .find({ $and: [...wanted, ...conditions] }, LISTED)
            .sort(filter.state === 'deferred' ? DUE_FIRST : NEWEST)
            .limit(most)
            .lean<TicketDocument[]>(),
      );
      return { ...page, items: page.items.map(ticketOf) };
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

function searched(keys: DataKeys, q: string): Record<string, unknown> {
  const part = { $regex: q.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), $options: 'i' };
  const hashes = phoneHashes(keys, q);
  const byPhone = hashes.length > 0 ? [{ phoneHash: { $in: hashes } }] : [];
  return { $or: [{ _id: q }, ...byPhone, { title: part }, { 'matter.category': part }] };
}
