import { z } from 'zod';
import { KINDS, keysOf, type Level, STATES } from '../../domain/words';
import type { Asked, Reply } from '../http/address';
import { text } from '../http/fields';
import { asParameter, pageQuery, whole } from '../http/page-query';
import { forbidden, invalid } from '../http/problem';
import type { Parts } from '../parts';
import { actsFor, type Subject, type UnitSubject } from '../requests/subject';
import { accessJson, noteAccess } from '../requests/accesses';
import { withCode } from './caller-code';
import { eventsJson, supersededJson } from './event-json';
import { notificationJson, summaryJson } from './ticket-json';
import { shownTicket, wholeLedger } from './shown-ticket';
import type { FoundTicket } from './visible-ticket';

export const ticketsQuery = z.strictObject({
  state: z
    .enum(keysOf(STATES))
    .optional()
    .meta({ description: '`deferred` lists by the due moment, earliest first' }),
  unit: text(100)
    .optional()
    .meta({ description: 'A unit that it is assigned to, in any part; also those that it succeeds' }),
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

type OfTicket = Pick<Asked<unknown, unknown, unknown, FoundTicket>, 'subject' | 'found'>;

/** Lists tickets, newest first, and deferrals by their due moment; a unit its own. */
export const listTickets =
  ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  async ({ subject, query }: Pick<Asked<unknown, z.output<typeof ticketsQuery>>, 'subject' | 'query'>) => {
    const { cursor, limit, unit, ...filter } = query;
    const wanted = unit === undefined ? undefined : [unit, ...config.units.succeededBy(unit)];
    const units = subject.role === 'unit' ? ownUnits(subject, query) : wanted;
    const store = await database.store();
    const { items, nextCursor = null } = await store.tickets.list({ ...filter, units }, cursor, limit);
    // Who finds a ticket by a phone number knows whose it is.
    if (looksLikePhone(filter.q))
      await noteAccess(store, subject, items, { what: 'caller', callerShown: true });
    return { json: { items: items.map(summaryJson), nextCursor } };
  };

export const readTicket =
  ({ callers }: Pick<Parts, 'callers'>) =>
  async ({ subject, found: { store, ticket } }: OfTicket) => ({
    json: withCode(callers, subject, ticket.id, await shownTicket(store, subject, ticket)),
  });

export async function readEvents({ subject, found: { store, ticket } }: OfTicket) {
  const lines = await wholeLedger(store, ticket.id);
  await noteAccess(store, subject, [ticket], { what: 'events', callerShown: false });
  const events = eventsJson(lines, subject);
  if (subject.role !== 'auditor') return { json: { items: events } };
  const gone = supersededJson(await store.ledger.supersededOf(ticket.id), subject);
  return { json: { items: [...events, ...gone].toSorted((a, b) => a.seq - b.seq) } };
}

export async function readNotifications({ subject, found: { store, ticket } }: OfTicket) {
  const messages = await store.outbox.of(ticket.id);
  const items = messages

    .filter(({ superseded }) => superseded === undefined || subject.role === 'auditor')
    .filter(({ to }) => mayReadMessage(subject, to))
    .map((message) => notificationJson(message, subject));
  await noteAccess(store, subject, [ticket], { what: 'notifications', callerShown: false });
  return { json: { items } };
}

export async function readAccesses({
  query: { cursor, limit },
  found: { store, ticket },
}: Pick<Asked<unknown, z.output<typeof accessesQuery>, unknown, FoundTicket>, 'query' | 'found'>) {
  const { items, nextCursor = null } = await store.accesses.of(ticket.id, cursor, limit);
  return { json: { items: items.map(accessJson), nextCursor } } satisfies Reply;
}

const looksLikePhone = (q: string | undefined): boolean => q !== undefined && /^[\d\s()+./-]{5,}$/.test(q);

/** Whose tickets a unit may list: its own, and those of units that it succeeds; and it may not find out by a phone number who raised them (WF-11). */
function ownUnits(subject: UnitSubject, { unit, q }: { unit?: string; q?: string }): readonly string[] {
  const own = actsFor(subject);
  if (unit !== undefined && !own.includes(unit)) throw forbidden('A unit lists its own tickets.');
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
  return unit === undefined || unit === subject.unit ? own : [unit];
}

/** A unit reads what went to it, a caller what went to the caller. */
function mayReadMessage(subject: Subject, to: string): boolean {
  if (subject.role === 'unit') return actsFor(subject).includes(to);
  return subject.role !== 'caller' || to === 'caller';
}
