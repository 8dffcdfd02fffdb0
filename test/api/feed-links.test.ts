import { randomUUID } from 'node:crypto';
import { lazyDatabase } from '../../api/database';
import { subjectReader } from '../../api/requests/subject';
import { DAY, instant } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { feedAccess } from '../../keys/feed-access';
import { signed } from '../../keys/signed-tokens';
import { type Asked, Hotline, OPERATOR, SUPERVISOR, unit } from '../given/hotline';
import { JWT_SECRET } from '../given/http';
import { partsOnTheirOwn, PUBLIC_URL, serve, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';

const keys = dataKeys(Buffer.alloc(32, 7));
const ADMIN = { role: 'admin', sub: 'admin-1' } as const;
const AUDITOR = { role: 'auditor', sub: 'auditor-1' } as const;
const OWN = unit('chengguan');
const STRANGER = unit('shuiwu');

type Who = Asked['as'];

interface Link {
  readonly url: string;
  readonly id: string;
  readonly expiresAt: string;
}

let db: TestDatabase;
let service: Service;
let hotline: Hotline;
beforeAll(async () => {
  db = await startDatabase();
  const parts = partsOnTheirOwn();
  const readSubject = subjectReader({ secret: JWT_SECRET, development: true }, parts.callers);
  service = await serve({ ...parts, readSubject, database: lazyDatabase(db.uri, keys) });
  hotline = new Hotline(service.url, JWT_SECRET);
});
afterAll(async () => {
  await service.stop();
  await db.stop();
});

const link = (as: Who, id = 'chengguan', key?: string) =>
  hotline.ask<Link>(`/v1/units/${id}/link`, { method: 'POST', as, ...(key ? { key } : {}) });
const made = async (id = 'chengguan'): Promise<Link> => (await link(ADMIN, id)).body;
const revoke = (as: Who, body: object = {}, id = 'chengguan', key?: string) =>
  hotline.ask(`/v1/units/${id}/link/revoke`, { as, body, ...(key ? { key } : {}) });
const opens = async (url: string): Promise<number> => {
  const { pathname, search } = new URL(url);
  return (await service.ask(pathname + search)).status;
};

describe('the link to a unit’s due moments', () => {
  test('is given to that unit and to the hotline, for 180 days', async () => {
    for (const who of [OWN, OPERATOR, ADMIN]) {
      const { status, body } = await link(who);
      expect(status).toBe(200);
      expect(body.url).toMatch(new RegExp(`^${PUBLIC_URL}/v1/units/chengguan/due\\.ics\\?token=`));
      expect((Date.parse(body.expiresAt) - Date.now()) / DAY).toBeCloseTo(180, 1);
    }
    expect((await link(STRANGER)).status).toBe(403);
    expect((await link({ role: 'caller', sub: 'c', ticket: 'HY-0000-0000-0000' })).status).toBe(403);
    expect((await link(OPERATOR, 'nobody')).status).toBe(404);
  });

  test('opens that unit’s moments without a header, and nothing else', async () => {
    const { url } = await made();
    const { search } = new URL(url);
    expect(await opens(url)).toBe(200);
    for (const path of [
      `/v1/units/lixia/due.ics${search}`,
      '/v1/units/chengguan/due.ics',
      '/v1/units/chengguan/due.ics?token=x',
      `/v1/units/chengguan/due.ics?token=${await token({ role: 'admin' })}`,
      `/v1/units${search}`,
    ]) {
      expect([path, (await service.ask(path)).status]).toEqual([path, 401]);
    }
    const feedToken = new URLSearchParams(search).get('token') ?? '';
    expect((await service.ask('/v1/units', { token: feedToken })).status).toBe(401);
  });

  test('ends when it has expired', async () => {
    const feeds = feedAccess(keys, PUBLIC_URL);
    const tokenOf = async (at: number): Promise<string> =>
      new URL((await feeds.link('chengguan', instant(at))).url).searchParams.get('token') ?? '';
    expect(await feeds.linkOf('chengguan', await tokenOf(Date.now()))).toBeDefined();
    expect(await feeds.linkOf('chengguan', await tokenOf(Date.now() - 181 * DAY))).toBeUndefined();
    const others = feedAccess(dataKeys(Buffer.alloc(32, 8)), PUBLIC_URL);
    expect(await others.linkOf('chengguan', await tokenOf(Date.now()))).toBeUndefined();
  });
});

describe('a link that leaked', () => {
  test('is made worthless alone, by its id or its address; the others, and those of other units, go on', async () => {
    const links = [await made(), await made(), await made()] as const;
    const others = await made('shuiwu');
    expect((await revoke(OWN, { link: links[0].id })).status).toBe(200);
    expect((await revoke(SUPERVISOR, { link: links[1].url })).body).toMatchObject({ link: links[1].id });
    expect(await Promise.all([...links, others].map(({ url }) => opens(url)))).toEqual([401, 401, 200, 200]);
  });

  test('is ended with all that were made before it, also those of before links had ids; a new one is good', async () => {
    const links = [await made(), await made()];
    const exp = Math.floor((Date.now() + 180 * DAY) / 1_000) - 1;
    const before = await signed(keys, { sub: 'chengguan', aud: 'huiyin:due-feed', exp });
    const ofBefore = `${PUBLIC_URL}/v1/units/chengguan/due.ics?token=${before}`;
    const others = await made('shuiwu');
    expect(await opens(ofBefore)).toBe(200);
    expect((await revoke(ADMIN)).status).toBe(200);
    const fresh = await made();
    const urls = [...links.map(({ url }) => url), ofBefore, others.url, fresh.url];
    expect(await Promise.all(urls.map(opens))).toEqual([401, 401, 401, 200, 200]);
  });

  test('is revoked by its unit, a supervisor or an admin, and by nobody else', async () => {
    const { id } = await made();
    for (const who of [
      OPERATOR,
      STRANGER,
      AUDITOR,
      { role: 'caller', sub: 'c', ticket: 'HY-0000-0000-0000' },
    ])
      expect([who, (await revoke(who as Who, { link: id })).status]).toEqual([who, 403]);
    expect((await revoke(null)).status).toBe(401);
    expect((await revoke(ADMIN, {}, 'nobody')).status).toBe(404);
    const other = await made('shuiwu');
    for (const wrong of ['x', 'https://12345.example/', other.url])
      expect([wrong, (await revoke(OWN, { link: wrong })).status]).toEqual([wrong, 422]);
    expect((await revoke(OWN, { all: true })).status).toBe(422);
  });

  test('is on record, with who revoked it, once however often it is asked', async () => {
    const { id } = await made('shuiwu');
    const key = randomUUID();
    const [first, again] = [
      await revoke(STRANGER, { link: id }, 'shuiwu', key),
      await revoke(STRANGER, { link: id }, 'shuiwu', key),
    ];
    expect(again.body).toEqual(first.body);
    await revoke(SUPERVISOR, {}, 'shuiwu');
    const read = (as: Who) => hotline.ask('/v1/units/shuiwu/link/revocations', { as });
    const { body } = await read(AUDITOR);
    expect(body).toMatchObject({
      items: [
        { by: { role: 'supervisor', sub: SUPERVISOR.sub } },
        { link: id, by: { role: 'unit', unit: 'shuiwu', sub: STRANGER.sub } },
      ],
    });
    expect((body as unknown as { items: object[] }).items[0]).not.toHaveProperty('link');
    for (const who of [STRANGER, SUPERVISOR, ADMIN]) expect((await read(who)).body).toEqual(body);
    for (const who of [OWN, OPERATOR]) expect((await read(who)).status).toBe(403);
  });
});
