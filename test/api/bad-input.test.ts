import { mongo } from 'mongoose';
import { matter, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';

/** What bad input gets, while neither engine nor database is there to help: it is refused before either is asked. */
let service: Service;
let operator: string;
beforeAll(async () => {
  service = await serve();
  operator = await token({ role: 'operator' });
});
afterAll(() => service.stop());

const register = (change: Record<string, unknown>, more: { headers?: Record<string, string> } = {}) =>
  service.ask('/v1/tickets', { token: operator, body: { ...matter, ...change }, ...more });

const inFuture = new Date(Date.now() + 3_600_000).toISOString();

describe('a matter that can’t be taken is refused with 422, the path, and what was expected', () => {
  test.each([
    ['an unknown rulebook', { rulebook: 'atlantis' }, 'rulebook', /weifang/],
    ['an unknown kind', { kind: 'praise' }, 'kind', /consultation/],
    [
      'a kind that the rulebook does not take',
      { rulebook: 'narrow', kind: 'report' },
      'kind',
      /expected one of/,
    ],
    ['an unknown channel', { channel: 'fax' }, 'channel', /phone/],
    ['an unknown district', { district: 'nowhere' }, 'district', /lixia/],
    ['a unit that is no district', { district: 'hotline' }, 'district', /level district/],
    ['an emergency number', { caller: { phone: '110' } }, 'caller.phone', /mobile or landline/],
    ['no address for e-mail', { caller: { phone: '13800138000', email: '张三' } }, 'caller.email', /e-mail/],
    ['a number of another country', { caller: { phone: '+14155550123' } }, 'caller.phone', /mainland/],
    ['a Hong Kong number', { caller: { phone: '+85261234567' } }, 'caller.phone', /mainland/],
    [
      'a number that is a digit short',
      { caller: { phone: '1380013800' } },
      'caller.phone',
      /mobile or landline/,
    ],
    ['a moment in the future', { receivedAt: inFuture }, 'receivedAt', /not in the future/],
    ['a moment of long ago', { receivedAt: '2009-01-01T00:00:00+08:00' }, 'receivedAt', /last two years/],
    ['a moment without offset', { receivedAt: '2026-09-29T10:00:00' }, 'receivedAt', /offset/],
    ['a day that does not exist', { receivedAt: '2026-02-30T10:00:00+08:00' }, 'receivedAt', /offset/],
    ['a title over its limit', { title: '长'.repeat(101) }, 'title', /100/],
    ['content over its limit', { content: '长'.repeat(5_001) }, 'content', /5000/],
    ['a category over its limit', { category: `大类/${'长'.repeat(100)}` }, 'category', /100/],
    ['a category in one part', { category: '占道经营' }, 'category', /such as: 市容环境\/占道经营/],
    [
      'a category that its 大类 has not',
      { category: '供热/太热' },
      'category',
      /such as: 供热\/停暖, 供热\/收费, 供热\/温度不达标$/,
    ],
    [
      'a category of another 大类',
      { category: '城管/占道经营' },
      'category',
      /GET \/v1\/categories, such as: 市容环境\/占道经营/,
    ],
    [
      'a category that is like none',
      { category: '甲/乙' },
      'category',
      /such as: 市容环境\/\S+, 城乡建设\/\S+, 市政设施\/\S+, 供热\/\S+, 供水\/\S+$/,
    ],
    ['a blank category', { category: ' ' }, 'category', /1/],
    ['a blank title', { title: ' \n ' }, 'title', /1/],
    ['an unknown field', { priority: 1 }, 'priority', /unknown field/],
    [
      'an unknown field of the caller',
      { caller: { phone: '13800138000', age: 5 } },
      'caller.age',
      /unknown field/,
    ],
    ['no caller', { caller: undefined }, 'caller', /expected object/],
    ['a grade of urgency where there is none', { urgency: 'urgent' }, 'urgency', /no grades/],
    ['an unknown grade of urgency', { rulebook: 'beijing', urgency: 'soon' }, 'urgency', /critical/],
  ])('%s', async (_what, change, path, message) => {
    const { status, headers, body } = await register(change);
    expect(status).toBe(422);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ status: 422, title: expect.any(String), detail: expect.any(String) });
    expect(body.errors).toEqual([expect.objectContaining({ path, message: expect.stringMatching(message) })]);
  });

  test('everything that is wrong is told at once, that of the rulebook too', async () => {
    const { body } = await register({
      rulebook: 'narrow',
      kind: 'report',
      title: '',
      urgency: 'x',
      extra: 1,
      caller: { phone: '1', age: 2 },
    });
    const paths = body.errors.map(({ path }: { path: string }) => path);
    expect(paths.toSorted()).toEqual(['caller.age', 'caller.phone', 'extra', 'kind', 'title', 'urgency']);
  });

  test.each([[[]], [[matter]], [null]])('a body that is no object: %j', async (body) => {
    const answered = await service.ask('/v1/tickets', { token: operator, body });
    expect([400, 422]).toContain(answered.status);
  });

  test('a category that is none is told in the reader’s language, with the reason for programs', async () => {
    const { body } = await register({ category: '供水/漏水' }, { headers: { 'Accept-Language': 'zh-CN' } });
    expect(body.errors).toEqual([
      {
        path: 'category',
        message: '应为分类表（GET /v1/categories）中的大类/小类，例如：供水/停水、供水/水质、供水/水压不足',
        reason: 'no-category',
      },
    ]);
  });

  test('what was sent is not repeated in the answer', async () => {
    const { body } = await register({
      caller: { phone: '13912345', name: '李四'.repeat(40) },
      category: '市容/李四',
    });
    expect(JSON.stringify(body)).not.toMatch(/13912345|李四/);
  });

  test.each(['', 'a b', 'x'.repeat(256)])('an Idempotency-Key that can’t be one: “%s”', async (key) => {
    const { status, body } = await register({}, { headers: { 'Idempotency-Key': key } });
    expect(status).toBe(422);
    expect(body.errors[0].path).toBe('Idempotency-Key');
  });
});

