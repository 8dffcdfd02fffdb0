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
});
