import type { DataKeys } from '../../../keys/data-keys';
import { phoneHashes } from '../../../keys/phone-number';
import { resealed, type SealingKeys } from '../../../keys/seal';
import { dataKeysOf, rewrapped, unwrapped } from '../../../keys/ticket-key';
import { placeOf } from '../evaluations';
import { contactIn } from '../intake';
import type { LateEvaluations, TicketDocument } from '../ticket-document';
import { textIn } from './sealed-text';
import { wordTokens } from './ticket-words';

/** Stands for a data key that a document of before does not name. */
export const UNNAMED = 'unnamed';

/** What of a ticket's document tells which data keys it depends on. */
export const DEPENDS = { key: 1, contact: 1, evaluated: 1, phoneHash: 1, indexedBy: 1, erased: 1 } as const;

/** What {@link resealedTicket} reads: while none of it changes, it holds. */
export const RESEALED = { ...DEPENDS, version: 1, title: 1, content: 1 } as const;

type Depending = Pick<TicketDocument, '_id' | keyof typeof DEPENDS>;
type Resealed = Pick<TicketDocument, '_id' | keyof typeof RESEALED>;

/** The ids of the data keys without which something of a ticket can't be opened, or found; of one that was erased nothing is. */
export function keysOfTicket(ticket: Depending): string[] {
  const { key, contact, evaluated = {}, phoneHash, indexedBy, erased } = ticket;
  if (erased !== undefined) return [];
  const comments = Object.values(evaluated).map(({ comment }) => comment);
  const isFound = key !== undefined || phoneHash !== undefined;
  return [...dataKeysOf([key, contact, ...comments]), ...(isFound ? [indexedBy ?? UNNAMED] : [])];
}

/**
 * What of a ticket is to be another, so that it depends on the newest data key alone: its own key is wrapped anew, and stays the same, so
 * that what that sealed and committed to holds; what a data key sealed is sealed with its own; and it is found by the newest.
 * @throws SealError
 */
export function resealedTicket(keys: DataKeys, ticket: Resealed): Partial<TicketDocument> {
  const { _id: id, key, contact, evaluated, indexedBy, erased } = ticket;
  if (erased !== undefined) return {};
  const [newest] = keys;
  const own = key === undefined ? undefined : unwrapped(keys, key, id);
  const by: SealingKeys = own ? [own, ...keys] : keys;
  const to: SealingKeys = own ? [own] : keys;
  return {
    ...(key === undefined ? {} : { key: rewrapped(keys, key, id) }),
    contact: resealed(by, to, contact, id),
    ...(evaluated === undefined ? {} : { evaluated: resealedComments(by, to, id, evaluated) }),
    ...(indexedBy === newest.id ? {} : indexed(keys, ticket)),
  };
}

/** What a ticket is found by, of the newest data key. @throws SealError */
export function indexed(
  keys: DataKeys,
  ticket: Omit<Resealed, 'indexedBy' | 'phoneHash' | 'evaluated'>,
): Partial<TicketDocument> {
  const [phoneHash] = phoneHashes(keys, contactIn(keys, ticket)?.caller.phone ?? '');
  return {
    indexedBy: keys[0].id,
    ...wordTokens(keys, textIn(keys, ticket)),
    ...(phoneHash === undefined ? {} : { phoneHash }),
  };
}

function resealedComments(
  by: SealingKeys,
  to: SealingKeys,
  id: string,
  evaluated: LateEvaluations,
): LateEvaluations {
  // Its keys are stages, as `keep` wrote them; `entries` and `fromEntries` take them for any text.
  const all = Object.entries(evaluated).map(([stage, { comment, ...rest }]) => [
    stage,
    comment === undefined
      ? rest
      : { ...rest, comment: resealed(by, to, comment, placeOf(id, stage as keyof LateEvaluations)) },
  ]);
  return Object.fromEntries(all) as LateEvaluations;
}
