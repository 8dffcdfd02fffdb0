import { isHeld } from '../../domain/law/personal-data';
import type { DataKeys } from '../../keys/data-keys';
import { open, resealed, SealError, type SealingKeys } from '../../keys/seal';
import type { TicketDocument } from '../tickets/ticket-document';
import { ERASED, ownKeyOf, sealingKeysOf, UNREADABLE } from '../tickets/texts/sealed-text';
import { type ActDocument, brokenIn, type RecordedAct } from './acts';
import type { PersonalRooms } from './personal-data';
import { ticketDocument } from './stored-ticket';

/** Where the reason of an act is sealed for. */
export const reasonPlace = (act: string): string => `${act} reason`;
/** Where what is put right is sealed for. */
export const changePlace = (act: string): string => `${act} change`;

/** An act as its readers see it. */
export type ShownAct = RecordedAct & {
  /** Why; of what came before an erasure, what says that it was erased. */
  readonly reason?: string;
  /** It is recorded, and being carried out. */
  readonly open: boolean;
};

/** What was done about the personal data of a ticket, and whether it has to be kept. */
export interface RecordedActs {
  readonly acts: readonly ShownAct[];
  readonly held: boolean;
  /** Places of acts that do not follow from the one before: that one was changed since. */
  readonly broken: readonly number[];
}

/** The acts of a ticket, the earliest first. */
export async function recordedActs(
  rooms: Pick<PersonalRooms, 'acts' | 'tickets' | 'archive'>,
  keys: DataKeys,
  id: string,
): Promise<RecordedActs> {
  const found = await rooms.acts.of([id]);
  const document = found.length === 0 ? undefined : await ticketDocument(rooms, id);
  const by = document ? sealingKeysOf(keys, document) : keys;
  const isErased = document?.erased !== undefined;
  return {
    acts: found.map((act) => shown(by, act, isErased)),
    held: isHeld(found),
    broken: brokenIn(found),
  };
}

function shown(
  by: SealingKeys,
  { _id, request: _, change: __, before: ___, due, reason, ...act }: ActDocument,
  isErased: boolean,
): ShownAct {
  const open = due !== undefined;
  if (reason !== undefined) return { ...act, open, reason: opened(by, reason, _id) };
  // Who acts gives a reason; the service itself, whose time was over, has none.
  return isErased && act.by !== undefined ? { ...act, open, reason: ERASED } : { ...act, open };
}

function opened(by: SealingKeys, reason: string, act: string): string {
  try {
    return open(by, reason, reasonPlace(act));
  } catch (error) {
    if (error instanceof SealError) return UNREADABLE;
    throw error;
  }
}

/**
 * What of an act is sealed, as the newest data key seals it for an erasure, and the ticket's own key for all else.
 * @param ticket its ticket; none where that is not there any more
 * @throws SealError
 */
export function resealedAct(
  keys: DataKeys,
  ticket: TicketDocument | undefined,
  { _id, type, reason, change }: ActDocument,
): Pick<ActDocument, 'reason' | 'change'> {
  const own = type === 'erased' || !ticket ? undefined : ownKeyOf(keys, ticket);
  const by: SealingKeys = own ? [own, ...keys] : keys;
  return {
    ...(reason === undefined ? {} : { reason: resealed(by, by, reason, reasonPlace(_id)) }),
    ...(change === undefined ? {} : { change: resealed(by, by, change, changePlace(_id)) }),
  };
}
