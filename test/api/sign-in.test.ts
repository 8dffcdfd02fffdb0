import { instant, MINUTE } from '../../domain/time/instant';
import type { ProviderRules } from '../../api/sign-in/provider';
import { type Browser, browserAt } from '../given/browser';
import { type OpenIdProvider, startOpenIdProvider } from '../given/openid/provider';
import { LINKS, PUBLIC_URL, serve, type Service } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { everythingStored } from '../given/servers/database-contents';
import { partsWith, rulesOf } from '../given/signed-in';

/** A city’s service, its provider of accounts, and browsers that go back and forth between them. */
let db: TestDatabase;
let provider: OpenIdProvider;
const services: Service[] = [];
let service: Service;

async function serviceWith(change: Partial<ProviderRules> = {}): Promise<Service> {
  const it = await serve(partsWith(db, { ...rulesOf(provider), ...change }));
  services.push(it);
  return it;
}

beforeAll(async () => {
  [db, provider] = await Promise.all([startDatabase(), startOpenIdProvider()]);
  service = await serviceWith();
});
afterAll(async () => {
  for (const it of services) await it.stop();
  await provider.stop();
  await db.stop();
});
afterEach(() => jest.restoreAllMocks());

const browser = (at: Service = service): Browser => browserAt(at.url, PUBLIC_URL);
const later = (ms: number) => jest.spyOn(Date, 'now').mockReturnValue(Date.now() + ms);
const SESSION = '__Host-huiyin-session';

/** Signs in as somebody, who says so at the provider. */
async function signIn(it: Browser, account: string, change: (url: URL) => void = () => {}) {
  return it.follow('/auth/sign-in?return=/desk/tickets/HY-1%3Ftab=story', (url) => {
    if (url.origin !== provider.issuer) return;
    url.searchParams.set('login_hint', account);
    change(url);
  });
}
const whoIs = async (it: Browser) => {
  const { status, body } = await it.open('/v1/session', { headers: { accept: 'application/json' } });
  // A test says what it expects.
  return { status, body: body as Record<string, unknown> };
};
const AS_DESK = { 'x-huiyin-desk': '1', origin: PUBLIC_URL, 'sec-fetch-site': 'same-origin' };

test('somebody signs in at the provider, and is who the provider says, where the way began', async () => {
  const li = browser();
  const { at } = await signIn(li, 'li');
  expect(at).toBe(`${PUBLIC_URL}/desk/tickets/HY-1?tab=story`);
  expect([...li.cookies.keys()]).toEqual([SESSION]);
  expect(await whoIs(li)).toEqual({
    status: 200,
    body: {
      role: 'unit',
      unit: 'chengguan',
      unitName: '市城市管理局',
      name: '李强',
      sub: 'li',
      dialLink: LINKS.dial,
      expiresAt: expect.stringMatching(/\+08:00$/),
    },
  });
});

test('the browser is sent with a challenge, a state and a nonce of this sign-in alone, and keeps what answers them to itself', async () => {
  const it = browser();
  const [first, second] = [await it.open('/auth/sign-in'), await it.open('/auth/sign-in')];
  const sent = [first, second].map(({ headers }) => new URL(headers.get('location') ?? '').searchParams);
  for (const query of sent)
    expect(Object.fromEntries(query)).toEqual({
      client_id: 'desk',
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: `${PUBLIC_URL}/auth/callback`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  for (const name of ['state', 'nonce', 'code_challenge'])
    expect(sent[0]?.get(name)).not.toBe(sent[1]?.get(name));
  // Either window may finish: each has a cookie of its own, and it says nothing to whoever reads it.
  expect(it.cookies.size).toBe(2);
  for (const value of it.cookies.values()) expect(value).toMatch(/^[0-9a-f]{8}\.[\w-]+$/);
});

test('cookies are read by no script, go by https to this host alone, and that of the session with nothing from another site', async () => {
  const it = browser();
  const begun = await it.open('/auth/sign-in');
  expect(begun.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-huiyin-sign-in-[\w-]{12}=[^;]+; Max-Age=900; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ]);
  const { headers } = await comeBack(browser());
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-huiyin-sign-in-[\w-]{12}=; Path=\/; Expires=Thu, 01 Jan 1970 [^;]+; HttpOnly; Secure; SameSite=Lax$/,
    ),
    expect.stringMatching(
      /^__Host-huiyin-session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    ),
  ]);
  expect(headers.get('cache-control')).toBe('no-store');
});

