import { type Day, dayOf, type Instant, parseDay } from './time/instant';

/**
 * Ids that must not be taken for one another. They are branded where they come in: from a request, a file, a token or the
 * database; within, a plain text is none of them.
 */
export type TicketId = string & { readonly brand: 'TicketId' };
export type CommandId = string & { readonly brand: 'CommandId' };
export type UnitId = string & { readonly brand: 'UnitId' };

export const ticketId = (id: string): TicketId => id as TicketId;
export const commandId = (id: string): CommandId => id as CommandId;
export const unitId = (id: string): UnitId => id as UnitId;

const NUMBER = /HY(?:-[0-9A-HJKMNP-TV-Z]{4}){3}/;
/** The number of a ticket, and nothing else. */
export const TICKET_NUMBER = new RegExp(`^${NUMBER.source}$`);
export const isTicketNumber = (text: string): boolean => TICKET_NUMBER.test(text);

/** The tickets that a text names, each once. */
export const ticketNumbersIn = (text: string): string[] => [
  ...new Set(text.match(new RegExp(`\\b${NUMBER.source}\\b`, 'g'))),
];

/** Crockford's base32: no letter that is read as a digit or as another letter over the phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The day that numbers are counted from. */
const FIRST = parseDay('2020-01-01') as Day;
/** Digits of the day: enough until 2109. */
const OF_DAY = 3;
const OTHERS = 9;

/**
 * `HY-2CZ7-9Q2X-4V1B`: the day on which it is given, then 45 bits. Numbers of a day lie together in every index that begins with them: what
 * is open, and its ledger, is a part of each, and not scattered over all of it. Two of a day may be the same, once in hundreds of years of
 * 30,000 a day, where the bits are random; whoever stores a ticket sees to that.
 * @param at from 2020 on; what is earlier is numbered as of its first day
 * @param draw a digit, from 0 to one less than it is given
 */
export const ticketNumber = (at: Instant, draw: (digits: number) => number): TicketId =>
  ticketId(newNumber('HY', at, draw));

/** The same for what else people name over the phone. @param kind two letters */
export function newNumber(kind: string, at: Instant, draw: (digits: number) => number): string {
  const days = Math.max(dayOf(at) - FIRST, 0);
  const ofDay = Array.from({ length: OF_DAY }, (_, i) => ALPHABET[(days >> (5 * (OF_DAY - 1 - i))) & 31]);
  const others = Array.from({ length: OTHERS }, () => ALPHABET[draw(ALPHABET.length)]);
  const digits = [...ofDay, ...others].join('');
  return `${kind}-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`;
}
