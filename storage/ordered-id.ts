import { mongo } from 'mongoose';

/** The digits of base64, and as many in the order in which texts are compared. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const IN_ORDER = Array.from(DIGITS).toSorted((a, b) => (a < b ? -1 : 1));

/**
 * An id that nobody else makes, and that grows with time: to the second between processes, and one by one within one. What comes later
 * goes to the end of an index, whose other pages need not be at hand. Its 12 bytes are 16 characters: a history has the id of a command
 * five times.
 */
export const orderedId = (): string =>
  Buffer.from(new mongo.ObjectId().id)
    .toString('base64url')
    .replace(/./g, (digit) => IN_ORDER[DIGITS.indexOf(digit)] ?? '');