test('malformed JSON is 400', async () => {
  const { status, body } = await service.ask('/v1/tickets', { token: operator, raw: '{"rulebook":' });
  expect([status, body.type]).toEqual([400, 'urn:huiyin:problem:malformed']);
});

test('a body over 100 kB is 413', async () => {
  const { status, body } = await register({ content: 'x'.repeat(110_000) });
  expect([status, body.status]).toEqual([413, 413]);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
  'a body as %s is 415',
  async (type) => {
    const { status, headers } = await register({}, { headers: { 'content-type': type } });
    expect([status, headers.get('accept')]).toEqual([415, 'application/json']);
  },
);

test('an unknown address is 404, and a method that an address has not is 405 with Allow', async () => {
  expect((await service.ask('/v1/nothing', { token: operator })).status).toBe(404);
  expect((await service.ask('/nothing')).status).toBe(404);
  const gone = await service.ask('/v1/tickets', { token: operator, method: 'DELETE' });
  expect([gone.status, gone.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  const put = await service.ask('/v1/tickets/HY-0000-0000-0000/events', { token: operator, method: 'PUT' });
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const get = await service.ask('/v1/tickets/HY-0000-0000-0000/sign', { token: operator });
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
});

test('an unknown command is 404 and says which there are', async () => {
  const { status, body } = await service.ask('/v1/tickets/HY-0000-0000-0000/combine', {
    token: operator,
    body: {},
  });
  expect(status).toBe(404);
  expect(body.detail).toMatch(/answer.*dispatch.*escalate/);
  const inherited = await service.ask('/v1/tickets/HY-0000-0000-0000/constructor', {
    token: operator,
    body: {},
  });
  expect(inherited.status).toBe(404);
});

test.each([
  ['state=lost', 'state'],
  ['kind=praise', 'kind'],
  ['overdue=yes', 'overdue'],
  ['level=4', 'level'],
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=ten', 'limit'],
  ['cursor=nonsense', 'cursor'],
  [`q=${'x'.repeat(101)}`, 'q'],
  [`q=${encodeURIComponent('路 灯')}`, 'q'],
  ['state=handling&state=closed', 'state'],
  ['sort=title', 'sort'],
])('a list asked for by %s is 422', async (query, path) => {
  const { status, body } = await service.ask(`/v1/tickets?${query}`, { token: operator });
  expect([status, body.errors?.[0]?.path]).toEqual([422, path]);
});

test('while the database is away, good input gets 503 with Retry-After', async () => {
  const { status, headers, body } = await register({});
  expect([status, headers.get('retry-after'), body.type]).toEqual([
    503,
    '5',
    'urn:huiyin:problem:unavailable',
  ]);
});

test('what takes the database too long gets 503 with Retry-After, and is not told as an outage', async () => {
  const parts = partsOnTheirOwn();
  const tooLong = new mongo.MongoServerError({ message: 'operation exceeded time limit', code: 50 });
  const slow = await serve({
    ...parts,
    database: { ...parts.database, store: () => Promise.reject(tooLong) },
  });
  try {
    const { status, headers, body } = await slow.ask('/v1/tickets', { token: operator });
    expect([status, headers.get('retry-after'), body.type]).toEqual([
      503,
      '5',
      'urn:huiyin:problem:too-slow',
    ]);
  } finally {
    await slow.stop();
  }
});
