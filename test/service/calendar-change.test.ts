import type { ChangeAnswer, PublishedCalendarAnswer } from '../../api/law/answers';
import type { NotificationAnswer } from '../../api/tickets/answers';
import { BODY } from '../given/matter';
import { calmRulebook } from '../given/servers/config-folder';
import { LEAD, OPERATOR, type ProblemAnswer, SUPERVISOR, unit } from '../given/hotline';
import { expectNoGap } from '../given/climbed-ladder';
import { DELIVERIES, SWEEPS } from '../../workflows/queues';
import { queuesIn } from '../given/histories';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

const ADMIN = { role: 'admin', sub: 'admin-1' } as const;
const THIS_YEAR = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear();
const NEXT_YEAR = THIS_YEAR + 2;

/** So many working days that a limit of today ends in the year after next, which nobody has published. */
const UNTIL_THEN = Array.from(
  { length: Math.ceil((Date.UTC(NEXT_YEAR, 1, 1) - Date.now()) / 86_400_000) },
  (_, index) => new Date(Date.now() + index * 86_400_000).getUTCDay(),
).filter((day) => day !== 0 && day !== 6).length;
const LONG = {
  ...calmRulebook('long'),
  clocks: { handling: { limit: `${UNTIL_THEN} workdays`, set: 'local' } },
};

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [LONG, calmRulebook('calm')] });
});
afterAll(() => service?.stop());

/** The first weekdays of January are off. */
const holidays = (year: number, count: number) =>
  Array.from({ length: 20 }, (_, index) => `${year}-01-${String(index + 1).padStart(2, '0')}`)
    .filter((date) => ![0, 6].includes(new Date(date).getUTCDay()))
    .slice(0, count)
    .map((date) => ({ date, working: false, name: '元旦' }));

const publish = <T = PublishedCalendarAnswer>(year: number | string, body: object) =>
  service.hotline.ask<T>(`/v1/calendars/${year}`, { as: ADMIN, method: 'PUT', body });

const completed = (id: number | undefined): Promise<ChangeAnswer> =>
  waitFor(
    'the change is completed',
    async () => {
      const { body } = await service.hotline.ask<ChangeAnswer>(`/v1/calendars/changes/${id}`);
      return body.state === 'completed' && body;
    },
    { seconds: 60, every: 300 },
  );

const handlingOf = async (id: string) =>
  (await service.hotline.ticket(id)).clocks.find(({ name }) => name === 'handling');

const messagesOf = async (of: string, as: typeof OPERATOR | ReturnType<typeof unit> = OPERATOR) => {
  const { body } = await service.hotline.ask<{ items: NotificationAnswer[] }>(
    `/v1/units/${of}/notifications?limit=100`,
    { as },
  );
  return body.items.filter(({ template }) => template === 'dates-moved');
};

