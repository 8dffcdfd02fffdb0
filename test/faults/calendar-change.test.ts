import type { ChangeAnswer, PublishedCalendarAnswer } from '../../api/law/answers';
import type { EventAnswer, TicketAnswer } from '../../api/tickets/answers';
import { PAGE } from '../../engine/tell-tickets';
import { BODY } from '../given/matter';
import { calmRulebook } from '../given/servers/config-folder';
import { SUPERVISOR } from '../given/hotline';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

const ADMIN = { role: 'admin', sub: 'admin-1' } as const;
/** Five pages of them, so that both are killed within one, and pages lie before and behind. */
const TICKETS = 5 * PAGE;
const YEAR = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear() + 1;
/** So many working days that what is registered today is to be dispatched in February of next year. */
const LIMIT = Array.from(
  { length: Math.ceil((Date.UTC(YEAR, 1, 10) - Date.now()) / 86_400_000) },
  (_, index) => new Date(Date.now() + index * 86_400_000).getUTCDay(),
).filter((day) => day !== 0 && day !== 6).length;

let service: WholeService;
beforeAll(async () => {
  const long = {
    ...calmRulebook('long'),
    clocks: {
      dispatching: { limit: `${LIMIT} workdays`, set: 'local' },
      handling: { limit: '5 workdays', set: 'local' },
    },
  };
  service = await startWholeService({ rulebooks: [long] });
});
afterAll(() => service?.stop());

/** Does something for each, 8 at a time. */
async function each<T, R>(all: readonly T[], act: (it: T) => Promise<R>): Promise<R[]> {
  const made: R[] = [];
  const left = all.values();
  const hand = async (): Promise<void> => {
    for (const it of left) made.push(await act(it));
  };
  await Promise.all(Array.from({ length: 8 }, hand));
  return made;
}

test('kill -9 of the worker, and then of the database, half-way through a change of 1,000 tickets: all are moved, each exactly once', async () => {
  const { hotline, worker, database } = service;
  const numbers = Array.from({ length: TICKETS }, (_, index) => index);
  const ids = await each(numbers, async () => (await hotline.register({ ...BODY, rulebook: 'long' })).id);
  const days = [4, 5, 6, 7, 8]
    .map((day) => `${YEAR}-01-0${day}`)
    .filter((date) => ![0, 6].includes(new Date(date).getUTCDay()))
    .map((date) => ({ date, working: false, name: '测试假日' }));
  const { body } = await hotline.ask<PublishedCalendarAnswer>(`/v1/calendars/${YEAR}`, {
    as: ADMIN,
    method: 'PUT',
    body: { source: '国务院办公厅通知（测试）', days },
  });
  const progress = async (): Promise<ChangeAnswer> =>
    (await hotline.ask<ChangeAnswer>(`/v1/calendars/changes/${body.change?.id}`, { as: SUPERVISOR })).body;
  const reached = (count: number) =>
    waitFor(`${count} tickets are moved`, async () => (await progress()).done >= count, { seconds: 180 });

  await reached(TICKETS / 5);
  await worker.kill();
  await worker.start();
  await reached(TICKETS / 2);
  expect((await progress()).state).toBe('running');
  await database.kill();
  await database.start();
  const change = await waitFor(
    'the change is completed',
    async () => {
      const now = await progress();
      return now.state !== 'running' && now.state !== undefined && now;
    },
    { seconds: 150, every: 1_000 },
  );
  expect(change).toMatchObject({
    state: 'completed',
    total: TICKETS,
    done: TICKETS,
    moved: TICKETS,
    failed: 0,
  });

  const reader = { ...SUPERVISOR, sub: 'reader' };
  const wrong = await each(ids, async (id) => {
    const events = await hotline.ask<{ items: EventAnswer[] }>(`/v1/tickets/${id}/events`, { as: reader });
    const moved = events.body.items.filter(({ type }) => type === 'clock-moved');
    const bound = events.body.items.filter(({ type }) => type === 'calendar-bound');
    return moved.length === 1 && bound.length === 1 ? [] : [id];
  });
  expect(wrong.flat()).toEqual([]);
  const shown = await hotline.ask<TicketAnswer>(`/v1/tickets/${ids[0]}`, { as: reader });
  expect(shown.body.clocks.find(({ name }) => name === 'dispatching')?.provisional).toBe(false);
}, 700_000);
