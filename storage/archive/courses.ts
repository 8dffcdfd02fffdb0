import type { TicketEvent } from '../../domain/ticket/event';
import type { Instant } from '../../domain/time/instant';
import { eventOf, type LineDocument, placeOf } from '../ledger/line-document';
import type { Ledger } from '../ledger/ledger';
import { startOf } from '../tickets/intake';
import { PATIENTLY } from '../tickets/open-clocks';
import type { TicketDocument } from '../tickets/ticket-document';
import type { NewTicket, Tickets } from '../tickets/tickets';
import type { Archive } from './archive';

/** What a ticket was started with, and all that happened to it. */
export interface Course {
  readonly start: NewTicket['input'];
  readonly ledger: readonly TicketEvent[];
}

/** How many tickets are held at once, with their ledgers. */
const PAGE = 25;

/** What of a line tells what happened: without how it was written. */
const EVENT = { turn: 0, decided: 0, written: 0, version: 0, before: 0 } as const;

const START = { matter: 1, startedWith: 1, rules: 1, calendar: 1, publication: 1, 'view.seq': 1 } as const;

/**
 * The courses of all tickets of a rulebook that were received from a moment on and before another, some at a time: those that stand, and those
 * that lie in the archive, but for what was erased there.
 */
export async function* coursesIn(
  rooms: { readonly tickets: Tickets; readonly ledger: Ledger; readonly archive: Archive },
  rulebook: string,
  from: Instant,
  to: Instant,
): AsyncGenerator<Course[]> {
  yield* ahead(standing(rooms, rulebook, from, to));
  yield* ahead(archived(rooms, rulebook, from, to));
}

async function* standing(
  { tickets, ledger }: { readonly tickets: Tickets; readonly ledger: Ledger },
  rulebook: string,
  from: Instant,
  to: Instant,
): AsyncGenerator<Course[]> {
  const wanted = { 'rulebook.id': rulebook, 'matter.receivedAt': { $gte: from, $lt: to } };
  // Their numbers are little, even for a database that gathers all before it sends the first, and an index has them; the rest is read by these.
  for await (const page of batches<{ _id: string }>(tickets.model, wanted, { _id: 1 }))
    yield await coursesOf(
      { tickets, ledger },
      page.map(({ _id }) => _id),
    );
}

async function coursesOf(
  { tickets, ledger }: { readonly tickets: Tickets; readonly ledger: Ledger },
  ids: readonly string[],
): Promise<Course[]> {
  const found = await among<TicketDocument>(tickets.model, ids, START);
  const places = found.flatMap(({ _id, view }) =>
    Array.from({ length: view.seq }, (_, index) => placeOf(_id, index + 1)),
  );
  const lines = new Map(found.map(({ _id }): [string, LineDocument[]] => [_id, []]));
  for (const line of await among<LineDocument>(ledger.model, places, EVENT))
    lines.get(line.ticketId)?.push(line);
  return found.flatMap((ticket) => {
    const own = (lines.get(ticket._id) ?? []).toSorted((a, b) => a.seq - b.seq);
    return own.length === 0 ? [] : [{ start: startOf(ticket), ledger: own.map(eventOf) }];
  });
}

async function* archived(
  { tickets, archive }: { readonly tickets: Tickets; readonly archive: Archive },
  rulebook: string,
  from: Instant,
  to: Instant,
): AsyncGenerator<Course[]> {
  // What was closed before was received before.
  const wanted = { rulebook, erased: { $exists: false }, closedAt: { $gte: from } };
  for await (const page of batches<{ _id: string }>(archive.model, wanted, { _id: 1 })) {
    const courses: Course[] = [];
    for (const { _id } of page) {
      const found = await archive.find(_id);
      // One that is put there only just now was met where it stood.
      if (!found || (found.clearing && (await tickets.model.exists({ _id })))) continue;
      const { ticket, ledger } = found.dossier;
      const { receivedAt } = ticket.matter;
      if (receivedAt >= from && receivedAt < to)
        courses.push({ start: startOf(ticket), ledger: ledger.map(eventOf) });
    }
    yield courses;
  }
}

type Read = { readonly collection: Tickets['model']['collection'] };

/** Those with these ids, in no order; through the driver itself, since they are many. */
const among = async <D>({ collection }: Read, ids: readonly string[], projection = {}): Promise<D[]> =>
  (await collection.find({ _id: { $in: ids as never } }, { projection }).toArray()) as unknown as D[];

/** All that a filter finds, in no order, so that the database has nothing to put in order. */
async function* batches<D>({ collection }: Read, filter: object, projection: object): AsyncGenerator<D[]> {
  const cursor = collection.find(filter, { batchSize: PAGE, projection, ...PATIENTLY });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments() as unknown as D[];
  } finally {
    await cursor.close();
  }
}

/** The next is read while this one is worked on. */
async function* ahead<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (let next = pages.next(); ;) {
      const { done, value } = await next;
      if (done) return;
      next = pages.next();
      // Thrown where it is waited for.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await pages.return(undefined);
  }
}
