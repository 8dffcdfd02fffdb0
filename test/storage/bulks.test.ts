import { ticketId } from '../../domain/ids';
import { at } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const by = { sub: 'operator-7', role: 'operator' } as const;
const given = (id: string) => ({ id, command: 'urge', facts: {}, by, at: at('2026-09-29 12:00') }) as const;
const members = (count: number, from = 0) =>
  Array.from({ length: count }, (_, nth) => ({ ticket: ticketId(`T-${from + nth}`), seq: nth }));

test('of several tries with one id the first counts, whole: its set, and no ticket of another try', async () => {
  const tries = await Promise.all([
    db.store.bulks.begin(given('BK-A'), { text: 'a' }, members(250)),
    db.store.bulks.begin(given('BK-A'), { text: 'b' }, members(130, 1_000)),
  ]);
  expect(new Set(tries.map(({ set }) => set)).size).toBe(1);
  const bulk = await db.store.bulks.begin(given('BK-A'), { text: 'c' }, members(5));
  const { items } = await db.store.bulks.items(bulk, undefined, undefined, 1_000);
  expect(items).toHaveLength(bulk.total);
  expect(new Set(items.map(({ ticket }) => Number(ticket.slice(2)) < 1_000)).size).toBe(1);
  expect(await db.store.bulks.counts(bulk)).toMatchObject({ waiting: bulk.total, done: 0 });
  // Nothing is left of the others, nor is another's touched.
  const pages = db.connection.db?.collection<{ _id: string }>('bulk-pages');
  expect(await pages?.countDocuments({ _id: /^BK-A:/ })).toBe(Math.ceil(bulk.total / 100));
});

test('of two tries, the one that was earlier and the one that came later leave nothing behind, and the bulks beside are left alone', async () => {
  const pages = db.connection.db?.collection<{ _id: string }>('bulk-pages');
  const count = (of: RegExp) => pages?.countDocuments({ _id: of });
  await db.store.bulks.begin(given('BK-D'), {}, members(5));
  await db.store.bulks.begin(given('BK-F'), {}, members(5));
  for (const set of ['0', 'zzzz'])
    await pages?.insertOne({ _id: `BK-E:${set}:0000`, items: [], counts: {} } as { _id: string });
  await db.store.bulks.begin(given('BK-E'), {}, members(105));
  expect([await count(/^BK-D:/), await count(/^BK-E:/), await count(/^BK-F:/)]).toEqual([1, 2, 1]);
});

test('thousands are read in their order, to the last', async () => {
  const bulk = await db.store.bulks.begin(given('BK-G'), {}, members(4_050));
  const seen: string[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await db.store.bulks.items(bulk, undefined, cursor, 1_500);
    seen.push(...page.items.map(({ ticket }) => ticket));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(members(4_050).map(({ ticket }) => ticket));
  expect((await db.store.bulks.page(bulk, 40)).map(({ seq }) => seq).slice(0, 2)).toEqual([4_000, 4_001]);
  expect(await db.store.bulks.page(bulk, 41)).toEqual([]);
});

test('who asks first that it stop has asked; what is over stays as it ended, and lets go of its texts', async () => {
  const { bulks } = db.store;
  const later = at('2026-09-29 13:00');
  const bulk = await bulks.begin(given('BK-H'), { text: 'h' }, members(3));
  expect(await bulks.isToStop(bulk.id)).toBe(false);
  await bulks.askToStop(bulk.id, bulk.at);
  await bulks.askToStop(bulk.id, later);
  expect(await bulks.isToStop(bulk.id)).toBe(true);
  expect(await bulks.find(bulk.id)).toMatchObject({ stopAskedAt: bulk.at });
  expect((await bulks.open('', 100)).map(({ id }) => id)).toContain(bulk.id);
  expect((await bulks.open(bulk.id, 100)).map(({ id }) => id)).not.toContain(bulk.id);
  expect(await bulks.textsOf(bulk.id)).toEqual({ text: 'h' });
  await bulks.end(bulk.id, { at: bulk.at, stopped: true });
  await bulks.end(bulk.id, { at: later, stopped: false });
  expect(await bulks.find(bulk.id)).toMatchObject({ ended: { at: bulk.at, stopped: true } });
  expect((await bulks.open('', 100)).map(({ id }) => id)).not.toContain(bulk.id);
  expect(await bulks.textsOf(bulk.id)).toBeUndefined();

  const over = await bulks.begin(given('BK-I'), {}, members(1));
  await bulks.end(over.id, { at: later, stopped: false });
  await bulks.askToStop(over.id, later);
  expect(await bulks.isToStop(over.id)).toBe(false);
});

test('one’s own are listed newest first, in the role in which they were begun', async () => {
  const { bulks } = db.store;
  const own = { sub: 'supervisor-3', role: 'supervisor' } as const;
  for (const [id, hour, who] of [
    ['BK-J', 10, own],
    ['BK-K', 12, own],
    ['BK-L', 11, own],
    ['BK-M', 13, { ...own, role: 'operator' }],
    ['BK-N', 14, by],
  ] as const)
    await bulks.begin({ ...given(id), by: who, at: at(`2026-09-29 ${hour}:00`) }, {}, members(1));
  const first = await bulks.list(own, undefined, 2);
  const rest = await bulks.list(own, first.nextCursor, 2);
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(['BK-K', 'BK-L', 'BK-J']);
});

test('what came of a ticket is noted once; pages go on where the one before ended, also by outcome', async () => {
  const bulk = await db.store.bulks.begin(given('BK-B'), {}, members(230));
  for (const [page, place] of [
    [0, 3],
    [1, 0],
    [2, 29],
  ] as const) {
    await db.store.bulks.note(bulk, page, place, 'waiting', { outcome: 'done' });
    await db.store.bulks.note(bulk, page, place, 'waiting', { outcome: 'refused' });
  }
  expect(await db.store.bulks.counts(bulk)).toEqual({ waiting: 227, done: 3, refused: 0, unavailable: 0 });
  const seen: string[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await db.store.bulks.items(bulk, 'done', cursor, 2);
    seen.push(...page.items.map(({ ticket }) => ticket));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['T-3', 'T-100', 'T-229']);
  await expect(db.store.bulks.items(bulk, undefined, 'bm9uZQ', 2)).rejects.toThrow(RangeError);
  const other = await db.store.bulks.begin(given('BK-C'), {}, members(3));
  const { nextCursor } = await db.store.bulks.items(other, undefined, undefined, 2);
  await expect(db.store.bulks.items(bulk, undefined, nextCursor, 2)).rejects.toThrow(RangeError);
});
