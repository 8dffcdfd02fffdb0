import type { Rules } from '../../domain/law/rules';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Instant } from '../../domain/time/instant';
import { eventOf, type LineDocument } from '../ledger/line-document';
import type { Ledger } from '../ledger/ledger';
import { ahead, pages } from '../page';
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

/** Tickets of a rulebook that were received from a moment on and before another. */
export interface Wanted {
  readonly rulebook: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** The numbers of tickets whose courses are read together: of those that stand, or of those that lie in the archive. */
export type Portion =
  | { readonly standing: readonly string[]; readonly archived?: never }
  | { readonly archived: readonly string[]; readonly standing?: never };

type Rooms = { readonly tickets: Tickets; readonly ledger: Ledger; readonly archive: Archive };

/** How many tickets are held at once, with their ledgers. */
const PAGE = 25;
/** How many are found by one read: few, for a database that holds all that it finds. */
const FOUND = 500;
/** How many lines one round trip brings at most. */
const BATCH = 10_000;

/** What of a line tells what happened, and whose it is. */
const EVENT = {
  _id: 0,
  ticketId: 1,
  ...({ seq: 1, at: 1, actor: 1, command: 1, type: 1, data: 1 } satisfies Record<keyof TicketEvent, 1>),
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
 * The numbers of all tickets that are wanted, each once: those that stand, and those that lie in the archive, but for what was erased there.
 * Found in their order and in pages, so that they are little to hold, however many they are.
 */
export async function* portionsIn(
  { tickets, archive }: Rooms,
  { rulebook, from, to }: Wanted,
): AsyncGenerator<Portion> {
  const open = { 'rulebook.id': rulebook, 'matter.receivedAt': { $gte: from, $lt: to } };
  for await (const standing of numbersIn(tickets.model, open)) yield { standing };
  // What was closed before was received before.
  const closed = { rulebook, erased: { $exists: false }, closedAt: { $gte: from } };
  for await (const archived of numbersIn(archive.model, closed)) yield { archived };
}

/** Of all that a filter finds, as many at a time as a portion has. */
async function* numbersIn({ collection }: Read, filter: object): AsyncGenerator<string[]> {
  const read = (after: string, limit: number) =>
    collection
      .find<{ _id: string }>(
        { ...filter, _id: { $gt: after as never } },
        { projection: { _id: 1 }, limit, batchSize: limit, ...PATIENTLY },
      )
      .sort({ _id: 1 })
      .toArray();
  for await (const page of ahead(pages(read, ({ _id }) => _id, FOUND))) {
    const ids = page.map(({ _id }) => _id);
    for (let first = 0; first < ids.length; first += PAGE) yield ids.slice(first, first + PAGE);
  }
}

/** Reads the courses of portions, whoever found these. */
export function coursesIn(rooms: Rooms, wanted: Wanted): (portion: Portion) => Promise<Course[]> {
  const rulesOf = knownRules(rooms.tickets);
  return ({ standing, archived }) =>
    standing ? standingOf(rooms, standing, rulesOf) : archivedOf(rooms, archived, wanted);
}

async function standingOf(
  { tickets, ledger }: Rooms,
  numbers: readonly string[],
  rulesOf: ReturnType<typeof knownRules>,
): Promise<Course[]> {
  // In the order of their lines, in which `T-10:1` stands before `T-1:1`.
  const ids = numbers.toSorted((a, b) => (`${a}:` < `${b}:` ? -1 : 1));
  const [found, events] = await Promise.all([among(tickets.model, ids), linesOf(ledger.model, ids)]);
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
  for (const line of found as unknown as LineDocument[]) events.get(line.ticketId)?.push(line);
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
      known.get(key) ?? (await tickets.model.findById(id, { rules: 1 }).lean<TicketDocument>())?.rules;
    if (!rules) throw new Error(`${id} has no rules`);
    if (shared) known.set(key, rules);
    return rules;
  };
}

async function archivedOf(
  { tickets, archive }: Rooms,
  ids: readonly string[],
  { from, to }: Wanted,
): Promise<Course[]> {
  const courses: Course[] = [];
  for (const id of ids) {
    const found = await archive.find(id);
    // One that is put there only just now was met where it stood.
    if (!found || (found.clearing && (await tickets.model.exists({ _id: id })))) continue;
    const { ticket, ledger } = found.dossier;
    const { receivedAt } = ticket.matter;
    if (receivedAt >= from && receivedAt < to)
      courses.push({ start: startOf(ticket), ledger: ledger.map(eventOf) });
  }
  return courses;
}

type Read = { readonly collection: (Tickets | Archive)['model']['collection'] };

/** The tickets with these ids, in no order. */
const among = async ({ collection }: Read, ids: readonly string[]): Promise<TicketDocument[]> =>
  (await collection
    .find({ _id: { $in: ids as never } }, { projection: START })
    .toArray()) as unknown as TicketDocument[];
