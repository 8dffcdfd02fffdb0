import { type Request, Router } from 'express';
import { z } from 'zod';
import { KINDS, keysOf, type Level, STATES } from '../../domain/words';
import type { LedgerLine } from '../../storage/ledger/ledger-lines';
import { parseCursor } from '../../storage/page';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { maySee, maySeeCaller, mustBe, subjectOf } from '../requests/access';
import { accessJson, noteAccess } from './accesses';
import type { TicketAnswer } from '../answers';
import { withCode } from '../callers/caller-access';
import { text } from '../http/fields';
import { parsed } from '../http/parsed';
import type { Parts } from '../parts';
import { allows, forbidden, invalid, noTicket } from '../http/problem';
import type { Subject } from '../requests/subject';
import { eventJson, notificationJson, summaryJson, ticketJson } from './ticket-json';
import { isTicketNumber } from './ticket-number';

/** A whole number in an address; `asParameter` is how the OpenAPI document tells it. */
const whole = (least: number, most: number) =>
  z
    .string()
    .transform((digits) => (/^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN))
    .refine((number) => number >= least && number <= most, {
      error: `expected a whole number from ${least} to ${most}`,
    });

const asParameter = (least: number, most: number) =>
  ({ type: 'integer', minimum: least, maximum: most }) as const;

/** Which page of a list. */
export const pageQuery = {
  cursor: z
    .string()
    .refine((cursor) => parseCursor(cursor) !== undefined, {
      error: 'expected the nextCursor of the page before',
    })
    .optional(),
  limit: whole(1, 100)
    .default(20)
    .meta({ ...asParameter(1, 100), default: 20 }),
};

export const ticketsQuery = z.strictObject({
  state: z.enum(keysOf(STATES)).optional(),
  unit: text(100).optional().meta({ description: 'A unit that it is assigned to, in any part' }),
  kind: z.enum(keysOf(KINDS)).optional(),
  district: text(100).optional(),
  overdue: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional(),
  level: whole(0, 3)
    .transform((number) => number as Level)
    .optional()
    .meta(asParameter(0, 3)),
  q: text(100).optional().meta({
    description: 'A ticket’s number, a part of its title or category, or its caller’s whole phone number',
  }),
  ...pageQuery,
});

export const accessesQuery = z.strictObject(pageQuery);

/** Reads tickets, ledgers and outboxes, each as far as the reader may see them (DESIGN §4). */
export function readingRoutes({ database, callers }: Parts): Router {
  const router = Router();

  router.get('/v1/tickets', async (request, response) => {
    const subject = subjectOf(request);
    mustBe(subject, ['operator', 'supervisor', 'unit']);
    const { cursor, limit, ...filter } = parsed(ticketsQuery, request.query);
    const visible = subject.role === 'unit' ? { ...filter, unit: ownUnit(subject, filter) } : filter;
    const store = await database.store();
    const { items, nextCursor = null } = await store.tickets.list(visible, cursor, limit);
    // Who finds a ticket by a phone number knows whose it is.
    if (looksLikePhone(filter.q))
      await noteAccess(store, subject, items, { what: 'caller', callerShown: true });
    response.json({ items: items.map(summaryJson), nextCursor });
  });

  router
    .route('/v1/tickets/:id')
    .get(async (request, response) => {
      const subject = subjectOf(request);
      const store = await database.store();
      const ticket = await visibleTicket(store, request);
      response.json(withCode(callers, subject, ticket.id, await shownTicket(store, subject, ticket)));
    })
    .all(allows('GET', 'HEAD'));

  router
    .route('/v1/tickets/:id/events')
    .get(async (request, response) => {
      const store = await database.store();
      const ticket = await visibleTicket(store, request);
      const lines = await wholeLedger(store, ticket.id);
      await noteAccess(store, subjectOf(request), [ticket], { what: 'events', callerShown: false });
      response.json({ items: lines.map((line) => eventJson(line, subjectOf(request), ticket.state)) });
    })
    .all(allows('GET', 'HEAD'));

  router
    .route('/v1/tickets/:id/notifications')
    .get(async (request, response) => {
      const store = await database.store();
      const ticket = await visibleTicket(store, request);
      const subject = subjectOf(request);
      const messages = await store.outbox.of(ticket.id);
      const items = messages
        .filter(({ to }) => mayReadMessage(subject, to))
        .map((message) => notificationJson(message, subject));
      await noteAccess(store, subject, [ticket], { what: 'notifications', callerShown: false });
      response.json({ items });
    })
    .all(allows('GET', 'HEAD'));

  router
    .route('/v1/tickets/:id/accesses')
    .get(async (request, response) => {
      mustBe(subjectOf(request), ['supervisor', 'auditor', 'admin']);
      const { cursor, limit } = parsed(accessesQuery, request.query);
      const store = await database.store();
      const { id } = await visibleTicket(store, request);
      const { items, nextCursor = null } = await store.accesses.of(id, cursor, limit);
      response.json({ items: items.map(accessJson), nextCursor });
    })
    .all(allows('GET', 'HEAD'));

  return router;
}

const looksLikePhone = (q: string | undefined): boolean => q !== undefined && /^[\d\s()+./-]{5,}$/.test(q);

/** Whose tickets a unit may list: its own; and it may not find out by a phone number who raised them (WF-11). */
function ownUnit(subject: Subject & { role: 'unit' }, { unit, q }: { unit?: string; q?: string }): string {
  if (unit !== undefined && unit !== subject.unit) throw forbidden('A unit lists its own tickets.');
  if (looksLikePhone(q)) {
    throw invalid('The request does not fit its schema.', [
      {
        path: 'q',
        message:
          'expected a ticket’s number or a part of its title or category; units do not search by phone',
        rule: 'WF-11',
      },
    ]);
  }
  return subject.unit;
}

/** A unit reads what went to it, a caller what went to the caller. */
function mayReadMessage(subject: Subject, to: string): boolean {
  if (subject.role === 'unit') return to === subject.unit;
  return subject.role !== 'caller' || to === 'caller';
}

/** The ticket that a request names. @throws a 404 also for one that is not the asker's to see */
export async function visibleTicket(store: Store, request: Request): Promise<StoredTicket> {
  const { id } = request.params;
  const ticket = typeof id === 'string' && isTicketNumber(id) ? await store.tickets.find(id) : undefined;
  if (!ticket || !maySee(subjectOf(request), ticket)) throw noTicket();
  return ticket;
}

/** A ticket with what this reader may know of its caller; that it is shown is noted, where it is confidential. */
export async function shownTicket(
  store: Store,
  subject: Subject,
  ticket: StoredTicket,
): Promise<TicketAnswer> {
  const callerShown = maySeeCaller(subject, ticket);
  const contact = await store.tickets.contactOf(ticket.id);
  await noteAccess(store, subject, [ticket], { what: 'ticket', callerShown });
  return ticketJson(ticket, contact, callerShown);
}

const LINES = 200;

export async function wholeLedger(store: Store, ticketId: string): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  for (;;) {
    const page = await store.ledger.linesOf(ticketId, lines.at(-1)?.event.seq ?? 0, LINES);
    lines.push(...page);
    if (page.length < LINES) return lines;
  }
}
