import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import { backtest } from '../../activities/backtesting';
import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { unitRef } from '../../config/units-file';
import { startMongo } from '../../dev/servers/mongo-server';
import { freePort } from '../../dev/servers/ports';
import { bindRules } from '../../domain/law/bind-rules';
import type { Rulebook } from '../../domain/law/rules';
import { decide } from '../../domain/procedures/decide';
import { turnOf } from '../../domain/telling/turn';
import { due } from '../../domain/ticket/due';
import type { TicketEvent } from '../../domain/ticket/event';
import { evolveAll } from '../../domain/ticket/evolve';
import { openTicket } from '../../domain/ticket/input';
import { sliceCalendar } from '../../domain/time/calendar';
import { DAY, HOUR, type Instant, instant } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { connect } from '../../storage/connection';
import { migrate } from '../../storage/migrations/migrate';
import { openStore, type Store } from '../../storage/store';
import { figure, type Measured } from '../budget';
import { cpuSeconds } from '../cpu';
import { matterOf, plainCommands } from '../plain-ticket';

/** Tickets that are lived through; the others are copies of them, under numbers of their own. */
const LIVED = 200;
/** Of the database’s own (MiB). */
const HEAP = 512;
/** What 100,000 in a minute leave for one (ms). */
const EACH = 60_000 / 100_000;

const FROM = instant(Date.parse('2026-03-02T09:00:00+08:00'));

/** How long it takes to try so many past tickets under another rulebook, read from a database on this machine; and in which memory. */
export async function backtesting(count: number, say: (text: string) => void): Promise<Measured[]> {
  const dir = await mkdtemp(join(tmpdir(), 'huiyin-backtest-'));
  const server = await startMongo({ port: await freePort(), dataDir: dir, heap: HEAP });
  const connection = await connect(server.uri);
  try {
    const store = openStore(connection, dataKeys(Buffer.alloc(32, 1)));
    await migrate(connection);
    const config = loadConfig();
    const book = config.rulebooks.get('weifang');
    if (!book || !connection.db) throw new Error('weifang');
    for (let index = 0; index < LIVED; index++) await live(store, book, index);
    await copies(connection.db, count, say);
    say('trying them');
    const before = process.memoryUsage().rss;
    let most = before;
    const start = performance.now();
    const spent = { own: process.cpuUsage(), database: cpuSeconds(server.pid) };
    const found = await backtest(
      store,
      { book: shorter(book), units: config.units.all.map(unitRef) },
      { from: FROM, to: instant(FROM + 400 * DAY) },
      instant(FROM + 400 * DAY),
      () => {
        most = Math.max(most, process.memoryUsage().rss);
      },
    );
    const took = performance.now() - start;
    const { user, system } = process.cpuUsage(spent.own);
    const own = (user + system) / 1_000 / found.tickets;
    const database = ((cpuSeconds(server.pid) - spent.database) * 1_000) / found.tickets;
    const { was, would, tickets } = found;
    return [
      {
        what: `backtest of ${figure(tickets)} tickets`,
        budget: '≥ 100,000 a minute',
        measured: `${figure(took / 1_000)} s, ${figure((tickets / took) * 60_000)} a minute; CPU a ticket ${figure(own)} ms, the database’s ${figure(database)} ms; late ${figure(was.late)}, would be ${figure(would.late)}`,
        met: tickets >= count && took <= tickets * EACH,
      },
      {
        what: 'its memory beyond what the process has',
        budget: '≤ 300 MB',
        measured: `${figure((most - before) / 1_048_576)} MB`,
        met: most - before <= 300 * 1_048_576,
      },
    ];
  } finally {
    await connection.close();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const shorter = (book: Rulebook): Rulebook => ({
  ...book,
  version: 'shorter',
  clocks: {
    ...book.clocks,
    ...(book.clocks.handling
      ? { handling: { ...book.clocks.handling, limit: [{ limit: { workdays: 3 } }] } }
      : {}),
  },
});

/** A ticket that is handled within a day or a month. */
async function live(store: Store, book: Rulebook, index: number): Promise<void> {
  const at = instant(FROM + index * HOUR);
  const matter = matterOf(`HY-${String(index).padStart(4, '0')}`, at);
  const rules = bindRules(book, matter);
  const calendar = sliceCalendar(publishedCalendars(), at);
  const input = { matter, rules, calendar };
  const text = { title: '占道', content: '占道经营', contact: { caller: { phone: '13800138000' } } };
  const stored = await store.tickets.add({ input, registeredBy: 'bench', ...text });
  const opened = openTicket({ ...input, matter: stored.matter });
  const events: TicketEvent[] = [...opened.events];
  let ticket = opened.ticket;
  const take = (more: readonly TicketEvent[]): void => {
    events.push(...more);
    ticket = evolveAll(ticket, more);
  };
  const step = ((index % 30) + 1) * 4 * HOUR;
  let now: Instant = at;
  // Told once it was signed.
  for (const command of plainCommands(matter.id, instant(at + 2 * step))) {
    now = instant(now + step);
    take(due(ticket, now));
    const decision = decide(ticket, command, now);
    if (!decision.accepted) throw new Error(`${command.name}: ${decision.refusal.detail}`);
    take(decision.events);
  }
  await store.recordTurn(turnOf(ticket, events, [], now), []);
}

/** Under numbers that grow as they are stored, as those of real ones do. */
async function copies(db: mongo.Db, count: number, say: (text: string) => void): Promise<void> {
  const tickets = db.collection<{ _id: string }>('tickets');
  const ledger = db.collection<{ _id: string; ticketId: string; seq: number }>('ledger');
  // What is searched for is not looked at, and takes most of the time of storing.
  const own = await tickets.find({}, { projection: { words: 0 } }).toArray();
  const lines = await ledger.find().toArray();
  for (let copy = 1; copy * LIVED < count; copy++) {
    const named = (id: string): string => id.replace('HY-', `HY-${String(copy).padStart(4, '0')}-`);
    await Promise.all([
      tickets.insertMany(
        own.map((it) => ({ ...it, _id: named(it._id) })),
        { ordered: false },
      ),
      ledger.insertMany(
        lines.map((it) => ({ ...it, ticketId: named(it.ticketId), _id: `${named(it.ticketId)}:${it.seq}` })),
        { ordered: false },
      ),
    ]);
    if (copy % 25 === 0) say(`${figure(copy * LIVED)} of ${figure(count)} tickets stored`);
  }
}
