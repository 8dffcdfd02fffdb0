import { randomInt } from 'node:crypto';
import { type TicketId, ticketId } from '../../domain/ids';
import { type Day, dayOf, type Instant, parseDay } from '../../domain/time/instant';

/** Crockford's base32: no letter that is read as a digit or as another letter over the phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The day that numbers are counted from. */
const FIRST = parseDay('2020-01-01') as Day;
/** Digits of the day: enough until 2109. */
const OF_DAY = 3;
const RANDOM = 9;

/**
 * `HY-2CZ7-9Q2X-4V1B`: the day on which it is given, then 45 random bits, so that numbers are not guessed. Those of a day lie together in
 * every index that begins with them: what is open, and its ledger, is a part of each, and not scattered over all of it. Two of a day may
 * be the same, once in hundreds of years of 30,000 a day; whoever stores a ticket sees to that.
 */
export function newTicketNumber(at: Instant): TicketId {
  const days = dayOf(at) - FIRST;
  const ofDay = Array.from({ length: OF_DAY }, (_, i) => ALPHABET[(days >> (5 * (OF_DAY - 1 - i))) & 31]);
  const random = Array.from({ length: RANDOM }, () => ALPHABET[randomInt(ALPHABET.length)]);
  const digits = [...ofDay, ...random].join('');
  return ticketId(`HY-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`);
}

export const isTicketNumber = (text: string): boolean => /^HY(-[0-9A-HJKMNP-TV-Z]{4}){3}$/.test(text);
