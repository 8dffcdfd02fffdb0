import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { DataKeys } from './data-keys';
import { open, resealed, seal, sealedBy, type SealingKey } from './seal';

/**
 * A key of one ticket's own, which seals what was said there and who said it. It is kept with the ticket, wrapped by a data key: to
 * rotate those, it is wrapped anew and nothing else is touched; and where it is erased, all that it sealed is gone with it.
 */
export interface TicketKey extends SealingKey {
  /** Makes commitments to texts. */
  readonly committing: Buffer;
}

const LENGTH = 32;
/** What names a ticket's own key, whichever ticket's it is. */
const OWN = 'ticket';

/** A new one, with itself wrapped for keeping. */
export function newTicketKey(keys: DataKeys, ticket: string): { key: TicketKey; wrapped: string } {
  const secret = randomBytes(LENGTH);
  return {
    key: madeFrom(secret),
    wrapped: seal(keys, secret.toString('base64url'), placeOf(ticket)),
  };
}

/** The key that was kept as `wrapped`. @throws SealError where none of the data keys wrapped it, or not for this ticket */
export const unwrapped = (keys: DataKeys, wrapped: string, ticket: string): TicketKey =>
  madeFrom(Buffer.from(open(keys, wrapped, placeOf(ticket)), 'base64url'));

/** The same key, wrapped by the newest data key. @throws SealError */
export const rewrapped = (keys: DataKeys, wrapped: string, ticket: string): string =>
  resealed(keys, keys, wrapped, placeOf(ticket));

/** The ids of the data keys that sealed some of these texts; others are sealed with a ticket's own key, or are none. */
export const dataKeysOf = (sealed: readonly (string | undefined)[]): string[] =>
  sealed.flatMap((it) => (it === undefined || sealedBy(it) === OWN ? [] : [sealedBy(it)]));

/**
 * Binds to what was said without telling any of it (HMAC-SHA256, 43 characters): it may stand where texts may not, and whoever has the
 * ticket's key can prove by it that they were not changed. Without that key nobody can guess at them.
 * @param to what they belong to, a command's id say
 */
export const commitmentTo = (key: TicketKey, to: string, said: object): string =>
  createHmac('sha256', openerOf(key, to))
    .update(stringify([to, said]))
    .digest('base64url');

/**
 * The key of one commitment (32 bytes). Whoever is given it can check that commitment and no other, and open nothing that is sealed: so
 * it goes only with a text that its receiver reads anyway, and of one that was erased nobody can guess at the words.
 */
export const openerOf = ({ committing }: TicketKey, to: string): Buffer =>
  createHmac('sha256', committing).update(to).digest();

function madeFrom(secret: Buffer): TicketKey {
  const derived = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `huiyin ticket ${use}`, LENGTH));
  return { id: OWN, sealing: derived('seal'), committing: derived('commitment') };
}

const placeOf = (ticket: string): string => `${ticket} key`;
