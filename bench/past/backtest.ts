import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { mongo } from 'mongoose';
import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { projectRoot } from '../../dev/cache';
import { startMongo } from '../../dev/servers/mongo-server';
import { freePort } from '../../dev/servers/ports';
import type { Backtest } from '../../domain/backtest/figures';
import { bindRules } from '../../domain/law/bind-rules';
import type { Rulebook } from '../../domain/law/rules';
import { decide } from '../../domain/procedures/decide';
import { turnOf } from '../../domain/telling/turn';
import { due } from '../../domain/ticket/due';
import type { TicketEvent } from '../../domain/ticket/event';
import { evolveAll } from '../../domain/ticket/evolve';
import { openTicket } from '../../domain/ticket/input';
import { sliceCalendar } from '../../domain/time/calendar';
import { HOUR, type Instant, instant } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { connect } from '../../storage/connection';
import { migrate } from '../../storage/migrations/migrate';
import { openStore, type Store } from '../../storage/store';
import { figure, type Measured } from '../budget';
import { cpuSeconds, residentMiB } from '../cpu';
import { matterOf, plainCommands } from '../plain-ticket';

/** Tickets that are lived through; the others are copies of them, under numbers of their own. */
const LIVED = 200;
/** How many copies are stored at once. */
const AT_ONCE = 100;
/** Of the database’s own (MiB): as one has that holds so many. */
const HEAP = 4_096;
/** What 100,000 in a minute leave for one (ms). */
const EACH = 60_000 / 100_000;
/** What the command may take (MiB), however many they are. */
const MEMORY = 600;
/** How often is looked what it takes (ms). */
const LOOK = 250;

const FROM = instant(Date.parse('2026-03-02T09:00:00+08:00'));
/** All that are lived through are received in these days. */
const PERIOD = ['--from', '2026-03-02', '--to', '2026-03-10'];
const KEY = Buffer.alloc(32, 1);

/** How long `npm run backtest` takes for so many past tickets, read from a database on this machine; and in which memory. */
export async function backtesting(count: number, say: (text: string) => void): Promise<Measured[]> {
  const dir = await mkdtemp(join(tmpdir(), 'huiyin-backtest-'));
  const server = await startMongo({ port: await freePort(), dataDir: dir, heap: HEAP });
  try {
    await livedThrough(server.uri, count, say);
    const file = join(dir, 'shorter.yaml');
    await writeFile(file, await shorter());
    say('trying them');
    const before = cpuSeconds(server.pid);
    const start = performance.now();
    const { found, cpu, most } = await tried([file, ...PERIOD], server.uri);
    const took = performance.now() - start;
    const { was, would, tickets } = found;
    const each = (seconds: number): string => `${figure((seconds * 1_000) / tickets)} ms`;
    return [
      {
        what: `backtest of ${figure(tickets)} tickets`,
        budget: '≥ 100,000 a minute',
        measured: `${figure(took / 1_000)} s, ${figure((tickets / took) * 60_000)} a minute; CPU a ticket ${each(cpu)}, the database’s ${each(cpuSeconds(server.pid) - before)}; late ${figure(was.late)}, would be ${figure(would.late)}`,
        met: tickets >= count && took <= tickets * EACH,
      },
      {
        what: 'its memory at most, all threads together',
        budget: `≤ ${MEMORY} MiB`,
        measured: `${figure(most)} MiB`,
        met: most <= MEMORY,
      },
    ];
  } finally {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** What the command found, and what it took: seconds of CPU, and MiB at most. */
async function tried(
  args: readonly string[],
  uri: string,
): Promise<{ readonly found: Backtest; readonly cpu: number; readonly most: number }> {
  const child = spawn(
    process.execPath,
    [join(projectRoot, 'dist', 'worker', 'past', 'backtest.js'), ...args],
    {
      env: { ...process.env, MONGODB_URI: uri, HUIYIN_DATA_KEY: KEY.toString('hex') },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const { pid = NaN } = child;
  let [cpu, most] = [0, 0];
  const looking = setInterval(() => {
    // One that has just ended has no memory any more.
    [cpu, most] = [cpuSeconds(pid), Math.max(most, residentMiB(pid) || 0)];
  }, LOOK);
  child.once('exit', () => clearInterval(looking));
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`npm run backtest ended with ${code}.`);
  return { found: JSON.parse(printed) as Backtest, cpu, most };
}

/** Weifang’s, with fewer days for handling. */
async function shorter(): Promise<string> {
  const written = await readFile(join(projectRoot, 'config', 'rulebooks', 'weifang.yaml'), 'utf8');
  return written.replace('limit: 5 workdays\n    source: WF-20', 'limit: 3 workdays\n    source: WF-20');
}

async function livedThrough(uri: string, count: number, say: (text: string) => void): Promise<void> {
  const connection = await connect(uri);
  try {
    const store = openStore(connection, dataKeys(KEY));
    await migrate(connection);
    const book = loadConfig().rulebooks.get('weifang');
    if (!book || !connection.db) throw new Error('weifang');
    for (let index = 0; index < LIVED; index++) await live(store, book, index);
    await copies(connection.db, count, say);
  } finally {
    await connection.close();
  }
}

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

/** Under numbers that grow as they are stored, and by the time that they were received, as those of real ones do. */
async function copies(db: mongo.Db, count: number, say: (text: string) => void): Promise<void> {
  const tickets = db.collection<{ _id: string }>('tickets');
  const ledger = db.collection<{ _id: string; ticketId: string; seq: number }>('ledger');
  // What is searched for is not looked at, and takes most of the time of storing.
  const own = await tickets.find({}, { projection: { words: 0 } }).toArray();
  const all = await ledger.find().toArray();
  for (const [nth, ticket] of own.entries()) {
    const lines = all.filter(({ ticketId }) => ticketId === ticket._id);
    for (let first = 1; first * LIVED < count; first += AT_ONCE) {
      const many = Math.min(AT_ONCE, Math.ceil(count / LIVED) - first);
      const ids = Array.from(
        { length: many },
        (_, at) => `${ticket._id}-${String(first + at).padStart(4, '0')}`,
      );
      await Promise.all([
        tickets.insertMany(ids.map((_id) => ({ ...ticket, _id }))),
        ledger.insertMany(
          ids.flatMap((id) => lines.map((it) => ({ ...it, ticketId: id, _id: `${id}:${it.seq}` }))),
        ),
      ]);
    }
    if ((nth + 1) % 40 === 0)
      say(`${figure(((nth + 1) * count) / LIVED)} of ${figure(count)} tickets stored`);
  }
}