test('T-7: a year that is published moves every open clock that leans on it, once, and says so; alaveteli#7292, zammad#534', async () => {
  const { hotline, engine } = service;
  const open = await Promise.all([1, 2, 3].map(() => hotline.dispatched({ rulebook: 'long' })));
  const calm = await hotline.dispatched({ rulebook: 'calm' });
  const quiet = await hotline.dispatched({
    rulebook: 'long',
    caller: { ...BODY.caller, wantsReply: false },
  });
  const before = await handlingOf(open[0]?.id ?? '');
  expect(before?.provisional).toBe(true);
  const calmBefore = await handlingOf(calm.id);

  // The years in between are published first, one after the other, as they would be.
  for (let year = THIS_YEAR; year < NEXT_YEAR; year++) {
    const { body } = await hotline.ask<{ days: object[]; source: string }>(`/v1/calendars/${year}`);
    if (body.days) continue;
    await publish(year, { source: `国务院办公厅通知${year}`, days: [] });
  }
  const body = { year: NEXT_YEAR, source: '国务院办公厅通知（测试）', days: holidays(NEXT_YEAR, 5) };
  const published = await publish(NEXT_YEAR, body);
  expect(published.status).toBe(200);
  expect(published.body).toMatchObject({ year: NEXT_YEAR, version: 1, days: body.days });
  const during = await hotline.dispatched({ rulebook: 'long' });
  const change = await completed(published.body.change?.id);
  expect(change).toMatchObject({ kind: 'calendar', year: NEXT_YEAR, failed: 0, moved: 4 });
  expect(change.done).toBe(change.total);
  expect(change.done).toBeGreaterThanOrEqual(5);

  for (const { id } of open) {
    const clock = await handlingOf(id);
    expect(clock?.provisional).toBe(false);
    expect(Date.parse(clock?.due ?? '')).toBeGreaterThan(Date.parse(before?.due ?? ''));
    const ledger = await hotline.ledger(id);
    const [moved, ...more] = ledger.filter(
      ({ type, data }) => type === 'clock-moved' && data.before !== data.after,
    );
    expect(more).toEqual([]);
    expect(moved?.data).toMatchObject({
      cause: 'calendar',
      source: 'T-7',
      before: before?.due,
      after: clock?.due,
    });
    expectNoGap(await hotline.ticket(id), ledger);
    const told = (await hotline.outbox(id)).filter(({ template }) => template === 'dates-moved');
    expect(told.map(({ to }) => to)).toEqual(['caller']);
  }
  expect((await hotline.outbox(quiet.id)).filter(({ template }) => template === 'dates-moved')).toEqual([]);
  expect(await handlingOf(calm.id)).toEqual(calmBefore);
  // Registered while it was under way, it is right from its start, and final.
  expect(await handlingOf(during.id)).toMatchObject({
    due: (await handlingOf(open[0]?.id ?? ''))?.due,
    provisional: false,
  });

  const [digest, ...none] = await messagesOf(LEAD);
  expect(none).toEqual([]);
  expect(digest?.text).toContain('4件');
  for (const { id } of [...open, quiet]) expect(digest?.text).toContain(id);
  expect(await messagesOf('hotline')).toHaveLength(1);
  await waitFor('it was sent', async () => (await messagesOf(LEAD))[0]?.status === 'sent');
  expect(await messagesOf(LEAD, unit(LEAD))).toHaveLength(1);
  expect((await hotline.ask(`/v1/units/${LEAD}/notifications`, { as: unit('shuiwu') })).status).toBe(403);

  const handle = engine.workflow.getHandle(`change-${change.id}`);
  expect([...new Set(queuesIn(await handle.fetchHistory()))]).toEqual([SWEEPS, DELIVERIES]);
  const { runId } = await handle.describe();
  const again = await publish(NEXT_YEAR, { ...body, days: body.days.toReversed() });
  expect([again.status, again.body.version, again.body.change?.id]).toEqual([200, 1, change.id]);
  expect((await engine.workflow.getHandle(`change-${change.id}`).describe()).runId).toBe(runId);
  const listed = await hotline.ask<{ items: ChangeAnswer[] }>('/v1/calendars/changes', { as: SUPERVISOR });
  expect(listed.body.items[0]?.id).toBe(change.id);

  // A second edition takes a day back: what was final moves once more.
  const second = await publish(NEXT_YEAR, { source: body.source, days: holidays(NEXT_YEAR, 4) });
  expect(second.body.version).toBe(2);
  expect(await completed(second.body.change?.id)).toMatchObject({ moved: 5, failed: 0 });
  // A retry of the first that comes this late brings nothing back.
  expect(await publish<ProblemAnswer>(NEXT_YEAR, body)).toMatchObject({
    status: 412,
    body: { detail: expect.stringContaining('Edition 1 says the same') as string },
  });
  const editions = await hotline.ask<{ items: unknown[] }>(`/v1/calendars/${NEXT_YEAR}/versions`);
  expect(editions.headers.get('etag')).toBe('"2"');
  expect(editions.body.items).toMatchObject([
    { version: 2, by: ADMIN.sub },
    { version: 1, days: body.days },
  ]);
}, 180_000);

test('a workflow that was terminated while its change is under way is started again by the sweep', async () => {
  const { hotline, engine, worker } = service;
  await hotline.dispatched({ rulebook: 'long' });
  await worker.stop();
  const { body } = await publish(NEXT_YEAR, {
    source: '国务院办公厅通知（第三版）',
    days: holidays(NEXT_YEAR, 3),
  });
  await engine.workflow.getHandle(`change-${body.change?.id}`).terminate('by hand');
  await worker.start();
  expect(await completed(body.change?.id)).toMatchObject({ failed: 0 });
}, 120_000);

test('what is not a year is refused, all of it at once', async () => {
  const { status, body } = await publish<ProblemAnswer>(NEXT_YEAR, {
    year: NEXT_YEAR + 1,
    days: [
      { date: `${NEXT_YEAR}-02-30`, working: false, name: 'x' },
      { date: `${NEXT_YEAR}-01-05`, working: false, name: 'x' },
      { date: `${NEXT_YEAR}-01-05`, working: false, name: 'x' },
    ],
  });
  expect(status).toBe(422);
  expect(body.errors?.map(({ path }) => path).toSorted()).toEqual([
    'days.0.date',
    'days.2.date',
    'source',
    'year',
  ]);
  const past = await publish<ProblemAnswer>(THIS_YEAR - 2, { source: 'x', days: [] });
  expect([past.status, past.body.errors?.[0]?.path]).toEqual([422, 'year']);
});
