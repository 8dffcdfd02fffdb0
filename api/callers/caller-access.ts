import express, { Router } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { instant, isoInstant } from '../../domain/time/instant';
import type { CallerAccess } from '../../keys/caller-access';
import { checksKey } from '../requests/idempotency';
import { parsed } from '../http/parsed';
import type { Parts } from '../parts';
import { allows, Problem, takesJsonOnly, tooMany } from '../http/problem';
import type { Subject } from '../requests/subject';
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
const WINDOW = 15 * 60_000;

/** The same for a code that is wrong and a ticket that is not there: nobody learns by asking which numbers exist. */
const wrongCode = (): Problem =>
  new Problem(403, 'wrong-code', 'Not the right code', 'There is no ticket of this number with this code.');

/**
 * `POST /v1/tickets/{id}/access`: the ticket's number and its code give a token to a caller who has no account
 * (JN-1, WF-13, BJ-1). It stands before all that asks for a token.
 */
export function callerAccessRoutes({ database, callers }: Pick<Parts, 'database' | 'callers'>): Router {
  const router = Router();
  const fewTries = rateLimit({
    windowMs: WINDOW,
    limit: TRIES,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: ({ ip = '', params: { id } }) =>
      `${ipKeyGenerator(ip)} ${typeof id === 'string' && isTicketNumber(id) ? id : ''}`,
    handler: (_request, _response, next) => next(tooMany()),
  });
  router
    .route('/v1/tickets/:id/access')
    .post(fewTries, checksKey, takesJsonOnly, express.json({ limit: '100kb' }), async (request, response) => {
      const { id } = request.params;
      const { code } = parsed(accessBody, request.body ?? {});
      // The code is looked at first: how long a wrong one takes does not depend on what is stored.
      if (typeof id !== 'string' || !isTicketNumber(id) || !callers.isCode(id, code)) throw wrongCode();
      const store = await database.store();
      if (!(await store.tickets.find(id))) throw wrongCode();
      const { what: token, expiresAt } = await callers.token(id, instant(Date.now()));
      response.set('Cache-Control', 'no-store').json({ token, expiresAt: isoInstant(expiresAt) });
    })
    .all(allows('POST'));
  return router;
}

/** A ticket with its code, for an operator, who tells it to the caller; nobody else is to speak for the caller. */
export const withCode = <T extends object>(
  callers: CallerAccess,
  { role }: Subject,
  id: string,
  ticket: T,
): T & { code?: string } => (role === 'operator' ? { ...ticket, code: callers.codeOf(id) } : ticket);
