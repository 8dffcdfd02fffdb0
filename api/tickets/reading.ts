import { z } from 'zod';
import { KINDS, keysOf, type Level, REQUESTS, STATES } from '../../domain/words';
import type { Asked, Looked } from '../http/address';
import { text } from '../http/fields';
import { etagOf } from '../http/if-match';
import { asParameter, pageQuery, whole } from '../http/page-query';
import { forbidden, invalid } from '../http/problem';
import { isPhoneNumber } from '../../keys/phone-number';
import { bigramsOf } from '../../domain/characters';
import { wordsOf } from '../../keys/word-tokens';
import type { Config } from '../../config/load';
import type { Page } from '../../storage/page';
import type { ListedTicket, Search, TicketFilter } from '../../storage/tickets/tickets';
import type { Parts } from '../parts';
import { actsFor, type Subject, type UnitSubject } from '../requests/subject';
import { eventsJson, supersededJson } from './event-json';
import { onceFetched } from '../requests/fetched';
import { notificationJson, summaryJson } from './ticket-json';
import { wholeLedger } from '../../storage/ledger/whole-ledger';
import { shownTicket } from './shown-ticket';
import { isTicketNumber } from '../../domain/ids';
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
  pending: z.enum(keysOf(REQUESTS)).optional().meta({
    description: 'Where a unit asked for this and the hotline has not decided yet; by what is due first',
  }),
  order: z.enum(['due']).optional().meta({
    description:
      'By what is due first; tickets of which nothing is due stand before the rest of their `state`, and are left out where none is named. Newest first without it',
  }),
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
  count: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional()
    .meta({ description: 'Whether to count all that match; what is found by words is not counted' }),
  ...pageQuery,
  limit: whole(0, 100)
    .default(20)
    .meta({
      ...asParameter(0, 100),
      default: 20,
      description: '0: no ticket, for whoever wants to know `count` alone',
    }),
});

/** So many tickets are counted at most. */
export const MOST_COUNTED = 100_000;

const NO_TICKETS: Page<ListedTicket> = { items: [] };

type OfTicket = Pick<Asked<unknown, unknown, unknown, FoundTicket>, 'subject' | 'found'>;

/** Lists tickets, newest first, and deferrals by their due moment; a unit its own. */
export const listTickets =
  ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  async ({ subject, query }: Pick<Asked<unknown, z.output<typeof ticketsQuery>>, 'subject' | 'query'>) => {
    const { cursor, limit, count: counts, ...asked } = query;
    if (limit === 0 && !counts)
      throw invalid('The request does not fit its schema.', [
        { path: 'limit', message: 'expected a whole number from 1 to 100; 0 goes with count=true' },
      ]);
    const filter = filterOf(config, subject, asked);
    const { search } = filter;
    const store = await database.store();
    const [{ items, nextCursor }, count] = await Promise.all([
      limit === 0 ? NO_TICKETS : store.tickets.list(filter, cursor, limit),
      counts ? store.tickets.count(filter, MOST_COUNTED) : undefined,
    ]);
    // How many there are shows nothing of any; that there are some of a caller does.
    const showsNothing = limit === 0 && search?.by !== 'phone';
    return {
      json: {
        items: items.map((it) => summaryJson(it, subject)),
        nextCursor: nextCursor ?? null,
        ...(count === undefined ? {} : { count }),
      },
      looked: showsNothing ? ('nothing' as const) : { ...lookedBy(search), tickets: items },
    };
  };

/** Which tickets are asked for, by who asks. */
export function filterOf(
  { units }: Pick<Config, 'units'>,
  subject: Subject,
  { unit, q: search, ...filter }: Omit<z.output<typeof ticketsQuery>, 'cursor' | 'limit' | 'count'>,
): TicketFilter {
  const wanted = unit === undefined ? undefined : [unit, ...units.succeededBy(unit)];
  const mine = subject.role === 'unit' ? ownUnits(subject, { unit, q: search }) : wanted;
  return { ...filter, search, units: mine };
}

export const readTicket = async ({ subject, found: { store, ticket } }: OfTicket) => ({
  headers: { ETag: etagOf(ticket.seq) },
  json: await shownTicket(store, subject, ticket),
});

export async function readEvents({ subject, found: { store, ticket } }: OfTicket) {
  const lines = await wholeLedger(store, ticket.id);
  const events = eventsJson(lines, subject);
  if (subject.role !== 'auditor') return { json: { items: events } };
  const gone = supersededJson(await store.ledger.supersededOf(ticket.id), subject);
  return { json: { items: [...events, ...gone].toSorted((a, b) => a.seq - b.seq) } };
}

export const readNotifications =
  ({ callers }: Pick<Parts, 'callers'>) =>
  async ({ subject, found: { store, ticket } }: OfTicket) => {
    const [own, byMain] = await Promise.all([store.outbox.of(ticket.id), store.outbox.toVoice(ticket.id)]);
    // What the callers of tickets were told that were merged into this one is theirs, and not this caller's.
    const messages = own.filter(({ voice }) => subject.role !== 'caller' || voice === undefined);
    const readable = [...messages, ...byMain]
      .toSorted((a, b) => a.at - b.at)
      .filter(({ superseded }) => superseded === undefined || subject.role === 'auditor')
      .filter(({ to }) => mayReadMessage(subject, to));
    const items = await Promise.all(
      readable.map(async (it) =>
        subject.role === 'caller'
          ? notificationJson(it, {
              code: callers.codeOf(ticket),
              link: (await callers.link(ticket, it.at)).what,
            })
          : notificationJson(it),
      ),
    );
    // All others look at what others were told.
    const isOwn = subject.role === 'unit' || subject.role === 'caller';
    return {
      json: { items },
      looked: { callerShown: false },
      ...(isOwn ? onceFetched(store, readable) : {}),
    };
  };

/** As what a list is noted. Who finds a ticket by a phone number knows whose it is; what was searched is noted nowhere. */
function lookedBy(search: Search | undefined): Pick<Looked, 'what' | 'callerShown'> {
  if (search?.by === 'phone') return { what: 'caller', callerShown: true };
  return { what: search ? 'search' : 'list', callerShown: false };
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
