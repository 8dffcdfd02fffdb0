import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ownConfigDir } from '../../config/load';
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
  const shipped = ['beijing', 'huizhou', 'jinan', 'jinan-enforcement', 'weifang'];
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(shipped));
  for (const id of shipped) {
    const file = readFileSync(join(ownConfigDir(), 'rulebooks', `${id}.yaml`), 'utf8');
    const { hash, ...said } = (await get(`/v1/rulebooks/${id}`)).body;
    expect(said).toEqual(parse(file));
    expect(hash).toBe(createHash('sha256').update(file).digest('hex'));
  }
  expect((await get('/v1/rulebooks/atlantis')).status).toBe(404);
});

describe('the limits that a ticket would get', () => {
  const limits = async (id: string, query: string) => {
    const { status, body } = await get(`/v1/rulebooks/${id}/limits?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return body;
  };
  const item = async (id: string, query: string, clock: string) =>
    (await limits(id, query)).items.find((it: { clock: string }) => it.clock === clock);

  test('HZ-1: by its kind, from the receipt, with the line that decides', async () => {
    expect(await item('huizhou', 'kind=complaint', 'handling')).toEqual({
      clock: 'handling',
      label: '办理时限',
      limit: '15 workdays',
      from: 'receipt',
      line: 'clocks.handling.limit.complaint',
      for: { kind: ['complaint'] },
      source: 'HZ-1',
      note: expect.any(String),
    });
    expect(await item('huizhou', 'kind=consultation', 'handling')).toMatchObject({ limit: '2 workdays' });
  });

  test('BJ-6: by its grade, which the city set itself; without one, by the default', async () => {
    expect(await item('beijing', 'kind=help&urgency=critical', 'handling')).toMatchObject({
      limit: '2 hours',
      line: 'clocks.handling.limit.critical',
      for: { urgency: ['critical'] },
      set: 'local',
    });
    const { ticket, items } = await limits('beijing', 'kind=help');
    expect(ticket).toEqual({ kind: 'help', urgency: 'ordinary', level: 'city' });
    expect(items).toContainEqual(expect.objectContaining({ line: 'clocks.handling.limit.ordinary' }));
  });

  test('WF-20, JN-4: one limit for all, and a promise that has none', async () => {
    const asked = `kind=report&level=province&category=${encodeURIComponent('市容环境/占道经营')}`;
    expect(await item('weifang', asked, 'handling')).toEqual({
      clock: 'handling',
      label: '办理时限',
      limit: '5 workdays',
      line: 'clocks.handling.limit',
      source: 'WF-20',
    });
    expect(await item('jinan', 'kind=help', 'promise')).toEqual({
      clock: 'promise',
      label: '挂账承诺时限',
      limit: null,
      line: 'clocks.promise',
      source: 'JN-4',
    });
  });

  test('JE-3, JE-8, JE-9: a clock of some channels says so, one of other kinds is not there, and on the spot has its own', async () => {
    expect(await item('jinan-enforcement', 'kind=complaint', 'registration')).toMatchObject({
      channels: ['sms', 'mailbox', 'weibo', 'wechat', 'app', 'web'],
    });
    expect(await item('jinan-enforcement', 'kind=complaint', 'arrival')).toMatchObject({
      limit: '60 minutes',
    });
    expect(await item('jinan-enforcement', 'kind=consultation', 'arrival')).toBeUndefined();
    expect(await item('jinan-enforcement', 'kind=complaint', 'handling')).toMatchObject({
      onTheSpot: { limit: 'same day', line: 'clocks.handling.onTheSpot.limit', source: 'JE-9' },
    });
  });

  test('the returning window, extension, deferral and decision, each with where it comes from', async () => {
    expect(await limits('weifang', 'kind=complaint')).toMatchObject({
      rulebook: 'weifang',
      returning: { limit: '2 workdays', line: 'returning.limit', set: 'local' },
      extension: { times: 0, line: 'extension', notified: false, source: 'WF-20' },
      deferral: { times: 2, longest: '180 days', line: 'deferral', source: 'WF-20' },
      decision: { longest: '15 workdays', line: 'decision.longest', set: 'local' },
    });
    const beijing = await limits('beijing', 'kind=complaint');
    expect(beijing.returning).toBeUndefined();
    expect(beijing.extension).toMatchObject({ times: 1, longest: '15 days', notified: true, source: 'BJ-9' });
  });

  test('to every role but a gateway', async () => {
    for (const role of keysOf(ROLES)) {
      const asker = await token({ role, unit: 'chengguan', ticket: 'HY-0000-0000-0000' });
      const { status } = await service.ask('/v1/rulebooks/jinan/limits?kind=help', { token: asker });
      expect([role, status]).toEqual([role, role === 'gateway' ? 403 : 200]);
    }
  });

  test('what is wrong is refused, all of it at once, with what is expected', async () => {
    const { status, body } = await get(
      '/v1/rulebooks/beijing/limits?kind=praise&urgency=soon&level=town&category=%E6%B5%B7%E6%B4%8B&colour=red',
    );
    expect(status).toBe(422);
    expect(body.errors).toEqual(
      expect.arrayContaining([
        {
          path: 'kind',
          message: expect.stringMatching(/^expected a kind of ticket, one of: consultation, /),
        },
        { path: 'urgency', message: expect.stringMatching(/one of: critical, urgent, ordinary, complex$/) },
        { path: 'level', message: 'expected one of: city, province, state' },
        expect.objectContaining({ path: 'category' }),
        expect.objectContaining({ path: 'colour' }),
      ]),
    );
    expect(body.errors).toHaveLength(5);
  });

  test.each([
    ['', 'kind', /^expected a kind of ticket/],
    ['kind=help&kind=report', 'kind', /^expected a kind of ticket/],
    ['kind=help&urgency=critical', 'urgency', /^expected none/],
    ['kind=help&category=', 'category', /./],
    ['kind=help&level=', 'level', /^expected one of: city/],
  ])('asked for by “%s”: 422', async (query, path, message) => {
    const { status, body } = await get(`/v1/rulebooks/jinan/limits?${query}`);
    expect([status, body.errors[0].path]).toEqual([422, path]);
    expect(body.errors[0].message).toMatch(message);
  });

  test('of a rulebook that is not there: 404, whatever else is wrong', async () =>
    expect((await get('/v1/rulebooks/atlantis/limits?kind=praise')).status).toBe(404));
});

test('categories, to every role but a gateway', async () => {
  for (const role of keysOf(ROLES).filter((it) => it !== 'gateway')) {
    const claims = { unit: 'chengguan', ticket: 'HY-0000-0000-0000' };
    const asked = await service.ask('/v1/categories', { token: await token({ role, ...claims }) });
    expect(asked.status).toBe(200);
    expect(asked.body.items).toContainEqual({ id: '市容环境/占道经营', code: '0101' });
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
