import { unitId } from '../../domain/ids';
import { previewOf } from '../../api/law/preview';
import { publishedCalendars } from '../../config/published-calendars';
import { loadConfig } from '../../config/load';
import { type CalendarYear, sliceCalendar } from '../../domain/time/calendar';
import { evolveAll } from '../../domain/ticket/evolve';
import { sliceFor } from '../../domain/time/local-days';
import { DAY, HOUR, type Instant, instant } from '../../domain/time/instant';
import { rebind } from '../../domain/law/rebind';
import { bindRules } from '../../domain/law/bind-rules';
import type { Rulebook } from '../../domain/law/rules';
import type { Preview } from '../../domain/law/preview';
import { viewOf } from '../../domain/telling/view';
import { due } from '../../domain/ticket/due';
import { type ClockName, KINDS, keysOf, OWED_BY } from '../../domain/words';
import { isOpen, isRelayed } from '../../domain/ticket/ticket';
import { aMatter } from '../given/matter';
import { CHENGGUAN, CITIES, lawOf, SUPERVISOR, ticketIn } from '../given/cities';
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
    if (index % 2 === 0) story.do(instant(registeredAt + 2), command('sign', {}, asUnit(CHENGGUAN)));
    if (index % 11 === 1) submit(story, instant(registeredAt + 3));
    if (index % 13 === 1 && story.ticket.state === 'handling')
      story.do(instant(registeredAt + 4), command('supervise', { mode: 'listed' }, SUPERVISOR));
  }
  return story.until(NOW);
}

/** With all that a city wants before it (JE-8, BJ-8, JN-6). */
function submit(story: Story, now: Instant): void {
  const owes = (name: ClockName): boolean => story.ticket.clocks.some((it) => it.name === name && isOpen(it));
  if (owes('arrival')) story.do(now, command('arrive', {}, asUnit(CHENGGUAN)));
  if (owes('contact')) story.do(now, command('contact', {}, asUnit(CHENGGUAN)));
  const told = isRelayed(story.ticket) ? {} : { told: { at: now } };
  story.do(now, command('submit', { outcome: 'resolved', ...told }, asUnit(CHENGGUAN)));
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
const readOf = ({ ticket }: Story) => {
  const { id, kind, channel, category, urgency, law } = ticket;
  const { state, level, rises, supervision, assignments, clocks } = viewOf(ticket);
  const { id: book, version, hash } = law.rules;
  return {
    id,
    kind,
    channel,
    category,
    urgency,
    state,
    level,
    rises,
    supervision,
    assignments,
    clocks: clocks.filter(isOpen),
    rulebook: { id: book, version, ...(hash === undefined ? {} : { hash }) },
  };
};

/** What really comes of it, ticket by ticket: the moves, and by clock and sort the rungs that are then made up at once. */
function bruteForce(to: (story: Story) => Parameters<typeof rebind>[1] | undefined) {
  const rungs = new Map<string, number>();
  const moves = open.flatMap((story) => {
    const binding = to(story);
    const events = binding ? rebind(story.ticket, binding, NOW) : [];
    const bound = evolveAll(story.ticket, events);
    const madeUp = due(bound, NOW);
    const after = evolveAll(bound, madeUp);
    for (const event of madeUp) {
      const fired = 'fired' in event.data ? event.data.fired : undefined;
      const clock = after.clocks.find(({ id }) => id === fired?.clock)?.name;
      const rung = clock && fired && bound.law.rules.clocks[clock]?.ladder[fired.rung];
      if (!rung) continue;
      const sort = `${clock} ${rung.do} ${'level' in rung ? rung.level : 'mode' in rung ? rung.mode : ''}`;
      rungs.set(sort, (rungs.get(sort) ?? 0) + 1);
    }
    return events.flatMap((event) => (event.type === 'clock-moved' ? [event.data] : []));
  });
  return {
    clocks: {
      moved: moves.filter(({ before, after }) => before !== after).length,
      earlier: moves.filter(({ before, after }) => after < before).length,
      later: moves.filter(({ before, after }) => after > before).length,
    },
    rungs: Object.fromEntries(rungs),
  };
}

/** The rungs of a preview, by clock and sort. */
const rungsOf = ({ rungs }: Preview): Record<string, number> =>
  Object.fromEntries(
    rungs.map((it) => [`${it.clock} ${it.do} ${it.level ?? it.mode ?? ''}`, it.wouldHaveFired]),
  );

function expectTheSame(seen: Preview, done: ReturnType<typeof bruteForce>): void {
  expect(seen.clocks).toMatchObject(done.clocks);
  expect(rungsOf(seen)).toEqual(done.rungs);
}

test('T-7: a year previewed over thousands of tickets says what binding each of them would do', async () => {
  const seen = await previewOf(
    { store: database.store, calendars: { years: calendars, local: new Map() }, now: NOW },
    { year: YEAR },
  );
  const slice = sliceCalendar([YEAR], at('2026-01-01 00:00'));
  const done = bruteForce(() => ({ change: 1, calendar: slice }));
  expect(done.clocks.moved).toBeGreaterThan(100);
  expect(seen.tickets).toBe(open.length);
  expectTheSame(seen, done);
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
    expect(done.clocks.moved).toBeGreaterThan(20);
    expect(seen.tickets).toBe(open.filter(isOf('jinan')).length);
    expectTheSame(seen, done);
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
          yield open.map(readOf);
        },
      },
    };
    const seen = await previewOf({ store: present, calendars: published, now: NOW }, { year: YEAR });
    const done = bruteForce((story) => ({ ...bound([...others, YEAR])(story), change: 2 }));
    open = before;
    expect(done.clocks.moved).toBeGreaterThan(100);
    expectTheSame(seen, done);
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
  expect(done.clocks.later).toBeGreaterThan(20);
  expect(seen.tickets).toBe(own.length);
  expectTheSame(seen, done);
});

test('T-9: a shorter limit that is previewed says which rungs it would make up at once, and what is supervised then', async () => {
  const jinan = loadConfig().rulebooks.get('jinan') as Rulebook;
  const handling = {
    ...jinan.clocks.handling,
    limit: [{ limit: { workdays: 2 } }],
  } as Rulebook['clocks']['handling'];
  const rulebook: Rulebook = { ...jinan, version: 'next', clocks: { ...jinan.clocks, handling } };
  const seen = await previewOf(
    { store: database.store, calendars: { years: calendars, local: new Map() }, now: NOW },
    { rulebook },
  );
  const done = bruteForce(({ ticket }) =>
    ticket.law.rules.id === 'jinan' ? { change: 1, rules: bindRules(rulebook, ticket) } : undefined,
  );
  expect(done.rungs['handling supervise daily']).toBeGreaterThan(5);
  expectTheSame(seen, done);
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
  const due = await database.store.tickets.dueMomentsOf(CHENGGUAN, 50);
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
  expect(await database.store.tickets.dueMomentsOf({ id: unitId('nobody'), level: 'street' }, 50)).toEqual(
    [],
  );
});
