import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportQuery, keyOf } from '../../api/reports/asking';
import { ticketsBehind } from '../../api/reports/behind';
import { reportOf } from '../../api/reports/making';
import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { startMongo } from '../../dev/servers/mongo-server';
import { freePort } from '../../dev/servers/ports';
import { unitId } from '../../domain/ids';
import { decide } from '../../domain/procedures/decide';
import { type Counted, countedOf } from '../../domain/reports/counted';
import { periodOf } from '../../domain/reports/period';
import { due } from '../../domain/ticket/due';
import { evolveAll } from '../../domain/ticket/evolve';
import { openTicket } from '../../domain/ticket/input';
import { sliceCalendar } from '../../domain/time/calendar';
import { HOUR, instant } from '../../domain/time/instant';
import { KINDS, keysOf } from '../../domain/words';
import { dataKeys } from '../../keys/data-keys';
import { connect } from '../../storage/connection';
import { migrate } from '../../storage/migrations/migrate';
import { countDocument } from '../../storage/reports/counts';
import { openStore } from '../../storage/store';
import { figure, type Measured } from '../budget';
import { matterOf, plainCommands, plainRules } from '../plain-ticket';

/** How long a month's report over so many tickets takes, and one page of the tickets behind a number, from a database on this machine. */
export async function report(count: number, say: (text: string) => void): Promise<Measured[]> {
  const config = loadConfig();
  const lives = livesOfAMonth(config.units.all.map(({ id }) => id));
  const dir = await mkdtemp(join(tmpdir(), 'huiyin-report-'));
  const mongo = await startMongo({ port: await freePort(), dataDir: dir });
  try {
    const connection = await connect(mongo.uri);
    await migrate(connection);
    const store = openStore(connection, dataKeys(Buffer.alloc(32, 1)));
    const assessment = config.assessments.get('weifang');
    if (!assessment) throw new Error('no assessment of weifang');
    for (let first = 0; first < count; first += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, at) => {
        const counted = lives[(first + at) % lives.length];
        return { _id: `HY-${first + at}`, ...countDocument('weifang', counted), decided: 1, seq: 1 };
      });
      await connection.collection<{ _id: string }>('counts').insertMany(batch, { ordered: false });
      if (first % 20_000 === 0) say(`${figure(first)} of ${figure(count)} tickets stored`);
    }
    const period = periodOf(202610, 1);
    const asking = {
      assessment,
      period,
      ended: true,
      by: 'unit',
      keyOf: keyOf(config, assessment, 'unit'),
      isShown: () => true,
    } as const;
    const peak = watched();
    say('counting the month');
    const made = await timed(() => reportOf(config, store, asking));
    say('opening a number');
    const query = {
      ...reportQuery(config).parse({}),
      indicator: 'on-time',
      part: 'denominator',
      limit: 100,
    } as const;
    const behind = await timed(() =>
      ticketsBehind(
        config,
        store,
        asking,
        { ...query, key: undefined, cursor: undefined },
        { role: 'supervisor', sub: 'bench' },
      ),
    );
    const memory = peak();
    await store.close();
    return [
      {
        what: `a month’s report over ${figure(count)} tickets`,
        budget: '≤ 5 s',
        measured: said(made),
        met: made.seconds <= 5,
      },
      {
        what: 'the tickets behind one of its numbers, a page of 100',
        budget: '≤ 5 s',
        measured: said(behind),
        met: behind.seconds <= 5,
      },
      {
        what: 'memory that both took at most, above what stood there before',
        budget: `≤ ${MOST_MEMORY} MiB`,
        measured: `${figure(memory)} MiB`,
        met: memory <= MOST_MEMORY,
      },
    ];
  } finally {
    await mongo.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const BATCH = 1_000;
/** What a report may hold at once, whatever the month. */
const MOST_MEMORY = 150;
const MIB = 1_024 * 1_024;

/** How long it took, and for how long of that this process had a core to itself (s); the rest is the database’s, or others’. */
async function timed(
  act: () => Promise<unknown>,
): Promise<{ readonly seconds: number; readonly own: number }> {
  const start = performance.now();
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1_000, own: (user + system) / 1_000_000 };
}

const said = ({ seconds, own }: { readonly seconds: number; readonly own: number }): string =>
  `${figure(seconds)} s, ${figure(own)} s of it on a core of its own`;

/** Watches the heap. @returns how far it rose since (MiB) */
function watched(): () => number {
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, process.memoryUsage().heapUsed)), 20);
  return () => {
    clearInterval(looking);
    return (most - before) / MIB;
  };
}

/** Whole lives of October: of each kind, in the hands of each unit, some in time and some late. */
function livesOfAMonth(units: readonly string[]): Counted[] {
  const rules = plainRules();
  const calendars = publishedCalendars();
  const start = Date.parse('2026-10-01T09:00:00+08:00');
  return Array.from({ length: LIVES }, (_, n) => {
    const at = instant(start + (n % 500) * HOUR);
    const kind = KINDS_TOLD[n % KINDS_TOLD.length] ?? 'complaint';
    const matter = { ...matterOf(`HY-${n}`, at), kind };
    let { ticket } = openTicket({ matter, rules, calendar: sliceCalendar(calendars, at) });
    let now: number = at;
    for (const command of plainCommands(matter.id, at)) {
      now += (n % 40) * HOUR;
      const moment = instant(now);
      ticket = evolveAll(ticket, due(ticket, moment));
      const told = command.name === 'submit' ? { told: { at: moment } } : {};
      const decision = decide(ticket, { ...command, ...told }, moment);
      if (!decision.accepted) throw new Error(decision.refusal.detail);
      ticket = evolveAll(ticket, decision.events);
    }
    const counted = countedOf(ticket);
    if (!counted) throw new Error('not counted');
    const unit = unitId(units[n % units.length] ?? '');
    const orders = counted.orders.map((it) => (it.unit === undefined ? it : { ...it, unit }));
    return { ...counted, orders };
  });
}

const LIVES = 1_000;
/** Whose caller a unit tells itself. */
const KINDS_TOLD = keysOf(KINDS).filter((kind) => kind !== 'report');
