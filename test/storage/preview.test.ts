import { previewOf } from '../../api/law/preview';
import { publishedCalendars } from '../../config/published-calendars';
import { loadConfig } from '../../config/load';
import { type CalendarYear, sliceCalendar } from '../../domain/time/calendar';
import { evolveAll } from '../../domain/ticket/evolve';
import { sliceFor } from '../../domain/time/local-days';
import { DAY, HOUR, instant } from '../../domain/time/instant';
import { rebind } from '../../domain/law/rebind';
import { bindRules } from '../../domain/law/bind-rules';
import type { Rulebook } from '../../domain/law/rules';
import { KINDS, keysOf, OWED_BY } from '../../domain/words';
import { isOpen } from '../../domain/ticket/ticket';
import { aMatter } from '../given/matter';
import { CHENGGUAN, CITIES, lawOf, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';

const COUNT = 2_000;
const NOW = at('2026-10-09 12:00');
const calendars = publishedCalendars();

let database: TestDatabase;
let open: Story[];
beforeAll(async () => {
  database = await startDatabase();
  const stories = Array.from({ length: COUNT }, (_, index) => storyOf(index));
  let next = 0;
  const clerk = async (): Promise<void> => {
    while (next < COUNT) await store(stories[next++] as Story);
  };
  await Promise.all(Array.from({ length: 8 }, clerk));
  open = stories.filter(({ ticket }) => ticket.state !== 'closed');
}, 180_000);
afterAll(() => database.stop());

/** Matters of all cities and kinds of the last three weeks; some are dispatched, some closed again. */
function storyOf(index: number): Story {
  const city = CITIES[index % CITIES.length] ?? 'weifang';
  const kind = keysOf(KINDS)[Math.floor(index / 5) % 5] ?? 'complaint';
  const registeredAt = instant(NOW - 21 * DAY + (index % 500) * HOUR);
  const story = ticketIn(city, { ...aMatter(), kind, registeredAt, receivedAt: registeredAt });
  if (index % 7 === 0) story.do(instant(registeredAt + 1), command('withdraw', {}, { parts: ['text'] }));
  else if (index % 3 > 0) {
    story.do(instant(registeredAt + 1), dispatchTo(CHENGGUAN));
    if (index % 11 === 1)
      story.do(instant(registeredAt + 2), command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN)));
  }
  return story.until(NOW);
}

async function store({ ticket, ledger }: Story): Promise<void> {
  const { id, kind, category, channel, district, urgency, confidential, wantsReply, receivedAt } = ticket;
  const matter = aMatter({
    id,
    kind,
    category,
    channel,
    district,
    urgency,
    confidential,
    wantsReply,
    receivedAt,
  });
  const calendar = sliceCalendar(calendars, receivedAt);
  await database.store.tickets.add(intake(matter, { input: { matter, rules: ticket.law.rules, calendar } }));
  await database.store.recordTurn(turnOf({ ticket, ledger } as Story), []);
}

const YEAR: CalendarYear = {
  year: 2026,
  source: 'test',
  days: [{ date: '2026-10-12', working: false, name: '补休' }],
};

/** As a preview reads it. */
const clocksOf = ({ id, kind, channel, urgency, clocks }: Story['ticket']) => ({
  id,
  kind,
  channel,
  urgency,
  clocks,
});

/** What really comes of it, ticket by ticket. */
function bruteForce(to: (story: Story) => Parameters<typeof rebind>[1] | undefined) {
  const moves = open.flatMap((story) => {
    const binding = to(story);
    const events = binding ? rebind(story.ticket, binding, NOW) : [];
    return events.flatMap((event) => (event.type === 'clock-moved' ? [event.data] : []));
  });
  return {
    moved: moves.filter(({ before, after }) => before !== after).length,
    earlier: moves.filter(({ before, after }) => after < before).length,
    later: moves.filter(({ before, after }) => after > before).length,
  };
}

test('T-7: a year previewed over thousands of tickets says what binding each of them would do', async () => {
  const seen = await previewOf(
    { store: database.store, calendars: { years: calendars, local: new Map() }, now: NOW },
    { year: YEAR },
  );
  const slice = sliceCalendar([YEAR], at('2026-01-01 00:00'));
  const done = bruteForce(() => ({ change: 1, calendar: slice }));
  expect(done.moved).toBeGreaterThan(100);
  expect(seen.tickets).toBe(open.length);
  expect(seen.clocks).toMatchObject(done);
  expect(seen.clocks.total).toBe(open.flatMap(({ ticket }) => ticket.clocks.filter(isOpen)).length);
});

