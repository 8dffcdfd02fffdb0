import { randomBytes } from 'node:crypto';
import type { Database } from '../../api/database';
import { csvOf } from '../../api/reports/csv';
import { dataKeys } from '../../keys/data-keys';
import { openStore, type Store } from '../../storage/store';
import type { Registration } from '../../domain/ticket/register';
import { CHENGGUAN, HUANBAO, SUPERVISOR, ticketIn } from '../given/cities';
import { aMatter } from '../given/matter';
import { config, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';
import { NOT_FAKED } from '../given/only-the-date';

let database: TestDatabase;
let store: Store;
let service: Service;
let ids: string[];

/** In Weifang: handled late and then terminated in October, in two kinds; and one of another unit. */
beforeAll(async () => {
  jest.useFakeTimers({ now: at('2026-11-03 10:00'), doNotFake: NOT_FAKED });
  database = await startDatabase();
  store = openStore(database.connection, dataKeys(randomBytes(32)));
  await store.assessments.keep(config.assessments.values(), at('2026-11-01 00:00'));
  ids = [];
  for (const kind of ['complaint', 'help'] as const)
    ids.push(await recorded(ended(dispatched({ ...aMatter(), kind }))));
  ids.push(await recorded(ended(dispatched(aMatter(), HUANBAO), HUANBAO)));
  const parts = partsOnTheirOwn();
  const own = {
    store: async () => store,
    hindrance: async () => undefined,
    close: async () => {},
  } satisfies Database;
  service = await serve({ ...parts, database: own });
});
afterAll(async () => {
  await service.stop();
  await database.stop();
  jest.useRealTimers();
});

const dispatched = (matter: Registration, unit = CHENGGUAN): Story =>
  ticketIn('weifang', matter).do(at('2026-09-29 11:00'), dispatchTo(unit));
const ended = (story: Story, unit = CHENGGUAN): Story =>
  story
    .do(
      at('2026-10-20 09:00'),
      command('request-termination', { ground: 'uncooperative' }, { ...asUnit(unit), parts: ['reason'] }),
    )
    .do(
      at('2026-10-20 10:00'),
      command('decide', { request: 'termination', approve: true }, { ...SUPERVISOR, parts: ['reason'] }),
    );

async function recorded(story: Story): Promise<string> {
  const { matter, ticket } = story;
  const plain = intake(matter);
  await store.tickets.add({ ...plain, input: { ...plain.input, rules: ticket.law.rules } });
  await store.recordTurn(turnOf(story), []);
  return matter.id;
}

const REPORT = '/v1/reports/2026-10?rulebook=weifang';
const behind = (query: string): string => `/v1/reports/2026-10/tickets?rulebook=weifang&${query}`;
/** Made when it is needed: days go by. */
const supervisor = () => token({ role: 'supervisor' });
const unit = (id: string) => token({ role: 'unit', unit: id, sub: `${id}-1` });
const rowsOf = (body: { rows: { key: string; values: Record<string, object> }[] }) =>
  new Map(body.rows.map(({ key, values }) => [key, values]));

test('a month’s report has its period, its assessment, what each indicator means, and the figures of each unit', async () => {
  const { status, body } = await service.ask(REPORT, { token: await supervisor() });
  expect(status).toBe(200);
  expect(body.period).toEqual({
    month: '2026-10',
    from: '2026-10-01T00:00:00+08:00',
    to: '2026-11-01T00:00:00+08:00',
    ended: true,
  });
  expect(body.assessment).toMatchObject({
    id: 'weifang',
    version: config.assessments.get('weifang')?.version,
  });
  expect(body.indicators.find(({ id }: { id: string }) => id === 'on-time')).toMatchObject({
    name: '按时办结率',
    denominator: { id: 'clocks-due' },
    month: 'due',
    source: 'JE-22',
  });
  const rows = rowsOf(body);
  expect([...rows.keys()]).toEqual(['chengguan', 'hotline', 'huanbao'].filter((it) => rows.has(it)));
  expect(rows.get('chengguan')).toMatchObject({
    volume: { numerator: 2, denominator: null, value: 2 },
    'on-time': { numerator: 0, denominator: 2, value: 0 },
    resolution: { numerator: 0, denominator: 0, value: null },
  });
  expect(body.total).toMatchObject({ 'on-time': { numerator: 0, denominator: 3 } });
});

test.each([
  ['kind', { complaint: 2, help: 1 }],
  ['tier', { department: 3 }],
  ['district', { lixia: 3 }],
  ['category', { '市容环境/占道经营': 3 }],
])('set out by %s', async (by, volumes) => {
  const { body } = await service.ask(`${REPORT}&by=${by}`, { token: await supervisor() });
  const volume = [...rowsOf(body)].map(([key, { volume }]) => [key, (volume as { value: number }).value]);
  expect(Object.fromEntries(volume)).toEqual(volumes);
});

test('every number opens its tickets, page by page, and they come to the number; a leader sees no text of them', async () => {
  const leader = await token({ role: 'leader' });
  const query = 'by=unit&key=chengguan&indicator=urges&part=denominator&limit=1';
  const first = await service.ask(behind(query), { token: leader });
  expect(first.status).toBe(200);
  const second = await service.ask(behind(`${query}&cursor=${first.body.nextCursor}`), { token: leader });
  const items = [...first.body.items, ...second.body.items];
  expect(items.map(({ ticket }): string => ticket).toSorted()).toEqual(ids.slice(0, 2).toSorted());
  expect(second.body.nextCursor).toBeNull();
  expect(items[0]).toEqual({
    ticket: expect.any(String) as string,
    unit: 'chengguan',
    count: 1,
    kind: expect.any(String) as string,
    category: '市容环境/占道经营',
    district: 'lixia',
    state: 'closed',
    outcome: 'terminated',
    closedAt: '2026-10-20T10:00:00+08:00',
  });
  const report = await service.ask(REPORT, { token: await supervisor() });
  for (const [key, values] of rowsOf(report.body))
    for (const [indicator, figure] of Object.entries(values))
      for (const part of ['numerator', 'denominator'] as const) {
        if (indicator === 'overall') continue;
        const { body } = await service.ask(behind(`by=unit&key=${key}&indicator=${indicator}&part=${part}`), {
          token: await supervisor(),
        });
        const sum = body.items.reduce((all: number, { count }: { count: number }) => all + count, 0);
        expect({ key, indicator, part, sum }).toEqual({
          key,
          indicator,
          part,
          sum: (figure as Record<string, number>)[part] ?? 0,
        });
      }
});

test('a unit sees its own figures, and nobody else’s', async () => {
  const own = await unit('huanbao');
  const { body } = await service.ask(REPORT, { token: own });
  expect([...rowsOf(body).keys()]).toEqual(['huanbao']);
  expect(body.total.volume).toMatchObject({ numerator: 1 });
  const others = await service.ask(behind('by=kind&indicator=volume&part=numerator'), { token: own });
  expect(others.body.items.map(({ ticket }: { ticket: string }) => ticket)).toEqual([ids[2]]);
  expect(
    (await service.ask(behind('by=unit&key=chengguan&indicator=volume&part=numerator'), { token: own }))
      .status,
  ).toBe(403);
  expect((await service.ask(REPORT, { token: await token({ role: 'operator' }) })).status).toBe(403);
});

test.each([
  ['/v1/reports/2026-13?rulebook=weifang', 'month', 'a month such as 2026-10'],
  ['/v1/reports/october?rulebook=weifang', 'month', 'a month such as 2026-10'],
  ['/v1/reports/2026-12?rulebook=weifang', 'month', 'a month that has begun'],
  [`${REPORT}&by=mood`, 'by', 'Invalid option'],
  ['/v1/reports/2026-10?rulebook=atlantis', 'rulebook', 'a rulebook that has an assessment, one of:'],
  ['/v1/reports/2026-10', 'rulebook', 'a rulebook that has an assessment, one of:'],
  [`${REPORT}&sort=up`, 'sort', 'unknown field'],
  [
    behind('by=unit&key=nobody&indicator=volume&part=numerator'),
    'key',
    'the key of a row of the report by unit',
  ],
  [behind('by=tier&key=department/none&indicator=volume&part=numerator'), 'key', 'by tier'],
  [
    behind('by=unit&indicator=kindness&part=numerator'),
    'indicator',
    'an indicator of the report, one of: volume',
  ],
  [behind('by=unit&indicator=volume&part=half'), 'part', 'Invalid option'],
])('%s is refused: %s', async (path, where, expected) => {
  const { status, body } = await service.ask(path, { token: await supervisor() });
  expect([status, body.errors]).toEqual([
    422,
    [{ path: where, message: expect.stringContaining(expected) as string }],
  ]);
});

test('as a spreadsheet, which takes nothing of it for a formula', async () => {
  const { headers, bytes } = await service.ask(REPORT, {
    token: await supervisor(),
    headers: { Accept: 'text/csv' },
  });
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const text = Buffer.from(bytes).toString();
  expect(text.startsWith('\ufeffkey,name,volume numerator')).toBe(true);
  expect(text.split('\r\n').some((line) => line.startsWith('chengguan,市城市管理局,2,,2'))).toBe(true);
});

test('a name that a spreadsheet would take for a formula is written as text', () => {
  const figure = { numerator: 1, denominator: 2, value: 0.5 };
  const lines = csvOf({
    period: { month: '2026-10', from: '', to: '', ended: true },
    assessment: { id: 'weifang', version: '1', hash: '' },
    indicators: [{ id: 'a', name: '=cmd', definition: '' }],
    rows: [{ key: '@x', name: '+SUM(A1)', values: { a: figure } }],
    total: { a: figure },
  }).split('\r\n');
  expect(lines.slice(1, 3)).toEqual([`,,'=cmd 分子,'=cmd 分母,'=cmd`, `'@x,'+SUM(A1),1,2,0.5`]);
});

test('as a page to print: no script, each number a link to its tickets, pictures at their own addresses', async () => {
  const { headers, bytes } = await service.ask(REPORT, {
    token: await supervisor(),
    headers: { Accept: 'text/html,*/*;q=0.8' },
  });
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('content-security-policy')).not.toContain('script');
  const page = Buffer.from(bytes).toString();
  expect(page).not.toContain('<script');
  expect(page).toContain('2026年10月 · 潍坊市12345热线考核评价');
  const links = [...page.matchAll(/(?:href|src)="(\/v1[^"]*)"/g)].map(([, it = '']) =>
    it.replaceAll('&#38;', '&'),
  );
  expect(links.length).toBeGreaterThan(50);
  for (const link of new Set(links.filter((it, n) => it.includes('/charts/') || n % 10 === 0))) {
    const opened = await service.ask(link, {
      token: await supervisor(),
      headers: { Accept: 'text/html,image/svg+xml' },
    });
    expect([link, opened.status]).toEqual([link, 200]);
    if (link.includes('/charts/')) {
      expect(opened.headers.get('content-type')).toContain('image/svg+xml');
      expect(Buffer.from(opened.bytes).toString()).toMatch(/^<svg/);
    }
  }
});

