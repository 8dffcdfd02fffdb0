import { keysOf, ROLES } from '../../domain/words';
import { serve, type Service, token } from '../given/servers/api-alone';

let service: Service;
let anyone: string;
beforeAll(async () => {
  service = await serve();
  anyone = await token({ role: 'auditor' });
});
afterAll(() => service.stop());

const get = (path: string) => service.ask(path, { token: anyone });

describe('T-8: deadlines over HTTP, explained', () => {
  test('T-1: the worked example, with the offset’s + encoded and as people type it', async () => {
    for (const plus of ['%2B', '+']) {
      const { status, body } = await get(
        `/v1/deadlines?from=2026-09-29T10:00:00${plus}08:00&limit=5%20workdays`,
      );
      expect(status).toBe(200);
      expect(body).toMatchObject({
        due: '2026-10-13T00:00:00+08:00',
        provisional: false,
        counted: ['2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12'],
      });
      expect(body.skipped).toContainEqual({
        date: '2026-10-01',
        why: expect.stringMatching(/^国庆节，国务院/),
      });
      expect(body.explanation).toContain('调休上班');
    }
  });

  test('T-7: a year that is not published is provisional', async () => {
    const { body } = await get('/v1/deadlines?from=2027-03-01T10:00:00%2B08:00&limit=2%20workdays');
    expect(body).toMatchObject({ due: '2027-03-04T00:00:00+08:00', provisional: true });
  });

  test('T-4: a limit in minutes runs round the clock', async () => {
    const { body } = await get(
      '/v1/deadlines?from=2026-09-29T23:30:00%2B08:00&limit=60%20minutes&rulebook=beijing',
    );
    expect(body).toMatchObject({ due: '2026-09-30T00:30:00+08:00', counted: [], skipped: [] });
  });

  test.each([
    ['limit=5', 'limit'],
    ['', 'limit'],
    ['limit=751%20workdays', 'limit'],
    ['limit=5%20workdays&from=yesterday', 'from'],
    ['limit=5%20workdays&from=0026-09-29T10:00:00Z', 'from'],
    ['limit=5%20workdays&rulebook=atlantis', 'rulebook'],
    ['limit=5%20workdays&zone=UTC', 'zone'],
  ])('asked for by “%s”: 422', async (query, path) => {
    const { status, body } = await get(`/v1/deadlines?${query}`);
    expect([status, body.errors[0].path]).toEqual([422, path]);
  });
});

test('rulebooks, in the words of their files', async () => {
  const { body } = await get('/v1/rulebooks');
  const ids = body.items.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(
    expect.arrayContaining(['beijing', 'huizhou', 'jinan', 'jinan-enforcement', 'weifang']),
  );
  const weifang = await get('/v1/rulebooks/weifang');
  expect(weifang.body).toMatchObject({
    id: 'weifang',
    dayEnds: '24:00',
    clocks: { handling: { limit: '5 workdays' } },
  });
  expect((await get('/v1/rulebooks/atlantis')).status).toBe(404);
});

test('categories, to every role', async () => {
  for (const role of keysOf(ROLES)) {
    const claims = { unit: 'chengguan', ticket: 'HY-0000-0000-0000' };
    const asked = await service.ask('/v1/categories', { token: await token({ role, ...claims }) });
    expect(asked.status).toBe(200);
    expect(asked.body.items).toContainEqual({ id: '市容环境/占道经营' });
  }
});

test('a street with its list of duties', async () => {
  const { body } = await get('/v1/units');
  expect(body.items).toContainEqual({
    id: 'luoyuan',
    name: '泺源街道办事处',
    level: 'street',
    parent: 'shizhong',
    duties: ['市容环境/垃圾清运', '民政/养老服务'],
  });
});

test('units, without their contacts', async () => {
  const { body } = await get('/v1/units');
  expect(body.items).toContainEqual({ id: 'chengguan', name: '市城市管理局', level: 'department' });
  expect(JSON.stringify(body)).not.toMatch(/contact|webhook|email/);
});

test('a published year has the days that differ; an unpublished one is 404', async () => {
  const { body } = await get('/v1/calendars/2026');
  expect(body).toMatchObject({ year: 2026, source: expect.stringContaining('国务院') });
  expect(body.days).toContainEqual({ date: '2026-10-10', working: true, name: expect.any(String) });
  for (const year of ['2027', 'next', '02026']) expect((await get(`/v1/calendars/${year}`)).status).toBe(404);
});