/** The provider’s last step, as the browser takes it back to us. */
async function wayBack(it: Browser, account = 'wang', change: (url: URL) => void = () => {}): Promise<URL> {
  const { headers } = await it.open('/auth/sign-in');
  let at = new URL(headers.get('location') ?? '');
  for (let step = 0; at.origin === provider.issuer && step < 10; step++) {
    at.searchParams.set('login_hint', account);
    change(at);
    const answer = await it.open(at.href);
    at = new URL(answer.headers.get('location') ?? '', at);
  }
  return at;
}
const comeBack = async (it: Browser, ...more: [account?: string, change?: (url: URL) => void]) =>
  it.open((await wayBack(it, ...more)).href);

describe('nobody comes in', () => {
  const refused = async (answer: { status: number; body: unknown; headers: Headers }, it: Browser) => {
    expect(answer.headers.getSetCookie().filter((set) => set.startsWith(`${SESSION}=`))).toEqual([]);
    expect(String(answer.body)).toContain('<h1>没有登录</h1>');
    expect(it.cookies.has(SESSION)).toBe(false);
    return answer.status;
  };

  test('by a state that this browser did not begin: a link of somebody else signs nobody in as them (RFC 6749, 10.12)', async () => {
    const [attacker, victim] = [browser(), browser()];
    const back = await wayBack(attacker);
    await victim.open('/auth/sign-in');
    expect(await refused(await victim.open(back.href), victim)).toBe(400);
    const other = new URL(back);
    other.searchParams.set('state', 'another');
    expect(await refused(await attacker.open(other.href), attacker)).toBe(400);
    other.searchParams.delete('state');
    expect(await refused(await attacker.open(other.href), attacker)).toBe(400);
  });

  test('with a code of another sign-in: its verifier is not this one’s (RFC 7636)', async () => {
    const [attacker, victim] = [browser(), browser()];
    const [stolen, own] = [await wayBack(attacker), await wayBack(victim)];
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    expect(await refused(await victim.open(own.href), victim)).toBe(403);
  });

  test('with an ID token for another nonce', async () => {
    const it = browser();
    const answer = await comeBack(it, 'wang', ({ searchParams }) => {
      if (searchParams.has('nonce')) searchParams.set('nonce', 'of another sign-in');
    });
    expect(await refused(answer, it)).toBe(403);
  });

  test('twice by one code', async () => {
    const it = browser();
    const back = await wayBack(it);
    const before = new Map(it.cookies);
    expect((await it.open(back.href)).status).toBe(303);
    it.cookies.clear();
    expect(await refused(await it.open(back.href), it)).toBe(400);
    for (const [name, value] of before) it.cookies.set(name, value);
    expect(await refused(await it.open(back.href), it)).toBe(403);
  });

  test('after a quarter of an hour', async () => {
    const it = browser();
    const back = await wayBack(it);
    later(15 * MINUTE);
    expect(await refused(await it.open(back.href), it)).toBe(400);
  });

  test.each([
    ['that has no role of ours', 'nobody', 'realm_access.roles: expected exactly one role'],
    ['of a program', 'machine', 'An account of the role gateway has no place at the desk.'],
  ])('with an account %s, and it is said why', async (_what, account, why) => {
    const it = browser();
    const answer = await comeBack(it, account);
    expect(await refused(answer, it)).toBe(403);
    expect(String(answer.body)).toContain(why);
  });

  test('where the provider says no', async () => {
    const it = browser();
    const { headers } = await it.open('/auth/sign-in');
    const state = new URL(headers.get('location') ?? '').searchParams.get('state');
    const query = new URLSearchParams({ error: 'access_denied', state: state ?? '', iss: provider.issuer });
    expect(await refused(await it.open(`/auth/callback?${query.toString()}`), it)).toBe(403);
  });
});

