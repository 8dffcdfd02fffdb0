import { unitId } from '../../domain/ids';
import { viewOf } from '../../domain/telling/view';
import { isOpen, isOwedBy, type Ticket } from '../../domain/ticket/ticket';
import { endDay } from '../../domain/time/deadline';
import { sliceCalendar } from '../../domain/time/calendar';
import { DAY, dayOf, HOUR, type Instant, instant, momentOn, plusDays } from '../../domain/time/instant';
import { publishedCalendars } from '../../config/published-calendars';
import { KINDS, keysOf } from '../../domain/words';
import type { BoardNumber, Counting } from '../../storage/board/board';
import { CHENGGUAN, CITIES, HUANBAO, SHUIWU, SUPERVISOR, ticketIn } from '../given/cities';
import { aMatter, MATTER } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

/** Figures of the hall: what is counted comes to what is open, and the tickets behind a number are those that it counts. */
const COUNT = 90;
const NOW = at('2026-10-13 12:00');
const years = publishedCalendars();
const TODAY = [momentOn(dayOf(NOW), 0), momentOn(plusDays(dayOf(NOW), 1), 0)] as const;
const OTHER_DISTRICT = { id: unitId('tianqiao'), name: '天桥区' };

let database: TestDatabase;
let open: Ticket[];
beforeAll(async () => {
  database = await startDatabase();
  const stories = Array.from({ length: COUNT }, (_, index) => storyOf(index));
  for (const story of stories) await stored(story);
  open = stories.map(({ ticket }) => ticket).filter(({ state }) => state !== 'closed');
}, 120_000);
afterAll(() => database.stop());

function storyOf(index: number): Story {
  // In the demonstration's no clock runs before it is dispatched.
  const city = index % 15 === 14 ? 'demo' : (CITIES[index % CITIES.length] ?? 'weifang');
  const kind = keysOf(KINDS)[Math.floor(index / 5) % 5] ?? 'complaint';
  const from: Instant = instant(NOW - (index % 16) * DAY + (index % 60) * HOUR - 3 * DAY);
  const matter = {
    ...aMatter(),
    kind,
    registeredAt: from,
    receivedAt: from,
    ...(index % 3 === 0 ? { district: OTHER_DISTRICT } : {}),
    ...(index % 10 === 7 ? { simulated: true as const } : {}),
  };
  const story = ticketIn(city, matter);
  const lead = [CHENGGUAN, HUANBAO, SHUIWU][index % 3] ?? CHENGGUAN;
  if (index % 9 === 0) story.do(instant(from + 1), command('withdraw', {}, { parts: ['text'] }));
  else if (index % 4 > 0) {
    const assist = index % 8 === 1 ? [HUANBAO].filter((it) => it !== lead) : [];
    story.do(instant(from + 1), dispatchTo(lead, assist));
    if (index % 2 === 0) story.do(instant(from + 2), command('sign', {}, asUnit(lead)));
    if (index % 5 === 2 && index % 10 !== 7)
      story.do(
        instant(from + 4),
        command('escalate', { level: 2 } as never, { ...SUPERVISOR, parts: ['reason'] }),
      );
  }
  return story.until(NOW);
}

async function stored(story: Story): Promise<void> {
  const { ticket, matter } = story;
  const calendar = sliceCalendar(years, matter.receivedAt);
  await database.store.tickets.add(intake(matter, { input: { matter, rules: ticket.law.rules, calendar } }));
  await database.store.recordTurn(turnOf(story), []);
}

const isIn: Readonly<Record<BoardNumber, (ticket: Ticket) => boolean>> = {
  open: () => true,
  dueToday: (ticket) => {
    const { due } = viewOf(ticket);
    return due !== undefined && endDay(due) === dayOf(NOW);
  },
  overdue: (ticket) => viewOf(ticket).overdue,
  level2: ({ level }) => level === 2,
  level3: ({ level }) => level === 3,
};
const NUMBERS = keysOf(isIn);

const expected = (number: BoardNumber, district?: string): string[] =>
  open
    .filter((it) => !it.simulated && (district === undefined || it.district.id === district))
    .filter(isIn[number])
    .map(({ id }) => id as string)
    .toSorted();

const late = (ticket: Ticket, unit: string): boolean =>
  ticket.clocks.some(
    (clock) =>
      isOpen(clock) &&
      clock.state === 'breached' &&
      ticket.assignments.some(
        (it) => it.unit.id === unit && isOwedBy(clock, { unit: it.unit.id, role: it.role }),
      ),
  );
