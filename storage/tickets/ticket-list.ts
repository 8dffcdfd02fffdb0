import { type TicketId, ticketId } from '../../domain/ids';
import type { Kind, Level, RequestName, TicketState } from '../../domain/words';
import type { PastLead } from '../../domain/suggestions/units';
import type { DataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { type Asked, type Page, pageOf, parseCursor } from '../page';
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
  /** What a unit asked for that waits for a decision; such are listed by what is due first. */
  readonly pending?: RequestName;
  readonly search?: Search;
  /** By what they are due first; of one state those first of which nothing is due, else they are left out. Without it newest first, and deferrals by their due moment. */
  readonly order?: 'due';
}

/** Tickets by what they are and by what is searched. */
export function ticketListIn(model: TicketModel, keys: DataKeys) {
  async function wantedBy(filter: TicketFilter): Promise<Record<string, unknown>[]> {
    const { search } = filter;
    return [
      conditionsOf(filter),
      // A ticket without an open clock has no `due`. In a state that is worked through it waits all the same; of all of them, most are over.
      ...(isQueue(filter) && filter.state === undefined ? [{ 'view.due': { $gt: 0 } }] : []),
      ...(search ? [await searched(model, keys, search)] : []),
    ];
  }

  /** A page of those that match, with as much of each as is asked for. */
  async function pageIn(
    filter: TicketFilter,
    asked: Asked,
    parts: Readonly<Record<string, 1>>,
  ): Promise<Page<TicketDocument>> {
    const { state, search } = filter;
    const byDue = isQueue(filter) || state === 'deferred';
    const wanted = await wantedBy(filter);
    const words = search?.by === 'words' ? search.words : [];
    return pageOf(
      asked,
      byDue ? BY_DUE : BY_ARRIVAL,
      async (conditions, most) =>
        model
          .find(
            { $and: [...wanted, ...((byDue && timeless(asked.cursor)) || conditions)] },
            words.length > 0 ? { ...LISTED, content: 1 } : parts,
          )
          .sort(byDue ? DUE_FIRST : NEWEST)
          .limit(most)
          .lean<TicketDocument[]>(),
      (document) => words.length === 0 || says({ ...document, ...openedText(keys, document) }, words),
    );
  }

  return {
    /**
     * Tickets, newest first; queues and deferrals (挂账) by their due moment, earliest first.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1; where words are searched, a page may hold fewer though more follow
     * @throws RangeError for a cursor that was not given out by this list
     */
    async list(filter: TicketFilter, cursor: string | undefined, limit: number): Promise<Page<ListedTicket>> {
      const page = await pageIn(filter, { cursor, limit }, LISTED);
      return { ...page, items: page.items.map((document) => ticketOf(keys, document)) };
    },

    /** Who leads or led the latest tickets of a category, or these tickets: at most `limit`. Nothing else of them is read. */
    async leadsOf(
      wanted: { readonly category: string } | { readonly ids: readonly string[] },
      limit: number,
    ): Promise<PastLead[]> {
      const found = await model
        .find('ids' in wanted ? { _id: { $in: wanted.ids } } : { 'matter.category': wanted.category }, LED)
        .sort('ids' in wanted ? { _id: -1 } : NEWEST)
        .limit(limit)
        .lean<Pick<TicketDocument, 'matter' | 'view'>[]>();
      return found.flatMap(({ matter: { kind, district, simulated }, view: { assignments } }) => {
        const lead = assignments.find(({ role }) => role === 'lead');
        return lead && !simulated ? [{ unit: lead.unit, kind, district: district.id }] : [];
      });
    },

    /**
     * Tickets whose callers are to be called, what is due first, first; before them those of rulebooks that give it no time.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1; a page may hold fewer though more follow
     * @throws RangeError for a cursor that was not given out by this list
     */
    async waitingForCalls(cursor: string | undefined, limit: number): Promise<Page<ListedTicket>> {
      const page = await pageOf(
        { cursor, limit },
        BY_DUE,
        async (conditions, most) =>
          model
            .find({ $and: [{ 'view.state': 'callback' }, ...(timeless(cursor) ?? conditions)] }, LISTED)
            .sort(DUE_FIRST)
            .limit(most)
            .lean<TicketDocument[]>(),
        // What waits for an explanation waits for no call (WF-14).
        ({ view }) => view.closing === undefined,
      );
      return { ...page, items: page.items.map((document) => ticketOf(keys, document)) };
    },

    /** All of the same, some at a time, in the same order: how each stands, and nothing that a person wrote. */
    async *standing(filter: TicketFilter): AsyncGenerator<readonly Standing[]> {
      let cursor: string | undefined;
      do {
        const page = await pageIn(filter, { cursor, limit: AT_ONCE }, STANDING);
        yield page.items.map(standingOf);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    },

    /** How these stand, in no order; those that lie in the archive are not among them. */
    async standingAmong(ids: readonly string[]): Promise<Standing[]> {
      const found = await model.find({ _id: { $in: ids } }, STANDING).lean<TicketDocument[]>();
      return found.map(standingOf);
    },

    /**
     * How many tickets a list has.
     * @param most it counts no further
     * @returns undefined where words are searched: what says them has to be read
     */
    async count(filter: TicketFilter, most: number): Promise<number | undefined> {
      if (filter.search?.by === 'words') return undefined;
      return model.countDocuments({ $and: await wantedBy(filter) }, { limit: most });
    },
  };
}

/** How a ticket stands, as of an event of its. */
export type Standing = Pick<TicketDocument['view'], 'seq' | 'state' | 'pending' | 'supervision'> & {
  readonly id: TicketId;
};

const STANDING = {
  'matter.receivedAt': 1,
  'view.due': 1,
  'view.seq': 1,
  'view.state': 1,
  'view.pending': 1,
  'view.supervision': 1,
} as const;

/** How many are read at once where all are. */
const AT_ONCE = 1_000;

const standingOf = ({ _id, view: { seq, state, pending, supervision } }: TicketDocument): Standing => ({
  id: ticketId(_id),
  seq,
  state,
  pending,
  supervision,
});

/** What is read of a ticket to know who led it. */
const LED = {
  'matter.kind': 1,
  'matter.district': 1,
  'matter.simulated': 1,
  'view.assignments': 1,
} as const;

const BY_ARRIVAL = {
  field: 'matter.receivedAt',
  of: ({ matter }: TicketDocument): number => matter.receivedAt,
};

/** What is deferred has a promised day, whose clock is open; so has what else is listed so, but what waits for a call, which may have none. */
const BY_DUE = {
  field: 'view.due',
  earliestFirst: true,
  of: ({ view }: TicketDocument): number => view.due ?? 0,
};

/** After a ticket that has no due moment: the further ones of these, and all that have one. */
function timeless(cursor: string | undefined): Record<string, unknown>[] | undefined {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  if (after?.at !== 0) return undefined;
  const without = { 'view.due': { $exists: false }, _id: { $gt: after.id } };
  return [{ $or: [without, { 'view.due': { $exists: true } }] }];
}

const isQueue = ({ order, pending }: TicketFilter): boolean => order === 'due' || pending !== undefined;

function conditionsOf({
  state,
  units,
  kind,
  district,
  rulebook,
  overdue,
  level,
  pending,
}: TicketFilter): Record<string, unknown> {
  const wanted = {
    'view.state': state,
    'view.assignments.unit': units && { $in: units },
    'matter.kind': kind,
    'matter.district.id': district,
    'rulebook.id': rulebook,
    'view.overdue': overdue,
    'view.level': level,
    'view.pending.request': pending,
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
