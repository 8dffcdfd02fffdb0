import { reviewingKnowledge } from '../../activities/hotline/reviewing-knowledge';
import { unitsOf } from '../../config/units-file';
import { unitId } from '../../domain/ids';
import { dayOf, instant, plusDays } from '../../domain/time/instant';
import type { WrittenEntry } from '../../storage/knowledge/knowledge';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { HOTLINE, PARKS } from '../given/story';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db?.stop());

const today = dayOf(instant(Date.now()));
const by = { sub: 'clerk', role: 'unit', unit: PARKS.id } as const;
const entry = (id: string, change: Partial<WrittenEntry> = {}): WrittenEntry => ({
  id,
  version: 1,
  question: '树木修剪找谁',
  answer: '园林部门。',
  owner: PARKS.id,
  source: '城市绿化条例',
  reviewOn: plusDays(today, -1),
  at: instant(Date.now()),
  by,
  ...change,
});
const reviewing = () =>
  reviewingKnowledge({
    store: db.store,
    units: unitsOf([HOTLINE, { ...PARKS, contact: { webhook: 'https://parks.example/hook' } }]),
    webhooks: undefined,
  } as never);

test('WF-31: an owner is reminded once of each version whose day has come, by the outbox, whatever crashes between', async () => {
  await db.store.knowledge.write(entry('KB-1'), 'r-1');
  await db.store.knowledge.write(entry('KB-2', { reviewOn: plusDays(today, 1) }), 'r-2');
  await db.store.knowledge.write(entry('KB-3', { proposed: true }), 'r-3');
  const { tellOfReviews, noteReminded } = reviewing();
  const told = await tellOfReviews();
  expect(told).toMatchObject({
    deliveries: [{ ids: [`KB-1:1:${PARKS.id}`] }],
    reminded: [{ id: 'KB-1', version: 1 }],
    more: false,
  });
  // It was lost before it was noted: the same once more, and one message.
  expect(await tellOfReviews()).toEqual(told);
  await noteReminded({ entries: told.reminded });
  expect((await tellOfReviews()).reminded).toEqual([]);
  expect(await db.store.outbox.to(PARKS.id, undefined, 9)).toMatchObject({
    items: [
      { status: 'pending', template: 'knowledge-review', text: expect.stringContaining('KB-1') as string },
    ],
  });
});

test('WF-31: looked at again it is reminded of anew on its next day, to whom the owner’s work has gone', async () => {
  await db.store.knowledge.write(entry('KB-1', { version: 2, owner: unitId('closed') }), 'r-4');
  const units = {
    today: () => ({ ...PARKS, name: '园林局' }),
    ofLevel: () => [],
  };
  const { tellOfReviews } = reviewingKnowledge({ store: db.store, units });
  expect((await tellOfReviews()).reminded).toEqual([{ id: 'KB-1', version: 2 }]);
  expect((await db.store.outbox.find(`KB-1:2:${PARKS.id}`))?.to).toBe(PARKS.id);
});

test('WF-31: of two who change an entry at once one is told so; what a crash left half done the next makes up', async () => {
  const { knowledge } = db.store;
  await knowledge.write(entry('KB-9'), 'r-9');
  const wrote = await Promise.all([
    knowledge.write(entry('KB-9', { version: 2, answer: '甲' }), 'a'),
    knowledge.write(entry('KB-9', { version: 2, answer: '乙' }), 'b'),
  ]);
  expect(wrote.toSorted()).toEqual([false, true]);
  const [stands] = await knowledge.versionsOf('KB-9');
  expect(await knowledge.find('KB-9')).toEqual(stands);
  // The version is there, the entry is not yet.
  await db.connection.collection('knowledge').deleteOne({ _id: 'KB-9' } as never);
  await knowledge.write(entry('KB-9'), 'r-9');
  await knowledge.write(entry('KB-9', { version: 2 }), 'c');
  expect((await knowledge.find('KB-9'))?.answer).toBe(stands?.answer);
  expect((await knowledge.versionsOf('KB-9')).map(({ version }) => version)).toEqual([2, 1]);
});
