import type { Rules } from '../../domain/law/rules';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Instant } from '../../domain/time/instant';
import { eventOf, type LineDocument } from '../ledger/line-document';
import type { Ledger } from '../ledger/ledger';
import { ahead } from '../page';
import { startOf } from '../tickets/intake';
import { alike, PATIENTLY } from '../tickets/open-clocks';
import { rulebookOf, type TicketDocument } from '../tickets/ticket-document';
import type { NewTicket, Tickets } from '../tickets/tickets';
import type { Archive } from './archive';

/** What a ticket was started with, and all that happened to it. */
export interface Course {
  readonly start: NewTicket['input'];
  readonly ledger: readonly TicketEvent[];
}

/** How many tickets are held at once, with their ledgers. */
const PAGE = 25;
/** How many numbers, or lines, one round trip brings at most. */
const BATCH = 10_000;

/** What of a line tells what happened: without its place twice, and how it was written. */
const EVENT = {
  _id: 0,
  turn: 0,
  decided: 0,
  written: 0,
  version: 0,
  before: 0,
  state: 0,
  level: 0,
} as const;

/** What a ticket was started with; of its rules, which are as much as its ledger, only what they are known by. */
const START = {
  matter: 1,
  startedWith: 1,
  imported: 1,
  calendar: 1,
  publication: 1,
  'rules.id': 1,
  'rules.version': 1,
  'rules.hash': 1,
  'rules.edition': 1,
  'view.seq': 1,
} as const;

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
  // Their numbers are little: all of them are held, so that what is read by them lies together.
  const ids: string[] = [];
  for await (const page of batches(tickets.model, wanted, BATCH)) for (const { _id } of page) ids.push(_id);
  // In the order of their lines, in which `T-10:1` stands before `T-1:1`.
  ids.sort((a, b) => (`${a}:` < `${b}:` ? -1 : 1));
  const rulesOf = knownRules(tickets);
  for (let first = 0; first < ids.length; first += PAGE)
    yield await coursesOf({ tickets, ledger }, ids.slice(first, first + PAGE), rulesOf);
}

/** @param ids in their order */
async function coursesOf(
  { tickets, ledger }: { readonly tickets: Tickets; readonly ledger: Ledger },
  ids: readonly string[],
  rulesOf: ReturnType<typeof knownRules>,
): Promise<Course[]> {
  const [found, events] = await Promise.all([
    among<TicketDocument>(tickets.model, ids, START),
    linesOf(ledger.model, ids),
  ]);
  const courses: Course[] = [];
  for (const ticket of found) {
    const own = (events.get(ticket._id) ?? [])
      .filter(({ seq }) => seq <= ticket.view.seq)
      .sort((a, b) => a.seq - b.seq);
    if (own.length === 0) continue;
    courses.push({ start: startOf({ ...ticket, rules: await rulesOf(ticket) }), ledger: own });
  }
  return courses;
}

/**
 * The lines of these tickets by their ticket, in no order. Read from the first to the last of them, and not one by one: thirty ids a ticket
 * are as much to send and to look up as a third of the rest.
 */
async function linesOf(
  { collection }: Read,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TicketEvent[]>> {
  const events = new Map(ids.map((id): [string, TicketEvent[]] => [id, []]));
  // A colon is before a semicolon, and nothing between.
  const between = { $gt: `${ids[0]}:`, $lt: `${ids.at(-1)};` };
  const found = await collection
    .find(
      { _id: between as never, ticketId: { $in: ids } },
      { projection: EVENT, batchSize: BATCH, ...PATIENTLY },
    )
    .toArray();
  for (const { ticketId, ...event } of found as unknown as LineDocument[]) events.get(ticketId)?.push(event);
  return events;
}

/** The rules that tickets were started with: each set is read once for all that a rulebook binds alike. */
function knownRules(tickets: Tickets): (ticket: TicketDocument) => Promise<Rules> {
  const known = new Map<string, Rules>();
  return async (ticket) => {
    const { _id: id, rules: named, imported, matter: now, startedWith: matter = now } = ticket;
    // What was put in from another system has rules of its own (`retold`), and so may have one whose rulebook has no hash.
    const shared = !imported && named.hash !== undefined;
    const key = shared ? alike({ rulebook: rulebookOf(named), ...matter }) : id;
    const rules =
      known.get(key) ?? (await among<TicketDocument>(tickets.model, [id], { rules: 1 }))[0]?.rules;
    if (!rules) throw new Error(`${id} has no rules`);
    if (shared) known.set(key, rules);
    return rules;
  };
}

async function* archived(
  { tickets, archive }: { readonly tickets: Tickets; readonly archive: Archive },
  rulebook: string,
  from: Instant,
  to: Instant,
): AsyncGenerator<Course[]> {
  // What was closed before was received before.
  const wanted = { rulebook, erased: { $exists: false }, closedAt: { $gte: from } };
  for await (const page of batches(archive.model, wanted, PAGE)) {
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

/** The numbers of all that a filter finds, in no order, so that the database has nothing to put in order. */
async function* batches(
  { collection }: Read,
  filter: object,
  batchSize: number,
): AsyncGenerator<{ readonly _id: string }[]> {
  const cursor = collection.find(filter, { batchSize, projection: { _id: 1 }, ...PATIENTLY });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments() as never;
  } finally {
    await cursor.close();
  }
}
