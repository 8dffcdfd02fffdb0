import { isoInstant } from '../../domain/time/instant';
import type { PlacedChange } from '../../storage/feed/block';
import type { Store } from '../../storage/store';
import { actsFor, type Subject } from '../requests/subject';
import { isKeptFrom } from '../tickets/event-json';
import type { ChangeAnswer } from './answers';
import { placeText } from './places';

/** Which units have a part in tickets by now. */
export type PartsByTicket = ReadonlyMap<string, readonly { readonly unit: string }[]>;

/** The parts that units have in the tickets of these changes; what lies in the archive is looked up there. */
export async function partsIn(
  { feed, tickets }: Pick<Store, 'feed' | 'tickets'>,
  changes: readonly PlacedChange[],
): Promise<PartsByTicket> {
  const ids = new Set(changes.map(({ ticket }) => ticket));
  if (ids.size === 0) return new Map();
  const parts = new Map<string, readonly { readonly unit: string }[]>(await feed.partsIn([...ids]));
  for (const id of ids) if (!parts.has(id)) parts.set(id, (await tickets.find(id))?.assignments ?? []);
  return parts;
}

/** Whether a reader may know of a change: as of its line in the ledger, and a unit only while it has a part in the ticket. */
export function mayFollow(
  subject: Subject,
  { ticket, type, to }: PlacedChange,
  parts: PartsByTicket,
): boolean {
  if (isKeptFrom(subject, type, to)) return false;
  if (subject.role !== 'unit') return true;
  const own = actsFor(subject);
  return (parts.get(ticket) ?? []).some(({ unit }) => own.includes(unit));
}

export const changeJson = ({ ticket, seq, at, type, state, level, place }: PlacedChange): ChangeAnswer => ({
  cursor: placeText(place),
  at: isoInstant(at),
  ticket,
  seq,
  type,
  state,
  level,
});