const works = (ticket: Ticket, unit: string): boolean =>
  ticket.assignments.some((it) => it.unit.id === unit && it.role !== 'copy' && it.state !== 'done');

async function behind(
  number: BoardNumber,
  more: Partial<Counting> & { unit?: string } = {},
): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await database.store.board.tickets(number, { today: TODAY, ...more }, cursor, 7);
    found.push(...page.items.map(({ id }) => id));
    if (page.nextCursor === undefined) return found;
    cursor = page.nextCursor;
  }
}

test('there is some of everything', () => {
  for (const number of NUMBERS.filter((it) => it !== 'level3'))
    expect([number, expected(number).length]).not.toEqual([number, 0]);
  expect(open.some(({ simulated }) => simulated)).toBe(true);
  expect(open.some(({ clocks, simulated }) => clocks.length === 0 && !simulated)).toBe(true);
});

test.each([undefined, MATTER.district.id, OTHER_DISTRICT.id])(
  'JE-16: each number counts what is open and no simulation, of the district %s, and its tickets come to it',
  async (district) => {
    const counts = await database.store.board.counts({ today: TODAY, ...(district && { district }) });
    for (const number of NUMBERS) {
      const ids = expected(number, district);
      expect([number, counts[number]]).toEqual([number, ids.length]);
      expect((await behind(number, district ? { district } : {})).toSorted()).toEqual(ids);
    }
  },
);

test('the load of a unit is what it leads or assists with, and of that what is late by a limit of its own', async () => {
  const load = await database.store.board.load();
  const real = open.filter(({ simulated }) => !simulated);
  const units = new Set(real.flatMap((it) => it.assignments.map(({ unit }) => unit.id)));
  const own = [...units].map((unit) => ({
    unit,
    open: real.filter((it) => works(it, unit)).length,
    overdue: real.filter((it) => works(it, unit) && late(it, unit)).length,
  }));
  const byUnit = (a: { unit: string }, b: { unit: string }) => (a.unit < b.unit ? -1 : 1);
  expect(load.toSorted(byUnit)).toEqual(own.filter((it) => it.open > 0).toSorted(byUnit));
  expect(load.some(({ overdue, open: all }) => overdue > 0 && overdue < all)).toBe(true);
  for (const { unit, open: all, overdue } of load) {
    expect(await behind('open', { unit })).toHaveLength(all);
    expect(await behind('overdue', { unit })).toHaveLength(overdue);
  }
  const there = await database.store.board.load(OTHER_DISTRICT.id);
  for (const { unit, open: all } of there)
    expect(await behind('open', { unit, district: OTHER_DISTRICT.id })).toHaveLength(all);
});

test('a ticket behind a number says what it is, and nothing of a person; the most urgent first', async () => {
  const { items } = await database.store.board.tickets('open', { today: TODAY }, undefined, 100);
  const dues = items.map(({ due }) => due ?? Infinity);
  expect(dues).toEqual(dues.toSorted((a, b) => a - b));
  for (const item of items) {
    const ticket = open.find(({ id }) => id === item.id)!;
    const { due, overdue } = viewOf(ticket);
    expect(item).toEqual({
      id: ticket.id,
      kind: ticket.kind,
      category: ticket.category,
      district: ticket.district.id,
      state: ticket.state,
      level: ticket.level,
      overdue,
      ...(due === undefined ? {} : { due }),
      ...(ticket.assignments.some(({ role }) => role === 'lead')
        ? { unit: ticket.assignments.find(({ role }) => role === 'lead')!.unit.id }
        : {}),
    });
  }
});

test('what was written before it was kept is made up by the sweep, and a closed ticket is counted no more', async () => {
  const before = await database.store.board.counts({ today: TODAY });
  const lacks = Object.fromEntries(
    ['inFigures', 'district', 'level', 'overdue', 'due', 'works', 'late'].map((field) => [field, 1]),
  );
  await database.connection.collection('open-clocks').updateMany({}, { $unset: lacks as never });
  expect((await database.store.board.counts({ today: TODAY })).open).toBe(0);
  while ((await database.store.openClocks.renew()) > 0);
  expect(await database.store.board.counts({ today: TODAY })).toEqual(before);
  const story = storyOf(1);
  await stored(story);
  expect((await database.store.board.counts({ today: TODAY })).open).toBe(before.open + 1);
  const { seq } = story.ticket;
  await database.store.recordTurn(
    turnOf(story.do(instant(NOW + 1), command('withdraw', {}, { parts: ['text'] })), seq),
    [],
  );
  expect(await database.store.board.counts({ today: TODAY })).toEqual(before);
});
