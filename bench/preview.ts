import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { previewOf } from '../api/law/preview';
import { loadConfig } from '../config/load';
import { publishedCalendars } from '../config/published-calendars';
import { startMongo } from '../dev/servers/mongo-server';
import { freePort } from '../dev/servers/ports';
import { bindRules } from '../domain/law/bind-rules';
import type { Rulebook, Rules } from '../domain/law/rules';
import { decide } from '../domain/procedures/decide';
import { viewOf } from '../domain/telling/view';
import { due } from '../domain/ticket/due';
import { evolveAll } from '../domain/ticket/evolve';
import { openTicket } from '../domain/ticket/input';
import type { Registration } from '../domain/ticket/register';
import type { Ticket } from '../domain/ticket/ticket';
import { type CalendarYear, sliceCalendar } from '../domain/time/calendar';
import { HOUR, type Instant, instant } from '../domain/time/instant';
import { KINDS, keysOf } from '../domain/words';
import { dataKeys } from '../keys/data-keys';
import { connect } from '../storage/connection';
import { openStore } from '../storage/store';
import { clocksDocument } from '../storage/tickets/open-clocks';
import { figure, type Measured } from './budget';
import { dispatchOf, matterOf } from './plain-ticket';

/** How long it takes to say what a calendar would do to so many open tickets, read from a database on this machine. */
export async function preview(count: number, say: (text: string) => void): Promise<Measured> {
  const dir = await mkdtemp(join(tmpdir(), 'huiyin-preview-'));
  const mongo = await startMongo({ port: await freePort(), dataDir: dir });
  const connection = await connect(mongo.uri);
  try {
    const store = openStore(connection, dataKeys(Buffer.alloc(32, 1)));
    const calendars = publishedCalendars();
    const now = instant(Date.parse('2026-09-29T10:00:00+08:00'));
    const clocks = clocksAt(now, calendars);
    for (let first = 0; first < count; first += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, at) => clocks(first + at));
      await connection.collection<{ _id: string }>('open-clocks').insertMany(batch, { ordered: false });
      if (first % 20_000 === 0) say(`${figure(first)} of ${figure(count)} tickets stored`);
    }
    say('previewing');
    const start = performance.now();
    const seen = await previewOf(
      {
        // Each set of rules is read once; here they come from the rulebooks.
        store: {
          openClocks: {
            all: store.openClocks.all,
            boundRules: async (id) => ticketAt(now, Number(id.slice(3))).rules,
          },
        },
        calendars: { years: calendars, local: new Map() },
        now,
      },
      { year: { year: 2026, source: 'bench', days: LONGER } },
    );
    const seconds = (performance.now() - start) / 1_000;
    return {
      what: `preview of ${figure(count)} tickets`,
      budget: '≤ 10 s',
      measured: `${figure(seconds)} s, ${figure(seen.clocks.moved)} of ${figure(seen.clocks.total)} clocks move`,
      met: seen.tickets === count && seconds <= 10,
    };
  } finally {
    await connection.close();
    await mongo.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const BATCH = 1_000;

/** National Day, a day longer than it was published. */
const LONGER = ['01', '02', '05', '06', '07', '08'].map((day) => ({
  date: `2026-10-${day}`,
  working: false,
  name: '国庆节',
}));

const { rulebooks } = loadConfig();
const BOOKS = ['weifang', 'huizhou'].flatMap((id) => rulebooks.get(id) ?? []);

/** Matters of two cities and of every kind, received within the last month. */
function ticketAt(now: Instant, index: number): { matter: Registration; rules: Rules } {
  const at = instant(now - (index % 720) * HOUR);
  const kind = keysOf(KINDS)[index % 5] ?? 'complaint';
  const matter = { ...matterOf(`HY-${String(index).padStart(8, '0')}`, at), kind };
  return { matter, rules: bindRules(BOOKS[index % BOOKS.length] as Rulebook, matter) };
}

/** As it stands now, when nobody did anything more. */
const leftAlone = (ticket: Ticket, now: Instant): Ticket => evolveAll(ticket, due(ticket, now));

/** What is kept of such a ticket that was dispatched. */
function clocksAt(now: Instant, calendars: readonly CalendarYear[]): (index: number) => { _id: string } {
  return (index) => {
    const { matter, rules } = ticketAt(now, index);
    const { id, registeredAt } = matter;
    const { ticket } = openTicket({ matter, rules, calendar: sliceCalendar(calendars, registeredAt) });
    const decision = decide(ticket, dispatchOf(id), registeredAt);
    if (!decision.accepted) throw new Error(decision.refusal.detail);
    const rulebook = { id: rules.id, version: rules.version, hash: rules.hash };
    return {
      _id: id,
      ...clocksDocument(
        { id, matter, rulebook },
        { view: viewOf(leftAlone(evolveAll(ticket, decision.events), now)) },
      ),
    };
  };
}