test('a picture of what there is not is 404', async () => {
  const { status } = await service.ask('/v1/reports/2026-10/charts/kindness?rulebook=weifang', {
    token: await supervisor(),
  });
  expect(status).toBe(404);
});

describe('a unit may object to a count (BJ-13)', () => {
  const object = async (body: object, by = 'chengguan', month = '2026-10') =>
    service.ask(`/v1/reports/${month}/objections`, { token: await unit(by), body });
  const wanted = () => ({ ticket: ids[0], indicator: 'on-time', reason: '系统停机' });

  test.each([
    ['another unit’s ticket', () => ({ ...wanted(), ticket: ids[2] }), 404, undefined],
    ['a ticket that there is not', () => ({ ...wanted(), ticket: 'HY-0000' }), 404, undefined],
    ['an indicator that there is not', () => ({ ...wanted(), indicator: 'x' }), 422, 'indicator'],
    ['the total', () => ({ ...wanted(), indicator: 'overall' }), 422, 'indicator'],
    ['where it is not counted', () => ({ ...wanted(), indicator: 'quality' }), 422, 'ticket'],
    ['without a reason', () => ({ ...wanted(), reason: ' ' }), 422, 'reason'],
  ] as const)('not to %s', async (_, body, status, path) => {
    const answer = await object(body());
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([status, path]);
  });

  test('not when its time is over, nor to a month that has not begun', async () => {
    jest.setSystemTime(at('2026-11-09 00:01'));
    expect((await object(wanted())).status).toBe(409);
    jest.setSystemTime(at('2026-11-06 23:59'));
    expect((await object(wanted(), 'chengguan', '2026-12')).status).toBe(422);
  });

  test('once; the supervisor decides once, the figure is counted anew, and both are recorded', async () => {
    jest.setSystemTime(at('2026-11-06 23:59'));
    const made = await object(wanted());
    expect([made.status, made.body]).toMatchObject([
      201,
      { ...wanted(), unit: 'chengguan', month: '2026-10' },
    ]);
    expect((await object(wanted())).status).toBe(409);
    const before = await service.ask(REPORT, { token: await supervisor() });
    expect(rowsOf(before.body).get('chengguan')).toMatchObject({ 'on-time': { denominator: 2 } });

    const decide = async (body: object, headers = {}) =>
      service.ask(`/v1/reports/2026-10/objections/${made.body.id}/decide`, {
        token: await supervisor(),
        body,
        headers,
      });
    const key = { 'Idempotency-Key': 'k-1' };
    const yes = { approve: true, reason: '属实' };
    expect((await decide(yes, key)).body.decision).toMatchObject({ approved: true, reason: '属实' });
    expect((await decide(yes, key)).status).toBe(200);
    expect((await decide({ approve: false, reason: '不属实' })).status).toBe(409);

    const after = await service.ask(REPORT, { token: await supervisor() });
    expect(rowsOf(after.body).get('chengguan')).toMatchObject({
      'on-time': { denominator: 1 },
      signing: { denominator: 2 },
    });
    const listed = await service.ask('/v1/reports/2026-10/objections?rulebook=weifang', {
      token: await supervisor(),
    });
    expect(listed.body.items).toMatchObject([
      { id: made.body.id, by: { sub: 'chengguan-1' }, decision: { approved: true } },
    ]);
    const others = await service.ask('/v1/reports/2026-10/objections?rulebook=weifang', {
      token: await unit('huanbao'),
    });
    expect(others.body.items).toEqual([]);
  });

  test('what there is not can’t be decided', async () => {
    const { status } = await service.ask('/v1/reports/2026-10/objections/none/decide', {
      token: await supervisor(),
      body: { approve: true, reason: '属实' },
    });
    expect(status).toBe(404);
  });
});

