import { type CalendarYear, sliceCalendar } from '../../domain/time/calendar';
import type { TicketEvent } from '../../domain/ticket/event';
import {
  DAY,
  dayOf,
  HOUR,
  type Instant,
  instant,
  isoDay,
  momentOn,
  plusDays,
  weekday,
} from '../../domain/time/instant';
import type { Rebinding } from '../../domain/law/rebind';
import { CHENGGUAN } from '../given/cities';
import { asUnit, command, dispatchTo } from '../given/story';
import { waitFor } from '../given/wait-for';
import { type TestTicket, type TimeSkipping, timeSkipping } from '../given/servers/time-skipping';

const thisYear = new Date().getFullYear();
const year = (number: number, off: readonly string[] = []): CalendarYear => ({
  year: number,
  source: 'test',
  days: off.map((date) => ({ date, working: false, name: '假日' })),
});

let world: TimeSkipping;
beforeAll(async () => {
  world = await timeSkipping([year(thisYear)]);
});
afterAll(() => world?.stop());

/** Ten in the morning of a day of a year, `01-15`, or of the next working day from there on. */
async function until(number: number, monthAndDay: string): Promise<void> {
  let day = dayOf(instant(Date.parse(`${number}-${monthAndDay}T10:00:00+08:00`)));
  while (weekday(day) > 5) day = plusDays(day, 1);
  await world.env.sleep(momentOn(day, 600) - (await world.now()));
}

/** The first weekdays from a moment's next day on. */
function weekdaysAfter(moment: Instant, count: number): string[] {
  const days: string[] = [];
  for (let day = plusDays(dayOf(moment), 1); days.length < count; day = plusDays(day, 1))
    if (weekday(day) <= 5) days.push(isoDay(day));
  return days;
}

const publication = (change: number, ...years: CalendarYear[]): Rebinding => ({
  change,
  calendar: sliceCalendar(years, instant(Date.parse(`${years[0]?.year}-01-01T00:00:00+08:00`))),
});

const dispatched = async (): Promise<TestTicket> => {
  const book = world.config.rulebooks.get('weifang');
  if (!book) throw new Error('weifang');
  const ticket = await world.register(book);
  await ticket.send(dispatchTo(CHENGGUAN));
  await ticket.send(command('sign', {}, asUnit(CHENGGUAN)));
  return ticket;
};

/** Tells a ticket of a publication, twice, and waits until it is in its ledger. */
async function publish({ handle, input }: TestTicket, to: Rebinding): Promise<TicketEvent[]> {
  await handle.signal<[Rebinding]>('rebind', to);
  await handle.signal<[Rebinding]>('rebind', to);
  return waitFor('the change is in its ledger', async () => {
    const ledger = await world.ledger(input.matter.id);
    return ledger.some(
      ({ type, data }) => type === 'calendar-bound' && 'change' in data && data.change === to.change,
    )
      ? ledger
      : undefined;
  });
}

const handling = async ({ input }: TestTicket) => {
  const { clocks = [] } = (await world.store.tickets.find(input.matter.id)) ?? {};
  const clock = clocks.find(({ name }) => name === 'handling');
  if (!clock) throw new Error('no handling');
  return clock;
};

const rungs = async ({ input }: TestTicket): Promise<[string, Instant, Instant][]> =>
  (await world.ledger(input.matter.id)).flatMap((event) =>
    'fired' in event.data && event.data.fired ? [[event.type, event.data.fired.planned, event.at]] : [],
  );

test('T-7, alaveteli#7292: a year published while a ticket is open across the New Year moves its ladder, once, and makes it final', async () => {
  await until(thisYear, '12-28');
  const ticket = await dispatched();
  const before = await handling(ticket);
  expect(before.provisional).toBe(true);

  const off = weekdaysAfter(instant(Date.parse(`${thisYear}-12-31T12:00:00+08:00`)), 2);
  const ledger = await publish(ticket, publication(1, year(thisYear), year(thisYear + 1, off)));
  const moves = ledger.flatMap((event) => (event.type === 'clock-moved' ? [event.data] : []));
  const once = { cause: 'calendar', provisional: false, source: 'T-7' };
  // The unit's own limit, and the caller's whole wait.
  expect(moves).toMatchObject([
    { name: 'overall', ...once },
    { name: 'handling', before: before.due, ...once },
  ]);
  const after = await handling(ticket);
  expect(after).toMatchObject({ due: moves[1]?.after, provisional: false, state: 'running' });
  expect(after.due).toBeGreaterThanOrEqual(before.due + 2 * DAY);

  await world.env.sleep(after.due - (await world.now()) + HOUR);
  const fired = await waitFor('it is supervised', async () => {
    const all = await rungs(ticket);
    return all.some(([type]) => type === 'supervised') ? all : undefined;
  });
  expect(fired.filter(([type]) => type === 'supervised').map(([, planned]) => planned)).toEqual([after.due]);
  for (const [, planned, at] of fired) expect(at - planned).toBeLessThan(60_000);
  await ticket.handle.terminate();
}, 120_000);

test('T-9: days that become holidays after the due moment, as in February 2020, take the breach back, and the ledger keeps it', async () => {
  await until(thisYear + 1, '03-15');
  const ticket = await dispatched();
  const before = await handling(ticket);
  await world.env.sleep(before.due - (await world.now()) + HOUR);
  await waitFor('it is overdue', async () => (await handling(ticket)).state === 'breached');

  const off = weekdaysAfter(instant(before.startedAt), 4);
  const ledger = await publish(ticket, publication(2, year(thisYear + 1, off)));
  const after = await handling(ticket);
  expect(after).toMatchObject({ state: 'running', provisional: false });
  expect(after.due).toBeGreaterThan(await world.now());
  expect(ledger.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['clock-breached', 'supervised', 'calendar-bound', 'clock-moved']),
  );
  await world.env.sleep(after.due - (await world.now()) + HOUR);
  await waitFor('it is overdue again', async () => (await handling(ticket)).state === 'breached');
  await ticket.handle.terminate();
}, 120_000);
