import { DAY, HOUR, instant, MINUTE } from '../../domain/time/instant';
import type { Gathering } from '../../storage/outbox/gatherings';
import type { NewMessage } from '../../storage/outbox/outbox';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { messageOf, partingIn, turnOf } from '../given/stored-story';
import { at, command } from '../given/story';
import { aMatter } from '../given/matter';

/** Messages that wait for others to the same unit, in the outbox. */
let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());
afterEach(async () => {
  for (const name of ['outbox', 'gatherings']) await db.connection.collection(name).deleteMany({});
});

const noon = at('2026-09-29 12:00');
const later = (minutes: number) => instant(noon + minutes * MINUTE);

const gathered = (ticket: string, changes: Partial<NewMessage> = {}): NewMessage =>
  messageOf(ticket, noon, { template: 'reminded', gathered: 'parks', ...changes });

async function put(changes: Partial<NewMessage> = {}): Promise<string> {
  const ticket = aMatter().id;
  const [message] = await db.store.outbox.put(ticket, [gathered(ticket, changes)], noon);
  return message?.id ?? '';
}

test('the outbox says for which units something is gathered, how much, and since when; what was sent or given up is not', async () => {
  expect(await db.store.outbox.gathered()).toEqual([]);
  const first = await put({ at: later(1) });
  const second = await put();
  const other = await put({ to: 'water', gathered: 'water', at: later(2) });
  await put({ gathered: undefined });
  const of = async () => (await db.store.outbox.gathered()).toSorted((a, b) => (a.unit < b.unit ? -1 : 1));
  expect(await of()).toEqual([
    { unit: 'parks', since: noon, count: 2 },
    { unit: 'water', since: later(2), count: 1 },
  ]);
  expect((await db.store.outbox.gatheredFor('parks', 9)).map(({ id }) => id)).toEqual([second, first]);
  expect((await db.store.outbox.gatheredFor('parks', 1)).map(({ id }) => id)).toEqual([second]);
  await db.store.outbox.markFailed([second], 'webhook: HTTP 500', later(3));
  expect(await of()).toHaveLength(2);
  await db.store.outbox.markSent([first, second], 'webhook', later(4));
  await db.store.outbox.release([other]);
  expect(await of()).toEqual([]);
  expect(await db.store.outbox.find(second)).toMatchObject({ status: 'sent', attempts: 2 });
});

test('put in again it stands as it stood first, whoever gathers by now: never gathered and sent by itself, never neither', async () => {
  const ticket = aMatter().id;
  const waits = gathered(ticket, { id: `${ticket}:1:parks` });
  const { gathered: _, ...alone } = gathered(ticket, { id: `${ticket}:2:parks` });
  await db.store.outbox.put(ticket, [waits, alone], noon);
  const { gathered: __, ...nowAlone } = waits;
  const again = await db.store.outbox.put(ticket, [nowAlone, { ...alone, gathered: 'parks' }], noon);
  expect(again).toEqual([waits, alone]);
});

test('a ticket that is started anew does not send by itself what is gathered', async () => {
  const ticket = aMatter().id;
  const waits = gathered(ticket, { id: `${ticket}:1:parks` });
  await db.store.outbox.put(ticket, [waits, messageOf(ticket, noon, { id: `${ticket}:2:parks` })], noon);
  const undelivered = async (now = later(5)) =>
    (await db.store.outbox.undelivered(ticket, now)).map(({ id }) => id);
  expect(await undelivered()).toEqual([`${ticket}:2:parks`]);
  // A day in vain, and it is given up.
  await db.store.outbox.markFailed([waits.id], 'no answer', instant(noon + DAY - HOUR / 2));
  await db.store.outbox.release([waits.id]);
  expect(await undelivered(instant(noon + DAY))).toEqual([`${ticket}:2:parks`]);
});

test('what the engine lost is gathered no more, tried or not', async () => {
  const { id, seq, lost, real } = await partingIn(db.store, noon);
  const turn = turnOf(lost.do(later(1), command('urge', {})), seq);
  const [tried, never] = turn.events
    .map((it) => gathered(id, { id: `${id}:${it.seq}:parks` }))
    .concat([gathered(id, { id: `${id}:${seq + 1}:water`, to: 'water', gathered: 'water' })]) as [
    NewMessage,
    NewMessage,
  ];
  await db.store.recordTurn(turn, [tried, never]);
  await db.store.outbox.markFailed([tried.id], 'webhook: HTTP 500', later(2));
  expect(await db.store.outbox.gathered()).toHaveLength(2);
  await db.store.recordTurn(turnOf(real.do(later(5), command('withdraw', {})), seq), []);
  expect(await db.store.outbox.gathered()).toEqual([]);
  expect(await db.store.outbox.find(tried.id)).toMatchObject({ superseded: later(5) });
  expect(await db.store.outbox.find(never.id)).toBeUndefined();
});

test('one gathered message is under way to a unit: what is begun meanwhile is not, and only its own end lets the next begin', async () => {
  const first: Gathering = { unit: 'parks', id: 'g-1', at: noon, messages: ['a', 'b'] };
  const { begin, find, settle } = db.store.gatherings;
  await begin(first);
  await begin({ ...first, id: 'g-2', messages: ['a', 'b', 'c'] });
  await begin({ ...first, unit: 'water', id: 'g-3' });
  expect(await find('parks')).toEqual(first);
  await settle('parks', 'g-2');
  expect(await find('parks')).toEqual(first);
  await settle('parks', 'g-1');
  expect(await find('parks')).toBeUndefined();
  expect(await find('water')).toMatchObject({ id: 'g-3' });
});
