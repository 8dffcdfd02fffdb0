import { randomInt } from 'node:crypto';
import { newNumber, type TicketId, ticketNumber } from '../../domain/ids';
import type { Instant } from '../../domain/time/instant';

/** A number that nobody guesses, for a ticket that is registered now. */
export const newTicketNumber = (at: Instant): TicketId => ticketNumber(at, randomInt);

/** The same for what else people name over the phone. @param kind two letters */
export const numberOf = (kind: string, at: Instant): string => newNumber(kind, at, randomInt);
