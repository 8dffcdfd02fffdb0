import { Writable } from 'node:stream';
import { pino } from 'pino';
import { apiSettings } from '../../api/settings';
import { lazyDatabase } from '../../api/database';
import { sharedCounts } from '../../api/requests/counts';
import type { Parts } from '../../api/parts';
import { DAY } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { migrateAt } from '../../storage/migrations/migrate';
import { partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { waitFor } from '../given/wait-for';

const key = Buffer.alloc(32, 7);
/** At the beginning of every window: none ends while a test counts. */
const MORNING = (Math.floor(Date.now() / DAY) + 1) * DAY;
const morning = (): number => MORNING;

/** Each test asks a service that has counted nothing yet; what the others end is ended. */
const services: Service[] = [];
async function served(change: Partial<Parts> = {}): Promise<Service> {
  const parts = partsOnTheirOwn();
  const service = await serve({ ...parts, counts: sharedCounts(key, parts.database, morning), ...change });
  services.push(service);
  return service;
}
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop();
});

const TICKET = 'HY-4444-4444-4444';
const OTHER = 'HY-5555-5555-5555';
const { callers } = partsOnTheirOwn();

/** Tries a code as from an address; the right one where none is named. 503 says that it is right: the database is away. */
async function tried(
  service: Service,
  from: string,
  code = callers.codeOf({ id: TICKET, codeGeneration: 0 }),
  id = TICKET,
) {
  const headers = { 'x-forwarded-for': from };
  return service.ask(`/v1/tickets/${id}/access`, { body: { code }, headers });
}
const [RIGHT, WRONG, REFUSED] = [503, 403, 429];
const statusOf = async (...asked: Parameters<typeof tried>) => (await tried(...asked)).status;
/** So many wrong codes, one after the other. */
async function wrong(service: Service, from: string, times: number, id = TICKET): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < times; i++) found.push(await statusOf(service, from, `0000000${i % 10}`, id));
  return found;
}
const times = (status: number, count: number): number[] => Array.from({ length: count }, () => status);

describe('whence a request comes', () => {
  const counted = async (trustProxy: Parts['trustProxy'], sent = '203.0.113.8') => {
    const service = await served(trustProxy === undefined ? {} : { trustProxy });
    await wrong(service, '203.0.113.7', 10);
    return statusOf(service, sent, '00000000');
  };

  test('nobody’s word is taken for it', async () => expect(await counted(undefined)).toBe(REFUSED));
  test('but that of so many proxies', async () => {
    expect(await counted(1)).toBe(WRONG);
    // What stands further left the client wrote.
    expect(await counted(1, '198.51.100.1, 203.0.113.7')).toBe(REFUSED);
  });
  test('or of those at these addresses', async () => {
    expect(await counted(['loopback'])).toBe(WRONG);
    expect(await counted(['10.0.0.0/8'])).toBe(REFUSED);
  });
  test('in IPv6 one connection has many addresses', async () => {
    const service = await served({ trustProxy: 1 });
    await wrong(service, '2001:db8:0:100::1', 10);
    expect(await statusOf(service, '2001:db8:0:1ff::2', '00000000')).toBe(REFUSED);
    expect(await statusOf(service, '2001:db8:0:200::1', '00000000')).toBe(WRONG);
  });

  const read = (HUIYIN_TRUST_PROXY: string) =>
    apiSettings({
      MONGODB_URI: 'mongodb://127.0.0.1/huiyin',
      HUIYIN_DATA_KEY: 'ab'.repeat(32),
      HUIYIN_JWT_SECRET: 'a secret of at least thirty-two characters',
      HUIYIN_TRUST_PROXY,
    }).HUIYIN_TRUST_PROXY;
  test.each([
    ['', undefined],
    ['2', 2],
    ['loopback, 10.0.0.0/8,2001:db8::/32', ['loopback', '10.0.0.0/8', '2001:db8::/32']],
    ['203.0.113.7', ['203.0.113.7']],
  ])('the setting “%s”', (said, meant) => expect(read(said)).toEqual(meant));
  test.each(['true', '0', '10', '-1', '1.5', 'proxy', '10.0.0.0/33', '0.0.0.0/0', '10.0.0.0/8/8', '1,', '*'])(
    'the setting “%s” is refused',
    (said) => expect(() => read(said)).toThrow(/HUIYIN_TRUST_PROXY: expected/),
  );
});

describe('the code of a ticket', () => {
  test('ten wrong ones of an address at a ticket are all; another address and another ticket have their own', async () => {
    const service = await served({ trustProxy: 1 });
    expect(await wrong(service, '203.0.113.7', 11)).toEqual([...times(WRONG, 10), REFUSED]);
    const { status, headers, body } = await tried(service, '203.0.113.7');
    expect([status, body.type]).toEqual([REFUSED, 'urn:huiyin:problem:too-many-requests']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await statusOf(service, '203.0.113.7', '00000000', OTHER)).toBe(WRONG);
    expect(await statusOf(service, '203.0.113.8')).toBe(RIGHT);
  });

  test('right ones count nothing', async () => {
    const service = await served({ trustProxy: 1 });
    await wrong(service, '203.0.113.7', 9);
    for (let i = 0; i < 3; i++) expect(await statusOf(service, '203.0.113.7')).toBe(RIGHT);
    expect(await wrong(service, '203.0.113.7', 2)).toEqual([WRONG, REFUSED]);
  });

  test('where many addresses guess each has three tries more in the day, the log says so once, and the caller gets in', async () => {
    let lines = '';
    const sink = new Writable({ write: (chunk, _encoding, done) => ((lines += String(chunk)), done()) });
    const service = await served({ trustProxy: 1, log: pino(sink) });
    for (let from = 1; from <= 10; from++) await wrong(service, `203.0.113.${from}`, 10);
    const told = () =>
      lines
        .split('\n')
        .filter((line) => line.includes('guesses'))
        .map((line) => JSON.parse(line));
    expect(told()).toEqual([]);
    expect(await wrong(service, '198.51.100.1', 5)).toEqual([...times(WRONG, 3), ...times(REFUSED, 2)]);
    expect(await wrong(service, '198.51.100.2', 5)).toEqual([...times(WRONG, 3), ...times(REFUSED, 2)]);
    expect(told()).toMatchObject([{ level: 40, ticket: TICKET }]);
    // The caller, from wherever, at once or after two slips, and again and again.
    expect(await wrong(service, '192.0.2.1', 2)).toEqual([WRONG, WRONG]);
    for (let i = 0; i < 2; i++) expect(await statusOf(service, '192.0.2.1')).toBe(RIGHT);
    expect(await statusOf(service, '192.0.2.2')).toBe(RIGHT);
    // Nobody guesses at the other one.
    expect(await wrong(service, '198.51.100.1', 5, OTHER)).toEqual(times(WRONG, 5));
  });
});

