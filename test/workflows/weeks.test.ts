import { type CalendarYear, calendarOfSlice } from '../../domain/time/calendar';
import type { TicketEvent } from '../../domain/ticket/event';
import { isoDay, dayOf, type Instant, instant, DAY } from '../../domain/time/instant';
import { asUnit, command, dispatchTo, PARKS, Story } from '../given/story';
import { type TimeSkipping, timeSkipping } from '../given/servers/time-skipping';

/** Next year and the one after as the State Council might publish them: National Day and Spring Festival, each with two make-up days. */
function madeUp(year: number): CalendarYear {
  const off = (dates: string[]): CalendarYear['days'] =>
    dates.map((date) => ({ date: `${year}-${date}`, working: false, name: '假日' }));
  const weekend = (from: string): string[] =>
    Array.from({ length: 14 }, (_, index) =>
      isoDay((dayOf(instant(Date.parse(`${year}-${from}T12:00:00+08:00`))) - index) as never),
    )
      .filter((date) => [0, 6].includes(new Date(date).getUTCDay()))
      .slice(0, 2);
  const days = Array.from({ length: 7 }, (_, index) => index + 1);
  return {
    year,
    source: 'test',
    days: [
      ...off(days.map((day) => `02-0${day}`)),
      ...off(days.map((day) => `10-0${day}`)),
      ...[...weekend('01-31'), ...weekend('09-30')].map((date) => ({ date, working: true, name: '调休' })),
    ],
  };
}

let world: TimeSkipping;

beforeAll(async () => {
  const year = new Date().getFullYear();
  world = await timeSkipping([year + 1, year + 2].map(madeUp));
});
afterAll(() => world?.stop());

const CITIES = ['jinan', 'jinan-enforcement', 'weifang', 'huizhou', 'beijing'];

/** Days to let pass before dispatch, so that the ladders cross Spring Festival and National Day of next year. */
async function until(monthAndDay: string): Promise<void> {
  const now = await world.now();
  const year = new Date(now).getFullYear();
  const wanted =
    [year, year + 1].map((it) => Date.parse(`${it}-${monthAndDay}T10:00:00+08:00`)).find((it) => it > now) ??
    now;
  await world.env.sleep(wanted - now);
}

test.each([
  ['Spring Festival', '01-27'],
  ['National Day', '09-27'],
])(
  'across %s, with nobody touching them, tickets of every city fire every rung once, at the moment that the rules plan',
  async (_, from) => {
    await until(from);
    const tickets = await Promise.all(
      CITIES.map(async (city) => {
        const book = world.config.rulebooks.get(city);
        if (!book) throw new Error(city);
        const ticket = await world.register(book);
        await ticket.send(dispatchTo(PARKS));
        return ticket;
      }),
    );
    await world.env.sleep(45 * DAY);
    for (const { input } of tickets) {
      const { matter, rules, calendar } = input;
      const ledger = await world.ledger(matter.id);
      const dispatched = ledger.find(({ type }) => type === 'dispatched')?.at as Instant;
      const law = { rules, calendar: calendarOfSlice(calendar) };
      const planned = new Story(law, matter)
        .do(dispatched, dispatchTo(PARKS))
        .until(ledger.at(-1)?.at as Instant);
      const fired = (events: readonly TicketEvent[]): unknown[] =>
        events.flatMap((event) =>
          'fired' in event.data && event.data.fired ? [[event.type, event.data.fired.planned]] : [],
        );
      expect(fired(ledger)).toEqual(fired(planned.ledger));
      expect(fired(planned.ledger).length).toBeGreaterThanOrEqual(4);
      for (const event of ledger) {
        if (!('fired' in event.data) || !event.data.fired) continue;
        expect(event.at - event.data.fired.planned).toBeLessThan(60_000);
      }
      const outbox = await world.store.outbox.of(matter.id);
      expect(new Set(outbox.map(({ id }) => id)).size).toBe(outbox.length);
      expect((await world.store.tickets.find(matter.id))?.level).toBe(3);
    }
  },
  180_000,
);

test('a ticket lives from registration to closure, and its workflow ends', async () => {
  const book = world.config.rulebooks.get('weifang');
  if (!book) throw new Error('weifang');
  const { send, handle, input } = await world.register(book);
  await send(dispatchTo(PARKS));
  await send(command('sign', {}, asUnit(PARKS)));
  await send(command('contact', {}, asUnit(PARKS)));
  const told = { at: await world.now() };
  await send(command('submit', { outcome: 'resolved', told }, asUnit(PARKS)));
  await send(command('review', { approve: true }, { actor: { role: 'supervisor' } }));
  const last = await send(command('callback', { reached: true, resolved: true, satisfaction: 'satisfied' }));
  await handle.result();
  const stored = await world.store.tickets.find(input.matter.id);
  expect(stored).toMatchObject({ state: 'closed', outcome: 'resolved', seq: last.seq });
});

test('a refused command leaves nothing in the history, and the same id twice is applied once', async () => {
  const book = world.config.rulebooks.get('weifang');
  if (!book) throw new Error('weifang');
  const { send, handle, input } = await world.register(book);
  const types = async (): Promise<string[]> => {
    const { events } = await handle.fetchHistory();
    return (events ?? []).map(({ eventType }) => String(eventType));
  };
  await expect(send(command('submit', { outcome: 'resolved' }, asUnit(PARKS)))).rejects.toMatchObject({
    cause: { type: 'Refused', details: [{ kind: 'state', allowed: expect.arrayContaining(['dispatch']) }] },
  });
  expect((await types()).some((type) => type.includes('Update') || ['41', '42', '43'].includes(type))).toBe(
    false,
  );
  const once = dispatchTo(PARKS);
  const first = await send(once);
  const { seq } = await handle.executeUpdate<{ seq: number }, [typeof once]>('dispatch', {
    args: [once],
    updateId: 'another',
  });
  expect(seq).toBe(first.seq);
  const ledger = await world.ledger(input.matter.id);
  expect(ledger.filter(({ type }) => type === 'dispatched')).toHaveLength(1);
  await handle.terminate();
});

test('Request Cancellation in Temporal Web is noted in the ledger, and nothing stops', async () => {
  const book = world.config.rulebooks.get('weifang');
  if (!book) throw new Error('weifang');
  const { send, handle, input } = await world.register(book);
  await send(dispatchTo(PARKS));
  await handle.cancel();
  await send(command('sign', {}, asUnit(PARKS)));
  await world.env.sleep(60 * DAY);
  const types = (await world.ledger(input.matter.id)).map(({ type }) => type);
  expect(types).toContain('cancellation-requested');
  expect(types.filter((type) => type === 'escalated')).toHaveLength(2);
  expect(types).toContain('signed');
  await handle.terminate();
});
