import type {
  CalendarAnswer,
  ChangeAnswer,
  PreviewAnswer,
  PublishedCalendarAnswer,
} from '../../api/law/answers';
import type { NotificationAnswer } from '../../api/tickets/answers';
import { calmRulebook } from '../given/servers/config-folder';
import { LEAD, SUPERVISOR } from '../given/hotline';
import { expectNoGap } from '../given/climbed-ladder';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

const ADMIN = { role: 'admin', sub: 'admin-1' } as const;
const NOTICE = '沿海市人民政府通告';
const CHINA = 8 * 3_600_000;
const DAY = 86_400_000;

const yearOf = (date: string): number => Number(date.slice(0, 4));
/** The day that ends at a moment. */
const lastDayOf = (due: string | undefined): string =>
  new Date(Date.parse(due ?? '') - 1 + CHINA).toISOString().slice(0, 10);

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('coast'), calmRulebook('inland')] });
});
afterAll(() => service?.stop());

const publish = (year: number, query: string, body: object) =>
  service.hotline.ask<PublishedCalendarAnswer>(`/v1/calendars/${year}${query}`, {
    as: ADMIN,
    method: 'PUT',
    body,
  });

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

const boundBy = async (id: string) =>
  (await service.hotline.ledger(id)).flatMap(({ type, data }) =>
    type === 'calendar-bound' ? [data.change] : [],
  );

test('T-7, T-9: a typhoon day moves the open tickets of its city, and no others; the nation’s next publication moves all, and leaves the city its day', async () => {
  const { hotline } = service;
  const coast = await hotline.dispatched({ rulebook: 'coast' });
  const inland = await hotline.dispatched({ rulebook: 'inland' });
  const before = await handlingOf(coast.id);
  expect(await handlingOf(inland.id)).toMatchObject({ due: before?.due });
  // The last day that counts: a working day, which the typhoon takes.
  const lastDay = lastDayOf(before?.due);
  const year = yearOf(lastDay);
  const days = [{ date: lastDay, working: false, name: '台风停工' }];

  const preview = await hotline.ask<PreviewAnswer>('/v1/calendars/preview?rulebook=coast', {
    as: SUPERVISOR,
    body: { year, days },
  });
  expect(preview.body).toMatchObject({ tickets: 1, affected: 1, clocks: { moved: 1, later: 1 } });

  const published = await publish(year, '?rulebook=coast', { source: NOTICE, days });
  expect(published.body).toMatchObject({ year, rulebook: 'coast', version: 1, days });
  const during = await hotline.dispatched({ rulebook: 'coast' });
  const local = await completed(published.body.change?.id);
  expect(local).toMatchObject({ kind: 'calendar', year, rulebook: 'coast', moved: 1, failed: 0 });
  expect(local.done).toBe(local.total);

  const after = await handlingOf(coast.id);
  expect(Date.parse(after?.due ?? '') - Date.parse(before?.due ?? '')).toBeGreaterThanOrEqual(DAY);
  expect((await handlingOf(during.id))?.due).toBe(after?.due);
  const ledger = await hotline.ledger(coast.id);
  expect(ledger.filter(({ type }) => type === 'clock-moved').map(({ data }) => data)).toEqual([
    expect.objectContaining({ before: before?.due, after: after?.due, cause: 'calendar', source: 'T-7' }),
  ]);
  expectNoGap(await hotline.ticket(coast.id), ledger);
  expect(await boundBy(inland.id)).toEqual([]);
  expect((await handlingOf(inland.id))?.due).toBe(before?.due);

  const explained = await hotline.ask<{ items: { clock: string; explanation: string }[] }>(
    `/v1/tickets/${coast.id}/deadlines`,
  );
  expect(explained.body.items.find(({ clock }) => clock === 'handling-1')?.explanation).toContain(
    `不再计入${lastDay} 台风停工，${NOTICE}`,
  );
  const { body: told } = await hotline.ask<{ items: NotificationAnswer[] }>(
    `/v1/units/${LEAD}/notifications?limit=100`,
  );
  const digest = told.items.filter(({ template }) => template === 'dates-moved');
  expect(digest.map(({ text }) => text)).toEqual([
    expect.stringContaining(`公布${year}年地方工作日历（coast，第1版）`),
  ]);

  const again = await publish(year, '?rulebook=coast', { source: NOTICE, days });
  expect([again.body.version, again.body.change?.id]).toEqual([1, local.id]);

  // The nation takes the day after: everywhere it is off, and on the coast the typhoon's day as well.
  const dayAfter = lastDayOf(after?.due);
  const { body: nation } = await hotline.ask<Partial<CalendarAnswer>>(`/v1/calendars/${yearOf(dayAfter)}`);
  const newest = [
    ...(nation.days ?? []).filter(({ date }) => date !== dayAfter),
    { date: dayAfter, working: false, name: '增加的假日' },
  ];
  const national = await publish(yearOf(dayAfter), '', { source: '国务院补充通知', days: newest });
  expect(await completed(national.body.change?.id)).toMatchObject({ failed: 0, moved: 2 });
  expect((await handlingOf(inland.id))?.due).toBe(before?.due);
  for (const { id } of [coast, during])
    expect(Date.parse((await handlingOf(id))?.due ?? '')).toBeGreaterThan(Date.parse(after?.due ?? ''));
  expect(await boundBy(inland.id)).toEqual([national.body.change?.id]);
  expect(await boundBy(coast.id)).toEqual([local.id, national.body.change?.id]);

  const { body: shown } = await hotline.ask<CalendarAnswer>(`/v1/calendars/${year}?rulebook=coast`);
  expect(shown).toMatchObject({ rulebook: 'coast', local: { source: NOTICE } });
  expect(shown.days.filter(({ whose }) => whose === 'local').map(({ date }) => date)).toEqual([lastDay]);
  const versions = await hotline.ask<{ items: object[] }>(`/v1/calendars/${year}/versions?rulebook=coast`);
  expect(versions.body.items).toMatchObject([{ version: 1, source: NOTICE, by: ADMIN.sub, days }]);
}, 180_000);
