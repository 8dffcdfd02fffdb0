import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { instant, isoInstant } from '../../domain/time/instant';
import type { Asked } from '../http/address';
import type { Parts } from '../parts';
import { Problem, tooMany } from '../http/problem';
import { isTicketNumber } from '../tickets/ticket-number';

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

/** Tries of one client at one ticket; with 10⁸ codes it would take some thousand years to find the right one. */
const TRIES = 10;
/** In which they are counted (ms). */
const WINDOW = 15 * 60_000;

/** The same for a code that is wrong and a ticket that is not there: nobody learns by asking which numbers exist. */
const wrongCode = (): Problem =>
  new Problem(403, 'wrong-code', 'Not the right code', 'There is no ticket of this number with this code.');

/** Tries are few, of a client at a ticket. */
export const fewTries = (): RequestHandler =>
  rateLimit({
    windowMs: WINDOW,
    limit: TRIES,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: ({ ip = '', params: { id } }) =>
      `${ipKeyGenerator(ip)} ${typeof id === 'string' && isTicketNumber(id) ? id : ''}`,
    handler: (_request, _response, next) => next(tooMany()),
  });

/** The ticket's number and its code give a token to a caller who has no account (JN-1, WF-13, BJ-1). */
export const givingToken =
  ({ database, callers }: Pick<Parts, 'database' | 'callers'>) =>
  async ({
    params: { id },
    body: { code },
  }: Pick<Asked<{ readonly id: string }, unknown, z.output<typeof accessBody>>, 'params' | 'body'>) => {
    // The code is looked at first: how long a wrong one takes does not depend on what is stored.
    if (!isTicketNumber(id) || !callers.isCode(id, code)) throw wrongCode();
    const store = await database.store();
    if (!(await store.tickets.find(id))) throw wrongCode();
    const { what: token, expiresAt } = await callers.token(id, instant(Date.now()));
    return { json: { token, expiresAt: isoInstant(expiresAt) } };
  };
