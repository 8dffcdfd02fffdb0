import { isHeld } from '../../domain/law/personal-data';
import type { Instant } from '../../domain/time/instant';
import { type Page, pageOf } from '../page';
import { openAmong } from '../tickets/lost-tickets';
import type { PersonalRooms } from './personal-data';

export type Place = keyof typeof PLACES;

/** A ticket, or a restriction that has ended, whose data a city keeps no longer. */
export interface Outlived {
  readonly id: string;
  /** It has to be kept all the same: by a recorded duty, or while the ticket goes on that it was merged into. */
  readonly held: boolean;
}

/** Where tickets lie, and by which field it is known when they were closed. */
const PLACES = {
  tickets: { rulebook: 'rulebook.id', closedAt: 'view.closedAt' },
  archive: { rulebook: 'rulebook', closedAt: 'closedAt' },
  restrictions: { rulebook: 'rulebook', closedAt: 'ended' },
} as const;

interface Found {
  readonly _id: string;
  readonly closedAt?: number;
  readonly ended?: number;
  readonly view?: { readonly closedAt?: number; readonly mergedInto?: string };
}

/** What is kept longer than a city's rulebook says (个人信息保护法 art. 19). */
export function outlivedIn({
  tickets,
  archive,
  restrictions,
  acts,
}: Pick<PersonalRooms, 'tickets' | 'archive' | 'restrictions' | 'acts'>) {
  return {
    /**
     * What of a rulebook was closed, or has ended, before `before` and is not erased, the earliest first.
     * @param place where they lie
     * @param cursor the `nextCursor` of the page before
     */
    async outlived(
      place: Place,
      rulebook: string,
      before: Instant,
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<Outlived>> {
      const fields = PLACES[place];
      const wanted = {
        [fields.rulebook]: rulebook,
        erased: { $exists: false },
        [fields.closedAt]: { $lt: before },
      };
      const moment = {
        field: fields.closedAt,
        earliestFirst: true,
        of: ({ closedAt, ended, view }: Found): number => closedAt ?? ended ?? view?.closedAt ?? 0,
      };
      const { items, ...page } = await pageOf(
        { cursor, limit },
        moment,
        (conditions, most): Promise<Found[]> => {
          const filter = { $and: [wanted, ...conditions] };
          const [fields_, order] = [
            { [fields.closedAt]: 1, 'view.mergedInto': 1 },
            { [fields.closedAt]: 1, _id: 1 },
          ] as const;
          switch (place) {
            case 'tickets':
              return tickets.model.find(filter, fields_).sort(order).limit(most).lean<Found[]>();
            case 'archive':
              return archive.model.find(filter, fields_).sort(order).limit(most).lean<Found[]>();
            case 'restrictions':
              return restrictions.model.find(filter, fields_).sort(order).limit(most).lean<Found[]>();
          }
        },
      );
      // While the ticket goes on that it was merged into, its caller is told of that: the purpose is not over.
      const mains = await openAmong(
        tickets.model,
        items.flatMap(({ view }) => view?.mergedInto ?? []),
      );
      const recorded = await acts.of(items.map(({ _id }) => _id));
      return {
        ...page,
        items: items.map(({ _id: id, view }) => ({
          id,
          held: mains.has(view?.mergedInto ?? '') || isHeld(recorded.filter((it) => it.ticketId === id)),
        })),
      };
    },
  };
}
