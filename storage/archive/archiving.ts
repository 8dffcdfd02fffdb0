import type { Instant } from '../../domain/time/instant';
import { type Page, pageOf } from '../page';
import type { TicketDocument } from '../tickets/ticket-document';
import { type Archive, isSame } from './archive';
import { gather, removeRest, removeTicket, type RoomsOfTicket } from './dossier';

type Rooms = RoomsOfTicket & { readonly archive: Archive };

const BY_CLOSURE = {
  field: 'view.closedAt',
  earliestFirst: true,
  of: ({ view }: TicketDocument): number => view.closedAt ?? 0,
};

/**
 * Tickets of a rulebook that were closed before `before`, the earliest first.
 * @param cursor the `nextCursor` of the page before
 * @param limit at least 1
 */
export async function closedTickets(
  { tickets }: Pick<Rooms, 'tickets'>,
  rulebook: string,
  before: Instant,
  cursor: string | undefined,
  limit: number,
): Promise<Page<{ readonly id: string }>> {
  const wanted = { 'rulebook.id': rulebook, 'view.closedAt': { $lt: before } };
  const page = await pageOf({ cursor, limit }, BY_CLOSURE, (conditions, most) =>
    tickets.model
      .find({ $and: [wanted, ...conditions] }, { 'view.closedAt': 1 })
      .sort({ 'view.closedAt': 1, _id: 1 })
      .limit(most)
      .lean<TicketDocument[]>(),
  );
  return { ...page, items: page.items.map(({ _id: id }) => ({ id })) };
}

/**
 * Moves a closed ticket into the archive: its dossier is written first; then its own document goes, and from then on it is read there;
 * then all else that the dossier holds. Wherever this ends, {@link finishArchiving} or a further try makes up the rest.
 * Only for a ticket whose workflow does not run.
 * @returns false where something of it is under way, or changed meanwhile
 * @throws DossierTooLarge; an error where the archive has this number already
 */
export async function archiveTicket(rooms: Rooms, id: string, now: Instant): Promise<boolean> {
  const { archive } = rooms;
  const dossier = await gather(rooms, id, now);
  if (!dossier) return false;
  if (!(await archive.put(dossier, now))) {
    const earlier = await archive.find(id);
    if (!earlier?.clearing) throw new Error(`${id} stands among the tickets and in the archive.`);
    if (!isSame(earlier.dossier.ticket, dossier.ticket)) {
      await archive.takeBack(id, earlier);
      return false;
    }
  }
  return (await removeTicket(rooms, dossier)) && finishArchiving(rooms, id);
}

/** Removes what a ticket that is in the archive left behind. @returns whether it is only there now */
export async function finishArchiving(rooms: Rooms, id: string): Promise<boolean> {
  const { archive, tickets } = rooms;
  if (await tickets.model.exists({ _id: id })) return false;
  const archived = await archive.find(id);
  if (!archived?.clearing) return false;
  await removeRest(rooms, archived.dossier);
  await archive.cleared(id);
  return true;
}