describe('assessments', () => {
  const written = {
    id: 'weifang',
    version: '2',
    title: '试行',
    satisfied: { grades: ['satisfied'], set: 'local' },
    objections: { within: '5 workdays', set: 'local' },
    tiers: [{ id: 'all', name: '全部', levels: ['department'], set: 'local' }],
    indicators: [{ id: 'on-time', weight: 100, whenEmpty: 'none', set: 'local' }],
  };
  const preview = async (body: object, query = '') =>
    service.ask(`/v1/assessments/preview${query}`, {
      token: await token({ role: 'admin' }),
      body,
    });

  test('anybody may read by what units are assessed (BJ-16)', async () => {
    const { body } = await service.ask('/v1/assessments', {
      token: await token({ role: 'operator' }),
    });
    expect(body.items.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      [...config.assessments.keys()].toSorted(),
    );
  });

  test('a changed one is tried on the last month that is over, beside what it came to', async () => {
    const { status, body } = await preview(written);
    expect(status).toBe(200);
    expect(body.present.period).toEqual(body.proposed.period);
    expect(body.proposed.period.month).toBe('2026-10');
    expect(body.proposed.assessment.version).toBe('2');
    expect(rowsOf(body.proposed).get('huanbao')).toEqual({
      'on-time': { numerator: 0, denominator: 1, value: 0 },
      overall: { numerator: 0, denominator: 100, value: 0 },
    });
  });

  test.each([
    [{ ...written, indicators: [{ ...written.indicators[0], weight: 90 }] }, 'indicators', 'add up to 100'],
    [{ ...written, satisfied: { grades: ['great'], set: 'local' } }, 'satisfied.grades.0', 'scale'],
    [
      { ...written, id: 'demo', satisfied: { grades: ['satisfied'], set: 'local' } },
      'id',
      'has an assessment',
    ],
    [
      { ...written, indicators: [{ id: 'on-time', weight: 100, set: 'local' }] },
      'indicators.0.whenEmpty',
      'left-out',
    ],
  ])('one that is none is refused, with its path', async (body, path, expected) => {
    const answer = await preview(body);
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [{ path, message: expect.stringContaining(expected) as string }],
    ]);
  });

  test('a month that has not begun can’t be tried', async () =>
    expect((await preview(written, '?month=2027-01')).status).toBe(422));
});
