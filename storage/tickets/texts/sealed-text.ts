import type { DataKeys } from '../../../keys/data-keys';
import { open, seal, SealError, type SealingKeys } from '../../../keys/seal';
import { type TicketKey, unwrapped } from '../../../keys/ticket-key';
import type { TicketDocument } from '../ticket-document';

/** The format of today: a key of the ticket's own seals its title, its content and its contact. The first sealed only the contact. */
export const TICKET_VERSION = 2;

type Keyed = Pick<TicketDocument, '_id' | 'key'>;
type Text = Pick<TicketDocument, 'title' | 'content'>;

/** The ticket's own key; none where the ticket is from before tickets had one, or it can't be opened. */
export function ownKeyOf(keys: DataKeys, { _id, key }: Keyed): TicketKey | undefined {
  try {
    return key === undefined ? undefined : unwrapped(keys, key, _id);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

/** What seals and opens what belongs to a ticket: its own key first, and the data keys for what was sealed before it had one. */
export function sealingKeysOf(keys: DataKeys, ticket: Keyed): SealingKeys {
  const own = ownKeyOf(keys, ticket);
  return own ? [own, ...keys] : keys;
}

/** The same of the ticket of this number, wherever it lies. */
export type KeysOf = (ticketId: string) => Promise<SealingKeys>;

const placeOf = (id: string, field: keyof Text): string => `${id} ${field}`;

/** A ticket's title and content as they are stored. */
export const sealedText = (own: TicketKey, id: string, { title, content }: Text): Text => ({
  title: seal([own], title, placeOf(id, 'title')),
  content: seal([own], content, placeOf(id, 'content')),
});

/** Stands where a text was that can't be opened: it was changed, or its key is missing. A list is shown all the same, and its ticket goes on. */
export const UNREADABLE = '（原文无法打开）';

/** Stands where a text was that nobody has any more. */
export const LOST = '（数据库恢复到较早时刻，原文已丢失）';

/** Stands where a text was that was erased as the law wants it (个人信息保护法 art. 47). */
export const ERASED = '（已依法删除）';

type Written = Keyed & Text & Pick<TicketDocument, 'version' | 'erased'>;

/** A ticket's title and content, as far as they were read: a list does not read the content. @throws SealError */
export function textIn(keys: DataKeys, ticket: Written): Text {
  const { _id, version, title, content, erased } = ticket;
  if (erased !== undefined) return { title: ERASED, content: ERASED };
  if (version === undefined) return { title, content };
  const by = sealingKeysOf(keys, ticket);
  const opened = (field: keyof Text): Partial<Text> =>
    ticket[field] === undefined ? {} : { [field]: open(by, ticket[field], placeOf(_id, field)) };
  return { ...opened('title'), ...opened('content') } as Text;
}

/** The same for readers: {@link UNREADABLE} where it can't be opened. */
export function openedText(keys: DataKeys, ticket: Written): Text {
  try {
    return textIn(keys, ticket);
  } catch (error) {
    if (error instanceof SealError) return { title: UNREADABLE, content: UNREADABLE };
    throw error;
  }
}