test('bad tokens are counted by address; a good one gets in from there all the same', async () => {
  const service = await served({ trustProxy: 1 });
  const ask = async (from: string, sent?: string, path = '/v1/units') =>
    (await service.ask(path, { token: sent, headers: { 'x-forwarded-for': from } })).status;
  const bad = await token({ role: 'operator' }, 'another secret of more than thirty-two characters');
  for (let i = 0; i < 100; i++) {
    expect(await ask('203.0.113.7', bad)).toBe(401);
    expect(await ask('203.0.113.7')).toBe(401);
    expect(await ask('203.0.113.7', undefined, '/v1/units/chengguan/due.ics?token=x')).toBe(401);
  }
  expect(await ask('203.0.113.7', bad)).toBe(429);
  expect(await ask('203.0.113.7', undefined, '/v1/units/chengguan/due.ics?token=x')).toBe(429);
  expect(await ask('203.0.113.7', await token({ role: 'operator' }))).toBe(200);
  expect(await ask('203.0.113.8', bad)).toBe(401);
});

test('too many requests are 429 with Retry-After, each subject for itself', async () => {
  const service = await served({ requestsPerMinute: 2 });
  const ask = async (sub: string) =>
    service.ask('/v1/units', { token: await token({ role: 'operator', sub }) });
  for (let i = 0; i < 2; i++) expect((await ask('busy')).status).toBe(200);
  const { status, headers, body } = await ask('busy');
  expect([status, body.type]).toEqual([429, 'urn:huiyin:problem:too-many-requests']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask('calm')).status).toBe(200);
});

test('previews are few, of one account', async () => {
  const service = await served();
  const ask = async (sub: string, path: string) =>
    (await service.ask(path, { token: await token({ role: 'admin', sub }), body: {} })).status;
  for (let i = 0; i < 10; i++)
    for (const path of ['/v1/calendars/preview', '/v1/rulebooks/preview'])
      expect(await ask('a', path)).toBe(422);
  expect(await ask('a', '/v1/calendars/preview')).toBe(429);
  expect(await ask('a', '/v1/rulebooks/preview')).toBe(429);
  expect(await ask('b', '/v1/rulebooks/preview')).toBe(422);
});

describe('counts are those of all APIs', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await startDatabase();
    await migrateAt(database.uri);
  });
  afterAll(() => database.stop());

  const one = () => {
    const own = lazyDatabase(database.uri, dataKeys(key));
    return served({ trustProxy: 1, database: own, counts: sharedCounts(key, own, morning) });
  };
  const stored = () =>
    database.connection.collection<{ _id: string; count: number }>('limits').find().toArray();

  test('who had ten tries at one has none at another; and nobody is known by what is stored', async () => {
    const [first, second] = [await one(), await one()];
    expect(await wrong(first, '203.0.113.7', 10)).toEqual(times(WRONG, 10));
    await waitFor('the first told of all ten', async () =>
      (await stored()).some(({ count }) => count === 10),
    );
    expect(await wrong(second, '203.0.113.7', 1)).toEqual([REFUSED]);
    expect(await wrong(second, '203.0.113.8', 1)).toEqual([WRONG]);
    expect(JSON.stringify(await stored())).not.toMatch(/203\.0|HY-/);
  });

  test('two that begin the same count at once both count', async () => {
    const own = lazyDatabase(database.uri, dataKeys(key));
    const store = await own.store();
    const until = (Date.now() + 60_000) as never;
    const found = await Promise.all(Array.from({ length: 8 }, () => store.limits.add('both', until, 1)));
    // Each knows of its own at least, and none is lost.
    expect([Math.min(...found) >= 1, await store.limits.add('both', until, 1)]).toEqual([true, 9]);
    await own.close();
  });

  test('what was counted while the database was away is told when it is back', async () => {
    const own = lazyDatabase(database.uri, dataKeys(key));
    let away = true;
    let clock = MORNING;
    const store = () => (away ? Promise.reject(new Error('away')) : own.store());
    const counts = sharedCounts(key, { store }, () => clock);
    const service = await served({ trustProxy: 1, database: own, counts });
    const tens = async () => (await stored()).filter(({ count }) => count >= 10).length;
    const before = await tens();
    expect(await wrong(service, '203.0.113.9', 11, OTHER)).toEqual([...times(WRONG, 10), REFUSED]);
    away = false;
    clock += 6_000;
    const later = await one();
    await waitFor('what was counted is told', async () => (await tens()) === before + 2);
    expect(await wrong(later, '203.0.113.9', 1, OTHER)).toEqual([REFUSED]);
  });
});
