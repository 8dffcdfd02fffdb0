import { z } from 'zod';
import { KINDS, keysOf, type Level, STATES } from '../../domain/words';
import type { Asked, Reply } from '../http/address';
import { text } from '../http/fields';
import { etagOf } from '../http/if-match';
import { asParameter, pageQuery, whole } from '../http/page-query';
import { forbidden, invalid } from '../http/problem';
import { isPhoneNumber } from '../../keys/phone-number';
import { bigramsOf, wordsOf } from '../../keys/word-tokens';
import type { Search } from '../../storage/tickets/tickets';
import type { Parts } from '../parts';
import { actsFor, type Subject, type UnitSubject } from '../requests/subject';
import { accessJson, noteAccess } from '../requests/accesses';
import { withCode } from './caller-code';
import { eventsJson, supersededJson } from './event-json';
import { notificationJson, summaryJson } from './ticket-json';
import { shownTicket, wholeLedger } from './shown-ticket';
import { isTicketNumber } from './ticket-number';
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
  q: text(100)
    .refine((q) => wordsOf(q).some((word) => bigramsOf(word).length > 0), {
      error: 'expected at least two characters that follow each other',
    })
    .transform(searchFor)
    .optional()
    .meta({
      type: 'string',
      minLength: 2,
      maxLength: 100,
      description:
        'A ticket’s number; or its caller’s whole phone number; or words, parted by spaces, all of which stand in its title, content or category. For words a page may hold fewer than `limit` though `nextCursor` leads on',
    }),
  ...pageQuery,
});

export const accessesQuery = z.strictObject(pageQuery);

type OfTicket = Pick<Asked<unknown, unknown, unknown, FoundTicket>, 'subject' | 'found'>;

/** Lists tickets, newest first, and deferrals by their due moment; a unit its own. */
export const listTickets =
  ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  async ({ subject, query }: Pick<Asked<unknown, z.output<typeof ticketsQuery>>, 'subject' | 'query'>) => {
    const { cursor, limit, unit, q: search, ...filter } = query;
    const wanted = unit === undefined ? undefined : [unit, ...config.units.succeededBy(unit)];
    const units = subject.role === 'unit' ? ownUnits(subject, query) : wanted;
    const store = await database.store();
    const { items, nextCursor = null } = await store.tickets.list(
      { ...filter, search, units },
      cursor,
      limit,
    );
    // Who finds a ticket by a phone number knows whose it is.
    if (search?.by === 'phone')
      await noteAccess(store, subject, items, { what: 'caller', callerShown: true });
    return { json: { items: items.map(summaryJson), nextCursor } };
  };

export const readTicket =
  ({ callers }: Pick<Parts, 'callers'>) =>
  async ({ subject, found: { store, ticket } }: OfTicket) => ({
    headers: { ETag: etagOf(ticket.seq) },
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

export const readNotifications =
  ({ callers }: Pick<Parts, 'callers'>) =>
  async ({ subject, found: { store, ticket } }: OfTicket) => {
    const messages = await store.outbox.of(ticket.id);
    const readable = messages
      .filter(({ superseded }) => superseded === undefined || subject.role === 'auditor')
      .filter(({ to }) => mayReadMessage(subject, to));
    await noteAccess(store, subject, [ticket], { what: 'notifications', callerShown: false });
    const items = await Promise.all(readable.map((it) => notificationJson(callers, it, subject)));
    return { json: { items } };
  };

export async function readAccesses({
  query: { cursor, limit },
  found: { store, ticket },
}: Pick<Asked<unknown, z.output<typeof accessesQuery>, unknown, FoundTicket>, 'query' | 'found'>) {
  const { items, nextCursor = null } = await store.accesses.of(ticket.id, cursor, limit);
  return { json: { items: items.map(accessJson), nextCursor } } satisfies Reply;
}

/** Where a search goes: to one index, and to no other. What is a phone number is asked as the phone index asks it, so that nothing passes for something else. */
function searchFor(q: string): Search {
  if (isTicketNumber(q)) return { by: 'id', id: q };
  return isPhoneNumber(q) ? { by: 'phone', phone: q } : { by: 'words', words: wordsOf(q) };
}

/** Whose tickets a unit may list: its own, and those of units that it succeeds; and it may not find out by a phone number who raised them (WF-11). */
function ownUnits(subject: UnitSubject, { unit, q }: { unit?: string; q?: Search }): readonly string[] {
  const own = actsFor(subject);
  if (unit !== undefined && !own.includes(unit)) throw forbidden('A unit lists its own tickets.');
  if (q?.by === 'phone') {
    throw invalid('The request does not fit its schema.', [
      {
        path: 'q',
        message:
          'expected a ticket’s number, or words of its title, content or category; units do not search by phone',
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
