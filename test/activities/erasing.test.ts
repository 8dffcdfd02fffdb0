import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { erasing } from '../../activities/erasing';
import { DAY, HOUR, type Instant, instant } from '../../domain/time/instant';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { at, command, Story } from '../given/story';

let db: TestDatabase;
beforeEach(async () => {
  db = await startDatabase();
  running.clear();
  logged.length = 0;
});
afterEach(() => db.stop());

const running = new Set<string>();
const logged: object[] = [];
const log = { info: () => {}, error: (facts: object) => void logged.push(facts) };
const client = {
  workflow: {
    getHandle: (id: string) => ({
      describe: async () => {
        if (!running.has(id)) throw new WorkflowNotFoundError('gone', id, undefined);
        return { status: { name: 'RUNNING' } };
      },
    }),
  },
} as unknown as Client;

const noon = at('2026-09-29 12:00');
const after = (days: number): Instant => instant(noon + days * DAY);
const given = { reason: '法院调取', by: { sub: 's', role: 'supervisor' }, at: noon } as const;

/** One sweeping process, call after call, in a city that keeps personal data for so many days. */
function eraser(days: number | 'for good' = 90): (now: Instant) => Promise<number> {
  const retention = days === 'for good' ? {} : { retention: { after: { days } } };
  const erase = erasing({ store: db.store, client, rulebooks: new Map([['test', retention]]), log });
  return (now) => new MockActivityEnvironment().run(() => erase(now));
}

/** A ticket that was closed so many days after noon. */
async function closed(days: number): Promise<string> {
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  const story = new Story(LAW, matter).do(after(days), command('answer', {}));
  await db.store.recordTurn(turnOf(story), []);
  await db.store.tickets.confirm(matter.id, story.ticket.seq);
  return matter.id;
}

const isErased = async (id: string): Promise<boolean> =>
  (await db.store.tickets.find(id))?.erasedAt !== undefined;

test('art. 19: what its time is over for is erased, in the archive too; and nothing that is younger, open, held, or still telling', async () => {
  const [old, archived, held, telling, young] = [
    await closed(0),
    await closed(0),
    await closed(0),
    await closed(0),
    await closed(2),
  ];
  const open = aMatter();
  await db.store.tickets.add(intake(open));
  await db.store.recordTurn(turnOf(new Story(LAW, open)), []);
  await db.store.archive.put(archived, after(1));
  await db.store.personalData.hold(held, 'held', given);
  running.add(telling);
  const all = [old, archived, held, telling, young, open.id];
  expect(await eraser()(instant(after(90) - 1))).toBe(0);
  const erase = eraser();
  expect(await erase(after(91))).toBe(2);
  expect(await Promise.all(all.map(isErased))).toEqual([true, true, false, false, false, false]);
  expect((await db.store.personalData.of(old)).acts).toEqual([
    { ticketId: old, number: 1, type: 'erased', ground: 'period-over', at: after(91), open: true },
  ]);
  await db.store.personalData.hold(held, 'lifted', given);
  running.clear();
  // All was looked at: it looks again after an hour.
  expect(await erase(instant(after(91) + HOUR - 1))).toBe(0);
  expect(await erase(instant(after(91) + HOUR))).toBe(2);
  expect(await Promise.all(all.map(isErased))).toEqual([true, true, true, true, false, false]);
  expect((await db.store.personalData.of(old)).acts).toMatchObject([{ open: false }]);
});

test('where a city sets no end to it nothing is erased by itself', async () => {
  const id = await closed(0);
  expect(await eraser('for good')(after(10_000))).toBe(0);
  expect(await isErased(id)).toBe(false);
});

test('one call looks at 200 tickets, and the next ones at the rest; those that are held stop no other', async () => {
  for (let i = 0; i < 200; i++) await db.store.personalData.hold(await closed(0), 'held', given);
  const last = await closed(1);
  const erase = eraser();
  expect(await erase(after(100))).toBe(0);
  expect(await erase(after(100))).toBe(1);
  expect(await isErased(last)).toBe(true);
});

test('one that can’t be erased is told of, by its number alone, and stops no other; the next call tries it again', async () => {
  const [broken, whole] = [await closed(0), await closed(1)];
  await db.store.archive.put(broken, after(2));
  const archive = db.connection.collection<{ _id: string; sealed: string }>('archive');
  const { sealed = '' } = (await archive.findOne({ _id: broken })) ?? {};
  await archive.updateOne({ _id: broken }, { $set: { sealed: 'x' } });
  const erase = eraser();
  await expect(erase(after(100))).rejects.toThrow('1 tickets');
  expect(logged).toEqual([expect.objectContaining({ ticket: broken, error: 'SealError' })]);
  expect(await isErased(whole)).toBe(true);
  await archive.updateOne({ _id: broken }, { $set: { sealed } });
  await erase(instant(after(100) + HOUR));
  expect(await isErased(broken)).toBe(true);
});
