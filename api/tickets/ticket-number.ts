import { type TicketId, ticketId } from '../../domain/ids';
import { randomInt } from 'node:crypto';

/** Crockford's base32: no letter that is read as a digit or as another letter over the phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `HY-7K3M-9Q2X-4V1B`: 60 random bits, so that numbers are neither guessed nor given twice. */
export function newTicketNumber(): TicketId {
  const group = (): string => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return ticketId(`HY-${group()}-${group()}-${group()}`);
}

export const isTicketNumber = (text: string): boolean => /^HY(-[0-9A-HJKMNP-TV-Z]{4}){3}$/.test(text);
