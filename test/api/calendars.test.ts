import { serve, type Service, token } from '../given/servers/api-alone';

let service: Service;
let admin: string;
beforeAll(async () => {
  service = await serve();
  admin = await token({ role: 'admin' });
});
afterAll(() => service.stop());

const YEAR = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear() + 1;
const good = { source: '国务院办公厅通知', days: [{ date: `${YEAR}-01-01`, working: false, name: '元旦' }] };
const put = (year: number | string, body: unknown, by = admin) =>
  service.ask(`/v1/calendars/${year}`, { token: by, method: 'PUT', body });

test.each(['operator', 'supervisor', 'auditor'])(
  '%s publishes no year and applies no rulebook',
  async (role) => {
    const by = await token({ role });
    expect((await put(YEAR, good, by)).status).toBe(403);
    const reapply = { token: by, body: { reason: 'x' } };
    expect((await service.ask('/v1/rulebooks/weifang/reapply', reapply)).status).toBe(403);
  },
);

test('a unit and a caller do not see changes', async () => {
  for (const claims of [
    { role: 'unit', unit: 'chengguan' },
    { role: 'caller', ticket: 'HY-0000-0000-0000' },
  ])
    expect((await service.ask('/v1/calendars/changes', { token: await token(claims) })).status).toBe(403);
});

test.each([
  ['no source', YEAR, { days: [] }, ['source']],
  ['no days', YEAR, { source: 'x' }, ['days']],
  ['another year in its body', YEAR, { ...good, year: YEAR + 1 }, ['year']],
  ['a year long past', YEAR - 3, { source: 'x', days: [] }, ['year']],
  ['no year at all', 'next', { source: 'x', days: [] }, ['year']],
  ['a field that nobody knows', YEAR, { ...good, note: 'x' }, ['note']],
  ['a list', YEAR, [], ['']],
  [
    'dates that are none, lie elsewhere, or come twice, all told at once',
    YEAR,
    {
      source: '',
      days: [
        { date: `${YEAR}-02-30`, working: false, name: 'x' },
        { date: `${YEAR + 1}-01-04`, working: false, name: 'x' },
        { date: `${YEAR}-01-05`, working: false, name: 'x' },
        { date: `${YEAR}-01-05`, working: true, name: 'x' },
      ],
    },
    ['days.0.date', 'days.1.date', 'days.3.date', 'source'],
  ],
])('a calendar with %s is 422', async (_what, year, body, paths) => {
  const { status, body: problem } = await put(year, body);
  expect(status).toBe(422);
  expect(problem.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual(paths);
});

test('a good one gets as far as the database, which is away here; deadlines go on by what is known', async () => {
  expect((await put(YEAR, good)).status).toBe(503);
  expect((await service.ask('/v1/deadlines?limit=5%20workdays', { token: admin })).status).toBe(200);
});

test('a rulebook is applied anew only with a reason, to tickets that can be', async () => {
  const ask = (body: unknown, id = 'weifang') =>
    service.ask(`/v1/rulebooks/${id}/reapply`, { token: admin, body });
  expect((await ask({ reason: 'x' }, 'atlantis')).status).toBe(404);
  const { status, body } = await ask({ tickets: ['1'], kind: 'joke', district: 'atlantis' });
  expect(status).toBe(422);
  expect(body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual([
    'district',
    'kind',
    'reason',
    'tickets.0',
  ]);
});
