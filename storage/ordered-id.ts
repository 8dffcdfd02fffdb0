import { mongo } from 'mongoose';

/**
 * An id that nobody else makes, and that grows with time: to the second between processes, and one by one within one. What comes later
 * goes to the end of an index, whose other pages need not be at hand.
 */
export const orderedId = (): string => new mongo.ObjectId().toHexString();
