import { calendarBody, localCalendarBody } from '../../api/law/calendar-body';
import { partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';

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

describe('the days of a city', () => {
  const NOTICE = '济南市人民政府通告';
  const local = new Map([
    [
      'jinan',
      [
        { year: 2026, source: NOTICE, days: [{ date: '2026-10-09', working: false, name: '台风停工' }] },
        { year: 2027, source: NOTICE, days: [{ date: '2027-01-04', working: false, name: '灯会' }] },
      ],
    ],
  ]);
  const own = partsOnTheirOwn();
  const known = {
    ...own.calendars,
    lately: async () => ({ years: own.calendars.packaged, local }),
  };
  let city: Service;
  beforeAll(async () => {
    city = await serve({ ...own, calendars: known });
  });
  afterAll(() => city.stop());
  const get = async (path: string) => city.ask(path, { token: admin });

  test.each([
    ['GET', `/v1/calendars/${YEAR}`],
    ['PUT', `/v1/calendars/${YEAR}`],
    ['GET', `/v1/calendars/${YEAR}/versions`],
    ['POST', '/v1/calendars/preview'],
    ['GET', '/v1/deadlines'],
  ])('%s %s of a rulebook that is not there is 422, and lists those that are', async (method, path) => {
    const body = { GET: undefined, PUT: good, POST: { year: YEAR, days: [] } }[method];
    const { status, body: problem } = await city.ask(
      `${path}?rulebook=atlantis${path.endsWith('deadlines') ? '&limit=1%20workdays' : ''}`,
      { token: admin, method, body },
    );
    expect(status).toBe(422);
    expect(problem.errors).toEqual([
      expect.objectContaining({
        path: 'rulebook',
        message: expect.stringMatching(/^expected the id of a rulebook, one of: .*jinan/),
      }),
    ]);
  });

  test('T-8: lie over the national ones, each day saying whose it is, with both sources', async () => {
    const nation = (await get('/v1/calendars/2026')).body;
    expect(Object.keys(nation).toSorted()).toEqual(['days', 'source', 'year']);
    expect(Object.keys(nation.days[0]).toSorted()).toEqual(['date', 'name', 'working']);
    const { body } = await get('/v1/calendars/2026?rulebook=jinan');
    expect(body).toMatchObject({
      year: 2026,
      rulebook: 'jinan',
      source: nation.source,
      local: { source: NOTICE },
    });
    expect(body.days.filter(({ whose }: { whose: string }) => whose === 'local')).toEqual([
      { date: '2026-10-09', working: false, name: '台风停工', whose: 'local' },
    ]);
    expect(body.days).toHaveLength(nation.days.length + 1);
    const other = (await get('/v1/calendars/2026?rulebook=weifang')).body;
    expect([other.local, other.days.length]).toEqual([undefined, nation.days.length]);
  });

  test('T-7: of a year that the nation has not published have no national source', async () => {
    const { body } = await get('/v1/calendars/2027?rulebook=jinan');
    expect(body).toEqual({
      year: 2027,
      rulebook: 'jinan',
      local: { source: NOTICE },
      days: [{ date: '2027-01-04', working: false, name: '灯会', whose: 'local' }],
    });
    for (const query of ['', '?rulebook=weifang'])
      expect((await get(`/v1/calendars/2027${query}`)).status).toBe(404);
  });

  test('T-8: a deadline counts by them where their rulebook is asked for', async () => {
    const asked = (query: string) =>
      get(`/v1/deadlines?from=2026-10-08T10:00:00%2B08:00&limit=1%20workdays${query}`);
    for (const query of ['', '&rulebook=weifang'])
      expect((await asked(query)).body.due).toBe('2026-10-10T00:00:00+08:00');
    const { body } = await asked('&rulebook=jinan');
    expect(body).toMatchObject({ due: '2026-10-11T00:00:00+08:00', provisional: false });
    expect(body.skipped).toContainEqual({ date: '2026-10-09', why: `台风停工，${NOTICE}` });
    expect(body.explanation).toContain('计入的依据：2026-10-10 国庆节调休上班，国务院');
    const next = await get(
      '/v1/deadlines?from=2026-12-31T10:00:00%2B08:00&limit=2%20workdays&rulebook=jinan',
    );
    expect(next.body).toMatchObject({ due: '2027-01-06T00:00:00+08:00', provisional: true });
  });

  test('are kept as the notice has them, and in their order: also one that the nation takes off anyway', async () => {
    const days = [
      { date: `${YEAR}-10-02`, working: false, name: '台风' },
      { date: `${YEAR}-10-01`, working: false, name: '台风' },
      ...[3, 4, 5, 6, 7, 8].map((day) => ({ date: `${YEAR}-10-0${day}`, working: false, name: '台风' })),
    ];
    const body = { year: YEAR, source: NOTICE, days };
    expect(localCalendarBody.parse(body).days).toEqual(days.toSorted((a, b) => (a.date < b.date ? -1 : 1)));
    expect(calendarBody.parse(body).days.length).toBeLessThan(8);
    const query = '?rulebook=jinan';
    expect(
      (await city.ask(`/v1/calendars/${YEAR}${query}`, { token: admin, method: 'PUT', body })).status,
    ).toBe(503);
    const twice = { ...good, days: [...good.days, ...good.days] };
    const refused = await city.ask(`/v1/calendars/${YEAR}${query}`, {
      token: admin,
      method: 'PUT',
      body: twice,
    });
    expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'days.1.date']);
    const inBody = await put(YEAR, { ...good, rulebook: 'jinan' });
    expect([inBody.status, inBody.body.errors[0].path]).toEqual([422, 'rulebook']);
  });
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