describe('a city’s days over the national ones', () => {
  const TYPHOON: CalendarYear = {
    year: 2026,
    source: '济南市人民政府通告',
    days: [{ date: '2026-10-13', working: false, name: '台风停工' }],
  };
  const isOf =
    (city: string) =>
    ({ ticket }: Story): boolean =>
      ticket.law.rules.id === city;
  const published = { years: calendars, local: new Map([['jinan', [TYPHOON]]]) };

  test('T-7: previewed, concern the tickets of their rulebook only', async () => {
    const seen = await previewOf(
      { store: database.store, calendars: { years: calendars, local: new Map() }, now: NOW },
      { year: TYPHOON, of: 'jinan' },
    );
    const calendar = sliceFor(published, 'jinan', at('2026-01-01 00:00'));
    const done = bruteForce((story) => (isOf('jinan')(story) ? { change: 1, calendar } : undefined));
    expect(done.moved).toBeGreaterThan(20);
    expect(seen.tickets).toBe(open.filter(isOf('jinan')).length);
    expect(seen.clocks).toMatchObject(done);
  });

  test('T-7: stay where the nation publishes its year anew below them', async () => {
    // What binds them today has the typhoon day in it already: only the nation's day moves anything more.
    const bound = (years: readonly CalendarYear[]) => (story: Story) => ({
      change: 1,
      calendar: sliceFor({ ...published, years }, story.ticket.law.rules.id, at('2026-01-01 00:00')),
    });
    const [before, others] = [open, calendars.filter(({ year }) => year !== 2026)];
    open = open.map((story) => {
      const events = rebind(story.ticket, { ...bound(calendars)(story), change: 1 }, NOW);
      return { ticket: evolveAll(story.ticket, events), ledger: [...story.ledger, ...events] } as Story;
    });
    const present = {
      openClocks: {
        boundRules: database.store.openClocks.boundRules,
        all: async function* () {
          yield open.map(({ ticket }) => ({
            ...clocksOf(ticket),
            rulebook: { id: ticket.law.rules.id, version: ticket.law.rules.version },
          }));
        },
      },
    };
    const seen = await previewOf({ store: present, calendars: published, now: NOW }, { year: YEAR });
    const done = bruteForce((story) => ({ ...bound([...others, YEAR])(story), change: 2 }));
    open = before;
    expect(done.moved).toBeGreaterThan(100);
    expect(seen.clocks).toMatchObject(done);
  });
});

test('T-9: a rulebook previewed concerns its own tickets only', async () => {
  const weifang = loadConfig().rulebooks.get('weifang') as Rulebook;
  const handling = {
    ...weifang.clocks.handling,
    limit: [{ limit: { workdays: 8 } }],
  } as Rulebook['clocks']['handling'];
  const rulebook: Rulebook = { ...weifang, version: 'next', clocks: { ...weifang.clocks, handling } };
  const seen = await previewOf(
    { store: database.store, calendars: { years: calendars, local: new Map() }, now: NOW },
    { rulebook },
  );
  const own = open.filter(({ ticket }) => ticket.law.rules.id === 'weifang');
  const done = bruteForce(({ ticket }) =>
    ticket.law.rules.id === 'weifang' ? { change: 1, rules: bindRules(rulebook, ticket) } : undefined,
  );
  expect(done.later).toBeGreaterThan(20);
  expect(seen.tickets).toBe(own.length);
  expect(seen.clocks).toMatchObject(done);
});

test('nothing is written', async () => {
  const clocks = (): Promise<unknown[]> =>
    database.connection.collection('open-clocks').find().sort({ _id: 1 }).toArray();
  const before = await clocks();
  await previewOf(
    { store: database.store, calendars: { years: calendars, local: new Map() }, now: NOW },
    { year: YEAR },
  );
  expect(await clocks()).toEqual(before);
});

test('a rebound ticket is previewed by the rules that bind it now', async () => {
  const story = open.find(({ ticket }) => ticket.law.rules.id === 'jinan') as Story;
  const { rules } = lawOf('huizhou', aMatter());
  const afterSeq = story.ticket.seq;
  const events = rebind(story.ticket, { change: 9, rules }, NOW);
  const bound = { ticket: evolveAll(story.ticket, events), ledger: [...story.ledger, ...events] } as Story;
  await database.store.recordTurn(turnOf(bound, afterSeq), []);
  expect((await database.store.openClocks.boundRules(story.ticket.id))?.id).toBe('huizhou');
});

test('what a unit is to do in time, and no ticket that it only got a copy of', async () => {
  const due = await database.store.tickets.dueMomentsOf(CHENGGUAN.id, 50);
  expect(due.length).toBeGreaterThan(0);
  expect(due.every(({ clock }) => isOpen(clock as never))).toBe(true);
  const others = open
    .filter(({ ticket }) => ticket.assignments.some(({ unit }) => unit.id === CHENGGUAN.id))
    .flatMap(({ ticket }) => ticket.clocks)
    .filter((clock) => isOpen(clock) && OWED_BY[clock.name] === 'hotline');
  expect(others.length).toBeGreaterThan(0);
  expect(due.some(({ clock }) => OWED_BY[clock.name] === 'hotline')).toBe(false);
  const working = new Set<string>(
    open
      .filter(({ ticket }) => ticket.assignments.some(({ unit }) => unit.id === CHENGGUAN.id))
      .map((it) => it.ticket.id),
  );
  expect(due.every(({ ticket }) => working.has(ticket))).toBe(true);
  expect(await database.store.tickets.dueMomentsOf('nobody', 50)).toEqual([]);
});
