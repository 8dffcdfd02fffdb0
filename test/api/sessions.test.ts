import { request as httpRequest } from 'node:http';
import { allAddresses } from '../../api/addresses';
import { assertOurOwn } from '../../api/requests/same-origin';
import { sessionsBy } from '../../api/requests/sessions';
import type { SessionAnswer } from '../../api/sign-in/answers';
import type { Parts } from '../../api/parts';
import { HOUR, MINUTE } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { type Browser, browserAt } from '../given/browser';
import type { Request } from '../given/http';
import { LINKS, PUBLIC_URL, serve, SESSION_RULES, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { partsWith } from '../given/signed-in';

let db: TestDatabase;
let service: Service;
let parts: Parts;
const others: Service[] = [];
beforeAll(async () => {
  db = await startDatabase();
  parts = partsWith(db);
  service = await serve(parts);
});
afterAll(async () => {
  for (const it of [service, ...others]) await it.stop();
  await db.stop();
});
afterEach(() => jest.restoreAllMocks());

const SESSION = '__Host-huiyin-session';
const AS_DESK = { 'x-huiyin-desk': '1', origin: PUBLIC_URL, 'sec-fetch-site': 'same-origin' };

/** A browser in which somebody signed in for development. */
async function signedIn(who: object, at = service): Promise<Browser> {
  const it = browserAt(at.url, PUBLIC_URL);
  const { status, body } = await it.open('/auth/development', { body: who, headers: AS_DESK });
  expect([status, body]).toEqual([200, { to: '/desk/' }]);
  return it;
}
const asks = (it: Browser, path: string, { headers, ...more }: Request = {}) =>
  it.open(path, { ...more, headers: { accept: 'application/json', ...headers } });
const statusOf = async (it: Browser, path = '/v1/session', more: Request = {}) =>
  (await asks(it, path, more)).status;

describe('what a cookie brings to an address that changes something', () => {
  const post = (it: Browser, headers: Record<string, string>, path = '/v1/tickets') =>
    asks(it, path, { body: {}, headers });

  test('gets past the door from a page of ours alone, which says so', async () => {
    const it = await signedIn({ role: 'operator' });
    // Past the door: what it says is looked at.
    expect((await post(it, AS_DESK)).status).toBe(422);
    expect((await post(it, { ...AS_DESK, 'x-huiyin-desk': 'background' })).status).toBe(422);
    const { origin: _, ...fetched } = AS_DESK;
    expect((await post(it, fetched)).status).toBe(422);
    const { 'sec-fetch-site': __, ...old } = AS_DESK;
    expect((await post(it, old)).status).toBe(422);
  });

  test.each<[string, Record<string, string>]>([
    ['without the header of our pages', { 'x-huiyin-desk': '' }],
    ['from a page of another origin', { origin: 'https://evil.example' }],
    ['from a neighbour on the same site', { 'sec-fetch-site': 'same-site' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from an address that was typed', { 'sec-fetch-site': 'none' }],
    ['from a page that hides its origin', { origin: 'null' }],
    ['from a page that calls itself as the request is called', { origin: 'OWN' }],
    ['by another scheme', { origin: PUBLIC_URL.replace('https', 'http') }],
  ])('%s is refused, and nothing is done', async (_what, change) => {
    const it = await signedIn({ role: 'operator' });
    // `OWN`: the address behind the city's proxy, by which the browser knows nothing of us.
    const origin = change.origin === 'OWN' ? service.url : undefined;
    const headers = { ...AS_DESK, ...change, ...(origin ? { origin } : {}) };
    const { status, body } = await post(it, headers);
    expect([status, (body as { type: string }).type]).toEqual([403, 'urn:huiyin:problem:cross-site']);
  });

  test('from a browser that does not say whence is refused', async () => {
    const it = await signedIn({ role: 'operator' });
    expect((await post(it, { 'x-huiyin-desk': '1' })).status).toBe(403);
  });

  test('what is read is read by no other page either; a token needs none of that', async () => {
    const it = await signedIn({ role: 'operator' });
    for (const [site, status] of [
      ['same-origin', 200],
      ['none', 200],
      ['same-site', 403],
      ['cross-site', 403],
    ] as const)
      expect([site, await statusOf(it, '/v1/session', { headers: { 'sec-fetch-site': site } })]).toEqual([
        site,
        status,
      ]);
    const operator = await token({ role: 'operator' });
    expect((await service.ask('/v1/tickets', { token: operator, body: {} })).status).toBe(422);
  });
});

test('by a cookie each role is refused what it is refused by a token', async () => {
  const addresses = allAddresses(parts);
  for (const role of ['operator', 'unit', 'supervisor', 'admin', 'auditor', 'leader'] as const) {
    const it = await signedIn({ role, ...(role === 'unit' ? { unit: 'chengguan' } : {}) });
    const notIts = addresses.filter(({ who }) => who.by === 'token' && !who.roles.includes(role));
    const refused = await Promise.all(
      notIts.map(async ({ id, method, path, takes }) => {
        const { status, body } = await asks(it, path.replace(/\{\w+\}/g, 'x'), {
          method: method.toUpperCase(),
          headers: AS_DESK,
          ...(takes ? { body: {} } : {}),
        });
        const isFor = String((body as { detail?: string }).detail).startsWith('This is for:');
        return status === 403 && isFor ? [id] : [];
      }),
    );
    expect([role, refused.flat()]).toEqual([role, notIts.map(({ id }) => id)]);
    expect(await statusOf(it, '/v1/units')).toBe(200);
  }
});

test('a cookie counts only where no token is sent, and opens nothing that a link or a code opens', async () => {
  const it = await signedIn({ role: 'admin' });
  expect(await statusOf(it, '/v1/session', { token: 'nonsense' })).toBe(401);
  const operator = await token({ role: 'operator', sub: 'o' });
  expect((await asks(it, '/v1/session', { token: operator })).body).toEqual({
    role: 'operator',
    sub: 'o',
    dialLink: LINKS.dial,
  });
  // A unit's calendar, by its link alone; a caller's token, by the code.
  expect(await statusOf(it, '/v1/units/chengguan/due.ics')).toBe(401);
  const byCode = { body: { code: '12345678' }, headers: AS_DESK };
  expect(await statusOf(it, '/v1/tickets/HY-0000-0000-0000/access', byCode)).toBe(403);
});

describe('a session ends', () => {
  test('an hour after something was last done, whatever the page asks for by itself', async () => {
    const it = await signedIn({ role: 'operator' });
    const began = Date.now();
    const at = (minutes: number) => jest.spyOn(Date, 'now').mockReturnValue(began + minutes * MINUTE);
    at(59);
    expect(await statusOf(it)).toBe(200);
    at(118);
    expect(await statusOf(it, '/v1/session', { headers: { 'x-huiyin-desk': 'background' } })).toBe(200);
    at(120);
    expect(await statusOf(it, '/v1/session', { headers: { 'x-huiyin-desk': 'background' } })).toBe(401);
    // It is gone, not asleep.
    at(60);
    expect(await statusOf(it)).toBe(401);
  });

  test('twelve hours after it began, whatever is done', async () => {
    const it = await signedIn({ role: 'operator' });
    const { expiresAt } = (await asks(it, '/v1/session')).body as { expiresAt: string };
    const began = Date.now();
    for (let minutes = 50; minutes < 12 * 60; minutes += 50) {
      jest.spyOn(Date, 'now').mockReturnValue(began + minutes * MINUTE);
      expect([minutes, await statusOf(it)]).toEqual([minutes, 200]);
    }
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(expiresAt));
    expect(await statusOf(it)).toBe(401);
    expect(Math.round((Date.parse(expiresAt) - began) / HOUR)).toBe(12);
  });

  test('with the data key by which it was begun, when that is revoked', async () => {
    const it = await signedIn({ role: 'operator' });
    const [revoked] = db.keys;
    const [newest] = dataKeys(Buffer.alloc(32, 9));
    const after = (keys: Parameters<typeof sessionsBy>[1]) =>
      sessionsBy(SESSION_RULES, keys, { store: async () => db.store });
    const asked = {
      headers: { cookie: `${SESSION}=${it.cookies.get(SESSION)}` },
      get: () => undefined,
    } as never;
    expect(await after([newest, revoked]).of(asked)).toMatchObject({ subject: { role: 'operator' } });
    expect(await after([newest, { ...revoked, revoked: true }]).of(asked)).toBeUndefined();
  });

  test('and is forgotten by the sweep', async () => {
    await signedIn({ role: 'operator' });
    const sessions = db.connection.collection('sessions');
    expect(await sessions.countDocuments()).toBeGreaterThan(0);
    await db.store.removeLeftovers((Date.now() + 14 * HOUR) as never);
    expect(await sessions.countDocuments()).toBe(0);
  });
});

describe('the sign-in of development', () => {
  test('is where one is sent, and lets choose among the roles and units', async () => {
    const { status, headers } = await service.ask('/auth/sign-in?return=/board/%3Fday=1');
    expect([status, headers.get('location')]).toEqual([
      303,
      '/auth/development?return=%2Fboard%2F%3Fday%3D1',
    ]);
    const page = await service.ask(headers.get('location') ?? '');
    expect(page.body).toContain('<option value="supervisor">督办人员</option>');
    expect(page.body).toContain('<option value="chengguan">市城市管理局</option>');
    expect(page.body).toContain('name="return" value="/board/?day=1"');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|nonce/);
    for (const [, file = ''] of String(page.body).matchAll(/(?:src|href)="(\/[^"]+)"/g))
      expect([file, (await service.ask(file)).status]).toEqual([file, 200]);
  });

  test('makes the same session as a provider', async () => {
    const it = await signedIn({ role: 'unit', unit: 'chengguan', name: '小王' });
    expect((await asks(it, '/v1/session')).body).toMatchObject({
      role: 'unit',
      unit: 'chengguan',
      unitName: '市城市管理局',
      name: '小王',
      sub: 'development:小王',
    });
    const out = await asks(it, '/auth/sign-out', { method: 'POST', headers: AS_DESK });
    expect([out.status, await statusOf(it)]).toEqual([204, 401]);
  });

  test.each([
    [{ role: 'caller' }, 'role'],
    [{ role: 'unit' }, 'unit'],
    [{ role: 'unit', unit: 'atlantis' }, 'unit'],
    [{ role: 'operator', unit: 'chengguan' }, 'unit'],
    [{ role: 'operator', return: 'https://evil.example' }, 'return'],
  ])('takes no %j', async (body, path) => {
    const answer = await service.ask('/auth/development', { body, headers: AS_DESK });
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
  });

  test('answers no page of another site, and to no other name than this machine’s', async () => {
    const evil = { ...AS_DESK, origin: 'https://evil.example' };
    const body = { role: 'admin' };
    expect((await service.ask('/auth/development', { body, headers: evil })).status).toBe(403);
    // As a page whose name was made to lead here asks (DNS rebinding).
    expect(await statusTo('rebound.example', '/auth/development')).toBe(404);
    expect(await statusTo('localhost:3000', '/auth/development')).toBe(200);
  });

  test('is not there in production, whatever is sent', async () => {
    const production = await serve({ ...parts, signIn: { ...parts.signIn, development: false } });
    others.push(production);
    for (const path of ['/auth/development', '/auth/development.js'])
      expect([path, (await production.ask(path)).status]).toEqual([path, 404]);
    const answer = await production.ask('/auth/development', { body: { role: 'admin' }, headers: AS_DESK });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([404, []]);
    expect(JSON.stringify((await production.ask('/openapi.json')).body)).not.toContain('/auth/development');
    // Without a provider nobody signs in there at all, and it is said why.
    const { status, body } = await production.ask('/auth/sign-in');
    expect([status, body.detail]).toEqual([404, expect.stringContaining('HUIYIN_OIDC_ISSUER')]);
  });
});

/** What a GET is answered that calls the service by another name; fetch says the right one always. */
const statusTo = (host: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    httpRequest(service.url + path, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

test('nobody is asked for who they are more often than an office of hundreds needs', async () => {
  const answers: number[] = [];
  for (let sent = 0; sent < 320; sent += 20)
    answers.push(
      ...(await Promise.all(
        Array.from({ length: 20 }, async () => (await service.ask('/auth/sign-in')).status),
      )),
    );
  expect(answers.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect(answers.slice(0, 200)).toEqual(Array.from({ length: 200 }, () => 303));
});

test('in development a page of ours is one by whichever name of this machine it was opened', async () => {
  const rules = { publicUrl: 'http://localhost:3000', secure: false };
  const said = (headers: Record<string, string>) => ({
    method: 'POST',
    get: ((name: string) => headers[name.toLowerCase()]) as never,
  });
  const ours = (origin: string, host: string) => () =>
    assertOurOwn(said({ origin, host, 'x-huiyin-desk': '1' }), rules);
  expect(ours('http://localhost:3000', 'localhost:3000')).not.toThrow();
  expect(ours('http://127.0.0.1:3000', '127.0.0.1:3000')).not.toThrow();
  expect(ours('http://localhost:5173', 'localhost:3000')).toThrow(/another origin/);
});

test('who looks into workflows is led to them, and who calls is told how to dial', async () => {
  const it = browserAt(service.url, PUBLIC_URL);
  const linksOf = async (claims: object) => {
    const { body } = await asks(it, '/v1/session', {
      token: await token({ sub: 's', ...claims }),
    });
    const { workflowLink, dialLink } = body as SessionAnswer;
    return [workflowLink, dialLink];
  };
  expect(await linksOf({ role: 'supervisor' })).toEqual([LINKS.workflow, LINKS.dial]);
  expect(await linksOf({ role: 'auditor' })).toEqual([LINKS.workflow, undefined]);
  expect(await linksOf({ role: 'operator' })).toEqual([undefined, LINKS.dial]);
  expect(await linksOf({ role: 'leader' })).toEqual([undefined, undefined]);
});
