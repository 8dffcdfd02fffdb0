import { UNREADABLE } from '../../storage/tickets/texts/sealed-text';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { at } from '../given/story';
import { intake } from '../given/stored-story';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');

test('why somebody looked is noted once, sealed to its place, and gone with the ticket’s key', async () => {
  const matter = aMatter();
  const ticketId = matter.id;
  await db.store.tickets.add(intake(matter));
  const look = {
    tickets: [ticketId],
    at: noon,
    sub: 'op-1',
    role: 'operator',
    what: 'code',
    callerShown: false,
  } as const;
  const one = { ...look, reason: '诉求人李四来电' };
  const other = { ...look, sub: 'op-2', reason: '号码被他人看到' };
  for (const [id, it] of [
    ['a-1', one],
    ['a-1', one],
    ['a-2', other],
  ] as const)
    await db.store.accesses.note({ id, ...it });
  const read = async () => (await db.store.accesses.list({ ticket: ticketId }, undefined, 9)).items;
  expect(await read()).toEqual([other, one]);
  const raw = db.connection.collection<{ _id: string; reason: string }>('accesses');
  const [first, second] = await raw.find({ ticketId }).sort({ _id: 1 }).toArray();
  expect(JSON.stringify([first, second])).not.toMatch(/李四|号码/);
  await raw.updateOne({ _id: 'a-2' }, { $set: { reason: first?.reason ?? '' } });
  expect((await read()).map(({ reason }) => reason)).toEqual([UNREADABLE, one.reason]);
  await db.connection.collection('tickets').updateOne({ 'matter.id': ticketId }, { $unset: { key: 1 } });
  expect((await read()).map(({ reason }) => reason)).toEqual([UNREADABLE, UNREADABLE]);
});
