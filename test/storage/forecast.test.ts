import { forecast, type Foretold, type Question } from '../../api/forecast/forecast';
import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { forecastOf } from '../../domain/forecast/forecast';
import { evolveAll } from '../../domain/ticket/evolve';
import { newTicket } from '../../domain/ticket/register';
import { isRelayed } from '../../domain/ticket/ticket';
import { sliceCalendar } from '../../domain/time/calendar';
import { DAY, HOUR, type Instant, instant } from '../../domain/time/instant';
import { KINDS, keysOf } from '../../domain/words';
import { parseCursor } from '../../storage/page';
import { CHENGGUAN, CITIES, HUANBAO, SHUIWU, SUPERVISOR, ticketIn } from '../given/cities';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const COUNT = 180;
const NOW = at('2026-09-30 12:00');
const UNTIL = instant(NOW + 14 * DAY);
const years = publishedCalendars();
const { units } = loadConfig();

let database: TestDatabase;
let open: Story[];
beforeAll(async () => {
  database = await startDatabase();
  const stories = Array.from({ length: COUNT }, (_, index) => storyOf(index));
  for (const story of stories) await store(story);
  open = stories.filter(({ ticket }) => ticket.state !== 'closed');
}, 120_000);
afterAll(() => database.stop());

/** Matters of all cities and kinds of the last days before National Day, some with a unit, some supervised, some submitted, some closed. */
function storyOf(index: number): Story {
  const city = CITIES[index % CITIES.length] ?? 'weifang';
  const kind = keysOf(KINDS)[Math.floor(index / 5) % 5] ?? 'complaint';
  const from = instant(NOW - 3 * DAY + (index % 60) * HOUR);
  const story = ticketIn(city, { ...aMatter(), kind, registeredAt: from, receivedAt: from });
  const lead = [CHENGGUAN, HUANBAO, SHUIWU][index % 3] ?? CHENGGUAN;
  if (index % 9 === 0) story.do(instant(from + 1), command('withdraw', {}, { parts: ['text'] }));
  else if (index % 4 > 0) {
    story.do(
      instant(from + 1),
      dispatchTo(lead, index % 8 === 1 ? [HUANBAO].filter((it) => it !== lead) : []),
    );
    if (index % 2 === 0) story.do(instant(from + 2), command('sign', {}, asUnit(lead)));
    if (index % 7 === 1 && !isRelayed(story.ticket))
      story.do(instant(from + 3), command('supervise', { mode: 'key' }, SUPERVISOR));
    if (index % 5 === 2) story.do(instant(from + 4), command('urge', {}, { actor: { role: 'operator' } }));
  }
  return story.until(NOW);
}

async function store({ ticket, ledger, matter }: Story): Promise<void> {
  const { rules } = ticket.law;
  const calendar = sliceCalendar(years, matter.receivedAt);
  await database.store.tickets.add(intake(matter, { input: { matter, rules, calendar } }));
  // Turn by turn, as a workflow writes it.
  let seq = 0;
  for (const [index, event] of ledger.entries()) {
    if (ledger[index + 1]?.at === event.at) continue;
    const events = ledger.slice(0, index + 1);
    const lived = evolveAll(newTicket(matter, ticket.law), events);
    await database.store.recordTurn(turnOf({ ticket: lived, ledger: events } as Story, seq), []);
    seq = event.seq;
  }
}

const ask = (question: Partial<Question> = {}, now: Instant = NOW) =>
  forecast(
    { store: database.store, calendars: { years, local: new Map() }, units, now },
    { until: UNTIL, limit: 10_000, ...question },
  );

/** What comes of each story by itself, one after the other. */
const bruteForce = (stories = open) =>
  stories
    .flatMap(({ ticket }) => forecastOf(ticket, NOW, UNTIL).items)
    .toSorted((a, b) => a.at - b.at || compare(placeOf(a), placeOf(b)))
    .map(({ to, ...item }) => ({
      ...item,
      to: to.flatMap((it) =>
        'unit' in it ? [it.unit] : it.role === 'caller' ? ['caller'] : ofLevel(it.role),
      ),
    }));
const placeOf = ({ ticket, place }: { readonly ticket: string; readonly place: number }): string =>
  `${ticket}:${String(place).padStart(4, '0')}`;
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const ofLevel = (role: 'hotline' | 'office' | 'meeting' | 'discipline'): string[] =>
  units.ofLevel(role).map(({ id }) => id);

const loadOf = (items: readonly Foretold[]): Record<string, number> => {
  const load: Record<string, number> = {};
  for (const { at: when, to } of items)
    for (const unit of to.filter((it) => it !== 'caller')) {
      const row = `${new Date(when + 8 * HOUR).toISOString().slice(0, 10)} ${unit}`;
      load[row] = (load[row] ?? 0) + 1;
    }
  return load;
};
const rows = (load: Awaited<ReturnType<typeof ask>>['load']): Record<string, number> =>
  Object.fromEntries(load.map(({ day, unit, count }) => [`${day} ${unit}`, count]));