test.each([
  'https://evil.example/',
  '//evil.example/desk/',
  '/\\evil.example/desk/',
  '/desk/..//evil.example/',
  '/desk\t/../../x',
  'javascript:alert(1)',
  '/v1/tickets',
  '/auth/sign-in',
  '/deskx',
  'desk/',
  '',
])('the way goes on nowhere but to a page of ours: %j is refused', async (path) => {
  const { status, headers, body } = await service.ask(`/auth/sign-in?return=${encodeURIComponent(path)}`);
  expect([status, headers.get('location'), body.errors[0].path]).toEqual([422, null, 'return']);
});

test('roles stand where the city says, in what the provider tells of somebody only when it is asked (UserInfo) too', async () => {
  const it = browser(await serviceWith({ roleClaim: 'far_role' }));
  await signIn(it, 'zhao');
  expect((await whoIs(it)).body).toMatchObject({ role: 'leader', name: '赵敏', sub: 'zhao' });
});

test('who signs in once more gets another session, and one that the browser brought is over', async () => {
  const it = browser();
  await signIn(it, 'wang');
  const before = it.cookies.get(SESSION) ?? '';
  await signIn(it, 'wang');
  expect(it.cookies.get(SESSION)).not.toBe(before);
  expect((await whoIs(it)).status).toBe(200);
  it.cookies.set(SESSION, before);
  expect((await whoIs(it)).status).toBe(401);
});

describe('what the provider said holds no longer than it says', () => {
  test('where it can’t be asked again the session ends with its tokens', async () => {
    const it = browser(await serviceWith({ clientId: 'short' }));
    await signIn(it, 'wang');
    const { expiresAt } = (await whoIs(it)).body;
    expect(Date.parse(String(expiresAt)) - Date.now()).toBeLessThanOrEqual(5 * MINUTE);
    later(5 * MINUTE);
    expect((await whoIs(it)).status).toBe(401);
  });

  test('of a public client too, which the proof of its challenge signs in; and never longer than twelve hours', async () => {
    const it = browser(await serviceWith({ clientId: 'long', clientSecret: undefined }));
    await signIn(it, 'wang');
    const { role, expiresAt } = (await whoIs(it)).body;
    expect(role).toBe('operator');
    expect(Date.parse(String(expiresAt)) - Date.now()).toBeLessThanOrEqual(12 * 60 * MINUTE);
    expect(Date.parse(String(expiresAt)) - Date.now()).toBeGreaterThan(11 * 60 * MINUTE);
  });

  test('where it can, it is asked: once, however many ask at the same time, and what it says now counts', async () => {
    const it = browser();
    await signIn(it, 'li');
    await provider.tell('li', { name: '李强', realm_access: { roles: ['supervisor'] } });
    later(5 * MINUTE);
    // With a second try the provider would take back all that it gave: it is told of a token that it gave out newly.
    const all = await Promise.all(Array.from({ length: 8 }, () => whoIs(it)));
    for (const { status, body } of all)
      expect([status, body.role, body.sub]).toEqual([200, 'supervisor', 'li']);
    later(5 * MINUTE);
    expect((await whoIs(it)).status).toBe(200);
  });

  test('an account that is gone there is out here', async () => {
    const it = browser();
    await provider.tell('sun', { name: '孙', realm_access: { roles: ['operator'] } });
    await signIn(it, 'sun');
    expect((await whoIs(it)).status).toBe(200);
    await provider.tell('sun');
    later(5 * MINUTE);
    expect((await whoIs(it)).status).toBe(401);
    jest.restoreAllMocks();
    expect((await whoIs(it)).status).toBe(401);
  });

  test('one whose role is no longer one of ours too', async () => {
    const it = browser();
    await provider.tell('qian', { name: '钱', realm_access: { roles: ['operator'] } });
    await signIn(it, 'qian');
    await provider.tell('qian', { name: '钱', realm_access: { roles: ['retired'] } });
    later(5 * MINUTE);
    expect((await whoIs(it)).status).toBe(401);
  });
});

