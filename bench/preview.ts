import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { previewOf } from '../api/preview';
import { loadConfig } from '../config/load';
import { publishedCalendars } from '../config/published-calendars';
import { startMongo } from '../dev/mongo-server';
import { freePort } from '../dev/ports';
import { type CalendarYear, sliceCalendar } from '../domain/calendar';
import { decide } from '../domain/decide';
import { evolveAll } from '../domain/evolve';
import { openTicket } from '../domain/input';
import { DAY, instant } from '../domain/instant';
import { bindRules } from '../domain/rules';
import { KINDS, keysOf } from '../domain/terms';
import { viewOf } from '../domain/view';
import { connect } from '../storage/connection';
import { dataKeys } from '../storage/seal';
import { openStore } from '../storage/store';
import { figure, type Measured } from './budget';
import { dispatchOf, matterOf } from './plain-ticket';

/** How long it takes to say what a calendar would do to so many open tickets, read from a database on this machine. */
export async function preview(count: number, say: (text: string) => void): Promise<Measured> {
  const dir = await mkdtemp(join(tmpdir(), 'huiyin-preview-'));
  const mongo = await startMongo({ port: await freePort(), dataDir: dir });
  try {
    const connection = await connect(mongo.uri);
    const store = openStore(connection, dataKeys(Buffer.alloc(32, 1)));
    await store.ensureIndexes();
    const calendars = publishedCalendars();
    const now = instant(Date.parse('2026-09-29T10:00:00+08:00'));
    const documents = documentsAt(now, calendars);
    for (let first = 0; first < count; first += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) =>
        documents(first + index),
      );
      if (first % 20_000 === 0) say(`${figure(first)} of ${figure(count)} tickets stored`);
    }
    say('reading them');
    const start = performance.now();
    const { tickets, clocks } = await previewOf(
      { store, calendars, now },
      { year: { year: 2026, source: 'bench', days: MOVED_DAYS } },
    );
    const seconds = (performance.now() - start) / 1_000;
    await store.close();
    return {
      what: `preview of ${figure(count)} tickets`,
      budget: '≤ 10 s',
      measured: `${figure(seconds)} s, ${figure(clocks.moved)} of ${figure(clocks.total)} clocks move`,
      met: tickets === count && seconds <= 10,
    };
  } finally {
    await mongo.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const BATCH = 1_000;

/** National Day, a day longer than it was published. */
const MOVED_DAYS = ['01', '02', '05', '06', '07', '08'].map((day) => ({
  date: `2026-10-${day}`,
  working: false,
  name: '国庆节',
}));

/** Tickets of two cities and every kind, dispatched within the last month, as they are stored. */
function documentsAt(now: number, calendars: readonly CalendarYear[]): (index: number) => { _id: string } {
  const { rulebooks } = loadConfig();
  const books = ['weifang', 'huizhou'].flatMap((id) => rulebooks.get(id) ?? []);
  const kinds = keysOf(KINDS);
  return (index) => {
    const at = instant(now - (index % 720) * (DAY / 24));
    const kind = kinds[index % kinds.length] ?? 'complaint';
    const matter = { ...matterOf(`HY-${String(index).padStart(8, '0')}`, at), kind };
    const rules = bindRules(books[index % books.length] as (typeof books)[number], matter);
    const calendar = sliceCalendar(calendars, at);
    const { ticket } = openTicket({ matter, rules, calendar });
    const decision = decide(ticket, dispatchOf(matter.id), at);
    if (!decision.accepted) throw new Error(decision.refusal.detail);
    const { seq, ...view } = viewOf(evolveAll(ticket, decision.events));
    return {
      _id: matter.id,
      matter,
      rules,
      calendar,
      rulebook: { id: rules.id, version: rules.version, hash: rules.hash },
      title: '夜市占道经营',
      content: '每晚七点后人行道被烧烤摊占满。'.repeat(10),
      contact: 'x'.repeat(120),
      registeredBy: 'bench',
      view: { decided: at, seq, ...view },
      started: true,
    };
  };
}