test('what is foretold of hundreds of stored tickets is what comes of each by itself, in order; and of all of them the load', async () => {
  const { items, load, total, truncated, nextCursor } = await ask();
  expect(items).toEqual(bruteForce());
  expect(items.length).toBeGreaterThan(300);
  expect(new Set(items.map(({ does }) => does)).size).toBeGreaterThanOrEqual(5);
  expect(rows(load)).toEqual(loadOf(items));
  expect({ total, truncated, nextCursor }).toEqual({ total: items.length, truncated: false });
});

test('after a holiday the load piles up: what no working day took comes on the first', async () => {
  const { load } = await ask();
  const of = (day: string): number =>
    load.filter((it) => it.day === day && it.unit === 'chengguan').reduce((sum, { count }) => sum + count, 0);
  expect(of('2026-10-08')).toBeGreaterThan(of('2026-10-06'));
});

test('page by page it is the same, and each page has the load of all', async () => {
  const whole = await ask();
  const items: Foretold[] = [];
  for (let cursor: string | undefined; ;) {
    const after = cursor === undefined ? {} : { after: parseCursor(cursor)! };
    const page = await ask({ limit: 97, ...after });
    expect(page.load).toEqual(whole.load);
    expect(page.total).toBe(whole.total);
    expect(page.items.length).toBeLessThanOrEqual(97);
    items.push(...page.items);
    if (page.nextCursor === undefined) break;
    cursor = page.nextCursor;
  }
  expect(items).toEqual(whole.items);
});

test('of one unit: what it is told; and a unit itself reads no ticket that it has no part in', async () => {
  const told = await ask({ told: ['huanbao'] });
  const all = bruteForce();
  expect(told.items).toEqual(all.filter(({ to }) => to.includes('huanbao')));
  expect(new Set(told.load.map(({ unit }) => unit))).toEqual(new Set(['huanbao']));
  const own = await ask({ told: ['hotline'], partOf: ['hotline'] });
  expect(own.items).toEqual([]);
  const { items } = await ask({ told: ['huanbao'], partOf: ['huanbao'] });
  const with_ = new Set(
    open
      .filter(({ ticket }) => ticket.assignments.some(({ unit }) => unit.id === HUANBAO.id))
      .map(({ ticket }) => ticket.id),
  );
  expect(items).toEqual(told.items.filter(({ ticket }) => with_.has(ticket)));
  expect(items.length).toBeGreaterThan(20);
});

test('of one ticket', async () => {
  const story = open.find(({ ticket }) => ticket.level === 0 && ticket.state === 'handling') as Story;
  const { items } = await ask({ ticket: story.ticket.id });
  expect(items.length).toBeGreaterThan(0);
  expect(items).toEqual(bruteForce([story]));
  expect((await ask({ ticket: 'HY-0000-0000-0000' })).items).toEqual([]);
  const { id, district } = story.ticket;
  expect((await ask({ ticket: id, district: district.id })).items).toEqual(items);
  expect((await ask({ ticket: id, district: 'tianqiao' })).items).toEqual([]);
});

test('what the asker may not know of is neither told nor counted', async () => {
  const { items, load } = await ask({ mayKnow: ({ does }) => does === 'remind' });
  expect(items).toEqual(bruteForce().filter(({ does }) => does === 'remind'));
  expect(rows(load)).toEqual(loadOf(items));
});

test('only tickets to which something happens in that time are read', async () => {
  const read: string[] = [];
  const { openClocks } = database.store;
  const firing = async function* (until: Instant, of?: readonly string[]) {
    for await (const page of openClocks.firing(until, of)) {
      read.push(...page.map(({ id }) => id));
      yield page;
    }
  };
  const until = instant(NOW + 6 * HOUR);
  const by = {
    store: { openClocks: { ...openClocks, firing } },
    calendars: { years, local: new Map() },
    units,
    now: NOW,
  };
  await forecast(by, { until, limit: 10 });
  const due = open.filter(({ ticket }) => ticket.clocks.some(({ next }) => next && next.at <= until));
  expect(read.toSorted()).toEqual(due.map(({ ticket }) => ticket.id as string).toSorted());
  expect(read.length).toBeLessThan(open.length);
});

describe('tickets that an earlier version wrote', () => {
  const collection = () => database.connection.collection('open-clocks');

  test('by a workflow that did not tell how they go on: their ledger tells it', async () => {
    const whole = await ask();
    await collection().updateMany({}, { $unset: { unattended: 1 } });
    expect(await ask()).toEqual(whole);
  });

  test('and not kept when: that not all is told, until the sweep has made them ready', async () => {
    await collection().updateMany({}, { $unset: { unattended: 1, next: 1, units: 1 } });
    expect(await ask()).toMatchObject({ items: [], truncated: true });
    while ((await database.store.openClocks.renew()) > 0);
    const { items, truncated } = await ask();
    expect(items).toEqual(bruteForce());
    expect(truncated).toBe(false);
    expect((await ask({ told: ['huanbao'], partOf: ['huanbao'] })).items.length).toBeGreaterThan(20);
  });
});