describe('signing out', () => {
  const out = (it: Browser, headers: Record<string, string> = AS_DESK) =>
    it.open('/auth/sign-out', { method: 'POST', headers: { accept: 'application/json', ...headers } });

  test('ends the session, takes its cookie, and says where the provider ends its own', async () => {
    const it = browser();
    await signIn(it, 'wang');
    const kept = it.cookies.get(SESSION) ?? '';
    const { status, body, headers } = await out(it);
    expect(status).toBe(200);
    const to = new URL((body as { to: string }).to);
    expect(to.origin).toBe(provider.issuer);
    expect(Object.fromEntries(to.searchParams)).toEqual({
      client_id: 'desk',
      post_logout_redirect_uri: `${PUBLIC_URL}/desk/`,
      id_token_hint: expect.stringMatching(/^ey/),
    });
    expect(String((await it.open(to.href)).body)).toContain('<form');
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-huiyin-session=;.*1970/)]);
    expect(it.cookies.has(SESSION)).toBe(false);
    it.cookies.set(SESSION, kept);
    expect((await whoIs(it)).status).toBe(401);
    expect((await out(it)).status).toBe(204);
  });

  test('is done by no page of another site', async () => {
    const it = browser();
    await signIn(it, 'wang');
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: PUBLIC_URL, 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
      {},
    ] as Record<string, string>[])
      expect([headers, (await out(it, headers)).status]).toEqual([headers, 403]);
    expect((await whoIs(it)).status).toBe(200);
  });
});

test('whoever has the database has nobody’s session, and learns of nobody', async () => {
  const it = browser();
  await signIn(it, 'li');
  const id = it.cookies.get(SESSION) ?? '';
  const { sessions = [] } = await everythingStored(db.uri);
  expect(sessions.length).toBeGreaterThan(0);
  const dump = sessions.join('\n');
  for (const secret of [id, '李强', 'chengguan', 'wang', 'operator']) expect(dump).not.toContain(secret);
  // Nor a token: three parts, of which the first is JSON. What is sealed may have its letters by chance.
  expect(dump).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
  const stored = await db.connection.collection<{ _id: string; sealed: string }>('sessions').find().toArray();
  for (const { _id, sealed } of stored) {
    it.cookies.set(SESSION, _id);
    expect((await whoIs(it)).status).toBe(401);
    it.cookies.set(SESSION, sealed);
    expect((await whoIs(it)).status).toBe(401);
  }
});

test('whoever can write to the database makes nobody somebody else by it', async () => {
  const [it, other] = [browser(), browser()];
  await signIn(it, 'wang');
  await db.store.sessions.forget(instant(Date.now() + 100 * 60 * MINUTE), 1_000);
  await signIn(it, 'wang');
  await signIn(other, 'zhao');
  const sessions = db.connection.collection<{ _id: string; sealed: string }>('sessions');
  const [wang, zhao] = await sessions.find().toArray();
  await sessions.updateOne({ _id: wang?._id }, { $set: { sealed: zhao?.sealed } });
  await sessions.updateOne({ _id: zhao?._id }, { $set: { sealed: wang?.sealed } });
  expect([(await whoIs(it)).status, (await whoIs(other)).status]).toEqual([500, 500]);
  await sessions.deleteMany({});
});

test('while the provider is away nobody signs in, who is in goes on as long as it said, and is then told to wait', async () => {
  const it = browser();
  await signIn(it, 'wang');
  const elsewhere = await serviceWith({ issuer: new URL('http://127.0.0.1:1') });
  const away = browser(elsewhere);
  const answer = await away.open('/auth/sign-in');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(String(answer.body)).toContain('账号平台或数据库暂时没有应答');
  away.cookies.set(SESSION, it.cookies.get(SESSION) ?? '');
  expect((await whoIs(away)).status).toBe(200);
  later(5 * MINUTE);
  expect((await whoIs(away)).status).toBe(503);
  // It is not over: the provider is there again.
  expect((await whoIs(it)).status).toBe(200);
});
