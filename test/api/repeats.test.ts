import { comparedTickets } from '../../api/repeats/compared-tickets';
import { takeIn } from '../../api/tickets/intake';
import type { TicketBody } from '../../api/tickets/ticket-body';
import { publishedCalendars } from '../../config/published-calendars';
import { ticketId } from '../../domain/ids';
import { instant } from '../../domain/time/instant';
import type { Store } from '../../storage/store';
import { config, matter, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { waitFor } from '../given/wait-for';

let db: TestDatabase;
let service: Service;
let operator: string;
beforeAll(async () => {
  db = await startDatabase();
  operator = await token({ role: 'operator', sub: 'op-7' });
});
afterAll(() => db.stop());
beforeEach(async () => {
  const parts = partsOnTheirOwn();
  const database = { ...parts.database, store: async () => db.store };
  service = await serve({ ...parts, database, compared: comparedTickets(database, parts.log) });
});
afterEach(() => service.stop());

let numbers = 0;
async function taken(changes: object): Promise<string> {
  const id = ticketId(`HY-2CZ7-0000-${String(++numbers).padStart(4, '0')}`);
  const law = { config, calendars: { years: publishedCalendars(), local: new Map() } };
  const body = { ...matter, ...changes } as unknown as TicketBody;
  const at = instant(Date.parse('2026-09-29T10:00:00+08:00') + numbers);
  await db.store.tickets.add(takeIn(law, body, { id, at, subject: { role: 'operator', sub: 'op-7' } }));
  return id;
}
const { title, content, category, district, address } = matter;
const MATTER = { title, content, category, district };
const ask = (body: object, as = operator) => service.ask('/v1/repeats', { token: as, body });
/** Asked until what tickets say was read. */
const whole = async (body: object) =>
  waitFor('what tickets say is read', async () => {
    const { body: found } = await ask(body);
    return found.complete ? found : undefined;
  });

describe('JE-4, HZ-3: POST /v1/repeats', () => {
  test('finds what a matter repeats, with reasons, the likeliest first; and nothing is stored', async () => {
    const same = await taken({ caller: { phone: '13900139000' } });
    const own = await taken({
      title: '路灯不亮',
      content: '一直黑着',
      category: '市容环境/垃圾清运',
      address: '经十路',
    });
    await taken({
      title: '老人乘车卡怎么办',
      content: '在哪里办理',
      category: '市容环境/垃圾清运',
      caller: { phone: '13900139001' },
    });
    const before = JSON.stringify(await db.connection.db?.listCollections().toArray());
    const found = await whole({ ...MATTER, address, phone: matter.caller.phone, unit: 'chengguan' });
    expect(found.items).toHaveLength(2);
    expect(found.items[0]).toMatchObject({
      ticket: same,
      state: 'registered',
      reasons: ['同一地点', '同一分类：市容环境/占道经营', '同一区县：历下区人民政府', '内容相似度100%'],
    });
    expect(found.items[1]).toMatchObject({ ticket: own, reasons: expect.arrayContaining(['同一诉求人']) });
    expect(found.items[0].score).toBeGreaterThan(found.items[1].score);
    expect(JSON.stringify(found)).not.toMatch(/13[89]00|烧烤|泉城/);
    expect(JSON.stringify(await db.connection.db?.listCollections().toArray())).toBe(before);
  });

  test('says so until what tickets say is read, and shows the same caller’s meanwhile', async () => {
    const parts = partsOnTheirOwn();
    const database = { ...parts.database, store: async () => db.store };
    const never = { ...parts.compared, start: () => {}, nearest: async () => undefined };
    const other = await serve({ ...parts, database, compared: never });
    const id = await taken({ caller: { phone: '13700137000' } });
    const { status, body } = await other.ask('/v1/repeats', {
      token: operator,
      body: { ...MATTER, phone: '13700137000' },
    });
    await other.stop();
    expect([status, body.complete, body.items.map((it: { ticket: string }) => it.ticket)]).toEqual([
      200,
      false,
      [id],
    ]);
  });

  test('what changed since is found: one that another service has taken in', async () => {
    await whole(MATTER);
    const id = await taken({ title: '广场舞噪声大', content: '音响放到夜里十一点' });
    // Its workflow writes its first turn.
    await db.connection
      .collection('tickets')
      .updateOne({ _id: id as never }, { $set: { 'view.decided': Date.now() } });
    const asked = { ...MATTER, title: '广场舞噪声大', content: '夜里十一点音响还放着' };
    const first = await waitFor('it is found', async () => {
      const [item] = (await ask(asked)).body.items;
      return item?.ticket === id ? item : undefined;
    });
    expect(first.reasons.at(-1)).toMatch(/^内容相似度\d\d%$/);
  });

  test('bad input is refused with its path', async () => {
    const { status, body } = await ask({
      ...MATTER,
      phone: '12',
      district: 'nowhere',
      category: '没有/这类',
    });
    expect(status).toBe(422);
    expect(body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      'category',
      'district',
      'phone',
    ]);
    expect((await ask(MATTER, await token({ role: 'unit', unit: 'chengguan' }))).status).toBe(403);
  });
});

test('what is compared is tried again where the database was away', async () => {
  let away = true;
  const database = {
    store: async (): Promise<Store> => {
      if (away) throw new Error('away');
      return db.store;
    },
  };
  const told: string[] = [];
  const log = {
    info: (_: object, text?: string) => void told.push(text ?? ''),
    warn: () => void told.push('away'),
  };
  const compared = comparedTickets(database, log as never);
  compared.start();
  await waitFor('it was tried in vain', () => told.includes('away'));
  away = false;
  await waitFor('all is read', () => told.includes('tickets are ready to be compared'));
  expect(compared.frequencies.texts).toBeGreaterThan(0);
});
