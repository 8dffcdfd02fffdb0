import type { Instant } from '../../domain/time/instant';
import { instant } from '../../domain/time/instant';
import type { NewMessage } from '../../storage/outbox/outbox';
import type { Receipt } from '../../storage/outbox/waiting';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, messageOf } from '../given/stored-story';
import { at } from '../given/story';

const noon = at('2026-09-29 12:00');
const later = (seconds: number): Instant => instant(noon + seconds * 1_000);
const DELIVERED: Receipt = { status: 'delivered' };
const SENT: Receipt = { status: 'sent' };
const FAILED: Receipt = { status: 'failed', reason: 'UNDELIV' };

let db: TestDatabase;
let count = 0;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());
beforeEach(() => db.connection.collection('outbox').deleteMany({}));

const toCaller = (moment: Instant = noon, changes: Partial<NewMessage> = {}): NewMessage =>
  messageOf('T', moment, { id: `T:${++count}:caller`, to: 'caller', channel: 'queue', ...changes });

async function put(...messages: NewMessage[]): Promise<string[]> {
  await db.store.outbox.put('T', messages, noon);
  return messages.map(({ id }) => id);
}
const queue = async (): Promise<string[]> =>
  (await db.store.outbox.queued(undefined, 9)).items.map(({ id }) => id);
const statusOf = async (id: string) => (await db.store.outbox.find(id))?.status;

test('what was only written down is not sent: it waits for its reader or for a gateway', async () => {
  const [own, callers] = await put(messageOf('T', noon, { channel: 'outbox' }), toCaller());
  for (const id of [own, callers]) {
    const message = await db.store.outbox.find(id ?? '');
    expect(message).toMatchObject({ status: 'waiting', attempts: 0 });
    expect(message).not.toHaveProperty('sentAt');
  }
});

test('what waits is nothing that failed, and holds nothing open', async () => {
  await put(messageOf('T', noon, { channel: 'outbox' }), toCaller());
  expect(await db.store.outbox.undelivered('T', later(1))).toEqual([]);
  expect(await db.store.outbox.countFailed()).toBe(0);
});

test('the queue has what waits for a gateway, oldest first, page by page', async () => {
  const [last, first, middle] = await put(toCaller(later(9)), toCaller(noon), toCaller(later(3)));
  await put(
    toCaller(noon, { channel: 'webhook' }),
    toCaller(noon, { channel: 'outbox' }),
    messageOf('T', noon, { channel: 'outbox' }),
  );
  expect(await queue()).toEqual([first, middle, last]);
  const { items, nextCursor } = await db.store.outbox.queued(undefined, 2);
  expect(items.map(({ id }) => id)).toEqual([first, middle]);
  expect((await db.store.outbox.queued(nextCursor, 2)).items.map(({ id }) => id)).toEqual([last]);
});

test('what the engine lost leaves the queue, and stays for auditors', async () => {
  const [id = ''] = await put(toCaller());
  await db.store.outbox.supersede('T', 1, new Set(), later(5));
  expect([await queue(), (await db.store.outbox.find(id))?.superseded]).toEqual([[], later(5)]);
});

describe('receipts of a gateway', () => {
  test('each ends the waiting, and says what became of the message', async () => {
    for (const [receipt, expected] of [
      [SENT, { status: 'sent', sentAt: later(1) }],
      [DELIVERED, { status: 'delivered', receiptAt: later(1) }],
      [FAILED, { status: 'failed', lastError: 'gateway: UNDELIV', receiptAt: later(1) }],
    ] as const) {
      const [id = ''] = await put(toCaller());
      expect(await db.store.outbox.receive(id, receipt, later(1))).toMatchObject(expected);
      expect(await queue()).toEqual([]);
    }
  });

  test.each([
    ['delivered', [SENT, DELIVERED]],
    ['delivered', [DELIVERED, SENT]],
    ['delivered', [FAILED, DELIVERED]],
    ['delivered', [DELIVERED, FAILED]],
    ['failed', [SENT, FAILED]],
    ['failed', [FAILED, SENT]],
    ['failed', [FAILED, FAILED]],
  ] as const)('%s, in whatever order they come, and twice', async (end, receipts) => {
    const [id = ''] = await put(toCaller());
    for (const receipt of [...receipts, ...receipts])
      await db.store.outbox.receive(id, receipt, later(count));
    expect(await statusOf(id)).toBe(end);
    if (end === 'delivered') expect(await db.store.outbox.find(id)).not.toHaveProperty('lastError');
  });

  test('one that came before the posting was noted stays, and what it ended is not sent again', async () => {
    for (const [receipt, end] of [
      [DELIVERED, 'delivered'],
      [FAILED, 'failed'],
    ] as const) {
      const [id = ''] = await put(toCaller(noon, { channel: 'webhook' }));
      await db.store.outbox.receive(id, receipt, later(1));
      expect(await db.store.outbox.undelivered('T', later(2))).toEqual([]);
      await db.store.outbox.markSent([id], 'webhook', later(2));
      await db.store.outbox.markFailed([id], 'webhook: HTTP 500', later(3));
      await db.store.outbox.keepReady([id], 'queue');
      expect([await statusOf(id), await queue()]).toEqual([end, []]);
    }
  });

  test('there are none of a message to a unit, or of none', async () => {
    const [id = ''] = await put(messageOf('T', noon));
    expect(await db.store.outbox.receive(id, DELIVERED, noon)).toBeUndefined();
    expect(await db.store.outbox.receive('T:0:caller', DELIVERED, noon)).toBeUndefined();
    expect(await statusOf(id)).toBe('pending');
  });
});

test('a reader that fetches ends the waiting in the outbox, once; not that for a gateway, nor a message that is to be sent', async () => {
  const [own = '', callers = '', sent = ''] = await put(
    messageOf('T', noon, { channel: 'outbox' }),
    toCaller(),
    messageOf('T', noon, { id: 'T:2:parks' }),
  );
  for (const moment of [later(1), later(2)]) await db.store.outbox.markFetched([own, callers, sent], moment);
  expect(await db.store.outbox.find(own)).toMatchObject({ status: 'sent', sentAt: later(1), attempts: 0 });
  expect([await statusOf(callers), await statusOf(sent)]).toEqual(['waiting', 'pending']);
});

test('of a ticket that was erased nobody is known any more, and of the others they are', async () => {
  const [erased, other] = [aMatter(), aMatter()];
  for (const matter of [erased, other]) await db.store.tickets.add(intake(matter));
  await db.store.personalData.order(
    { id: erased.id, state: 'closed', runs: false },
    { ground: 'unlawful', at: noon },
  );
  await db.store.personalData.erase(erased.id, noon);
  const callers = await db.store.tickets.callersOf([erased.id, other.id]);
  expect([...callers.keys()]).toEqual([other.id]);
});

test('of tickets it is known who raised them, and what decides whether they are told', async () => {
  const [known, none] = [aMatter(), aMatter()];
  await db.store.tickets.add(intake(known));
  const callers = await db.store.tickets.callersOf([known.id, none.id]);
  expect([...callers.keys()]).toEqual([known.id]);
  expect(callers.get(known.id)).toMatchObject({
    caller: { phone: expect.stringMatching(/^1\d{10}$/) },
    matter: { id: known.id, confidential: known.confidential },
  });
});
