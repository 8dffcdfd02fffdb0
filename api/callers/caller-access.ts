import type { Request, RequestHandler } from 'express';
import type { Options, RateLimitInfo } from 'express-rate-limit';
import { z } from 'zod';
import { DAY, instant, isoInstant, MINUTE } from '../../domain/time/instant';
import type { Asked } from '../http/address';
import type { Parts } from '../parts';
import { Problem } from '../http/problem';
import { limited, whence } from '../requests/limits';
import { isTicketNumber } from '../../domain/ids';

export const accessBody = z
  .strictObject({
    code: z
      .string()
      .transform((written) => written.replace(/\s/g, ''))
      .refine((digits) => /^\d{8}$/.test(digits), {
        error: 'expected the 8 digits that came with the ticket’s number',
      })
      .meta({ example: '40718359' }),
  })
  .meta({ id: 'CallerCode' });

/** The same for a code that is wrong and a ticket that is not there: nobody learns by asking which numbers exist. */
const wrongCode = (): Problem =>
  new Problem(403, 'wrong-code', 'Not the right code', 'There is no ticket of this number with this code.');

/** Wrong codes of one address at one ticket in {@link WINDOW}. */
const TRIES = 10;
const WINDOW = 15 * MINUTE;
/** After so many wrong codes at one ticket in a day, from wherever, somebody guesses at it, from many addresses. */
const GUESSES = 100;
/** Wrong codes of one address in a day at a ticket that is guessed at. */
const TRIES_WHERE_GUESSED = 3;

/** The log tells each of so many tickets once. */
const MOST_TOLD = 1_000;

/**
 * Wrong codes are few, of an address at a ticket; right ones count nothing.
 *
 * Of 10⁸ codes one address tries 960 a day: it needs 285 years for all. With 10,000 addresses somebody would find the code of one ticket within
 * eleven days, so wrong codes are counted by ticket too. But a count that closed the ticket would let anybody lock its caller out, by a hundred wrong
 * codes. So it closes nothing: it lowers, for the rest of the day, what each address may do that day from 960 wrong codes to 3. The caller
 * with the right code gets in, from any address, after two slips of the finger too. Who guesses has 100 tries and 3 of each address:
 * 10,000 addresses find the code in a day with a chance of 0.03 %, where it was 9.6 %.
 *
 * What is left: who guesses at this ticket from the caller's own address (a network of many behind one) makes the caller wait for the rest
 * of the window, and where the ticket is guessed at, of the day. The hotline answers by phone meanwhile.
 */
export const fewTries = ({ counts, log }: Pick<Parts, 'counts' | 'log'>): RequestHandler[] => {
  const wrong: Partial<Options> = {
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, { statusCode }) => statusCode !== 403 && statusCode !== 422,
  };
  const atTicket = (request: Request): string => `${whence(request)} ${ticketOf(request)}`;
  const isGuessedAt = (request: Request): boolean => (guessesOf(request)?.used ?? 0) > GUESSES;
  const told = new Set<string>();
  const tell = (ticket: string): void => {
    if (told.has(ticket)) return;
    if (told.size > MOST_TOLD) told.clear();
    told.add(ticket);
    log.warn({ ticket }, 'somebody guesses at the code of a ticket');
  };
  return [
    limited(counts, 'code of a ticket', {
      ...wrong,
      windowMs: DAY,
      limit: Number.MAX_SAFE_INTEGER,
      keyGenerator: ticketOf,
      standardHeaders: false,
      requestPropertyName: GUESSED,
    }),
    (request, _response, next) => {
      if (isGuessedAt(request)) tell(ticketOf(request));
      next();
    },
    limited(counts, 'code where guessed', {
      ...wrong,
      windowMs: DAY,
      limit: TRIES_WHERE_GUESSED,
      keyGenerator: atTicket,
      skip: (request) => !isGuessedAt(request),
    }),
    limited(counts, 'code', { ...wrong, windowMs: WINDOW, limit: TRIES, keyGenerator: atTicket }),
  ];
};

/** Where the limit of a ticket leaves what it counted. */
const GUESSED = 'guesses';
const guessesOf = (request: Request): RateLimitInfo | undefined =>
  (request as Request & { [GUESSED]?: RateLimitInfo })[GUESSED];

const ticketOf = ({ params: { id } }: Request): string =>
  typeof id === 'string' && isTicketNumber(id) ? id : '';

/** The ticket's number and its code give a token to a caller who has no account (JN-1, WF-13, BJ-1). */
export const givingToken =
  ({ database, callers }: Pick<Parts, 'database' | 'callers'>) =>
  async ({
    params: { id },
    body: { code },
  }: Pick<Asked<{ readonly id: string }, unknown, z.output<typeof accessBody>>, 'params' | 'body'>) => {
    // The code is looked at first: how long a wrong one takes does not depend on what is stored.
    const generations = isTicketNumber(id) ? callers.generationsOf(id, code) : [];
    if (generations.length === 0) throw wrongCode();
    const store = await database.store();
    const ticket = await store.tickets.find(id);
    const now = instant(Date.now());
    if (!ticket || !generations.includes(ticket.codeGeneration) || callers.isOver(ticket, now))
      throw wrongCode();
    const { what: token, expiresAt } = await callers.token(ticket, now);
    return { json: { token, expiresAt: isoInstant(expiresAt) } };
  };
