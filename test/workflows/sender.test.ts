import type { WorkflowHandle } from '@temporalio/client';
import { activityInfo } from '@temporalio/activity';
import { type Delivery, deliveryOf } from '../../domain/telling/turn';
import { DAY, HOUR, MINUTE } from '../../domain/time/instant';
import { type Piece, pieceAlone } from '../given/servers/piece';
import { DELIVERIES } from '../../workflows/queues';
import { waitFor } from '../given/wait-for';
import { goOn, send, standing } from './pieces/sender';

/** Whose receiver is down, by the ids of messages. */
const down = new Set<string>();
let tries: string[] = [];
let sent: string[] = [];
/** What was tried in the task that made it. */
let locally: string[] = [];

let piece: Piece;
let handle: WorkflowHandle;
beforeAll(async () => {
  piece = await pieceAlone({
    async deliver(delivery) {
      const { ids } = deliveryOf({ summary: '', ...delivery });
      tries.push(...ids);
      if (activityInfo().isLocal) locally.push(...ids);
      if (ids.some((id) => down.has(id))) throw new Error('503');
      sent.push(...ids);
    },
  });
});
beforeEach(async () => {
  down.clear();
  [tries, sent, locally] = [[], [], []];
  handle = await piece.start('sender');
});
afterEach(async () => {
  await piece.replay(handle);
  await handle.terminate();
});
afterAll(() => piece?.stop());

const message = (...ids: string[]): Delivery => ({ ids, summary: `通知${ids.join('、')}` });
const undelivered = async (): Promise<string[]> =>
  (await handle.query(standing)).undelivered.flatMap(({ ids }) => ids);
const settled = (count: number) =>
  waitFor(`${count} messages are settled`, async () => (await handle.query(standing)).settled === count);

test('each message is sent by an activity of its own, on the queue of messages, and what is sent is no longer undelivered', async () => {
  for (const id of ['parks', 'water']) await handle.signal(send, message(id));
  await settled(2);
  expect(sent.toSorted()).toEqual(['parks', 'water']);
  expect(await undelivered()).toEqual([]);
  expect(await piece.queues(handle)).toEqual([DELIVERIES, DELIVERIES]);
});

test('what one turn tells is one activity; what is under way is not begun twice', async () => {
  down.add('parks');
  await handle.signal(send, message('parks', 'water'));
  await waitFor('they were tried', () => tries.length > 0);
  await handle.signal(send, message('parks'));
  expect(await undelivered()).toEqual(['parks', 'water']);
  down.clear();
  await piece.pass(MINUTE);
  await settled(1);
  expect(await piece.queues(handle)).toEqual([DELIVERIES]);
  expect(await undelivered()).toEqual([]);
});

test('what time alone has to tell is sent in the task that made it; where that fails, it waits like all else', async () => {
  await handle.signal(send, { ...message('parks'), atOnce: true });
  await settled(1);
  expect([locally, sent, await piece.queues(handle)]).toEqual([['parks'], ['parks'], []]);
  down.add('water');
  await handle.signal(send, { ...message('water'), atOnce: true });
  await waitFor('it was tried', () => locally.includes('water'));
  down.clear();
  await piece.pass(MINUTE);
  await settled(2);
  expect([locally, sent]).toEqual([
    ['parks', 'water'],
    ['parks', 'water'],
  ]);
  expect(await piece.queues(handle)).toEqual([DELIVERIES]);
});

test('a message as it was told of before a turn was one delivery is sent too', async () => {
  await handle.signal(send, { id: 'parks', summary: '通知' });
  await settled(1);
  expect(sent).toEqual(['parks']);
});

test('a message whose receiver is down holds up no other, is tried for a day, and then given up; the workflow lives on', async () => {
  down.add('parks');
  await handle.signal(send, message('parks'));
  await handle.signal(send, message('water'));
  await settled(1);
  expect(sent).toEqual(['water']);
  expect(await undelivered()).toEqual(['parks']);

  await piece.pass(DAY - HOUR);
  expect(await undelivered()).toEqual(['parks']);
  expect(tries.length).toBeGreaterThan(20);
  await piece.pass(2 * HOUR);
  await settled(2);
  expect(await undelivered()).toEqual([]);

  await handle.signal(send, message('street'));
  await settled(3);
  expect(sent).toEqual(['water', 'street']);
  expect((await handle.describe()).status.name).toBe('RUNNING');
}, 120_000);

test('a message whose receiver comes back within the day is sent, once', async () => {
  down.add('parks');
  await handle.signal(send, message('parks'));
  await waitFor('it was tried', () => tries.length > 0);
  await piece.pass(HOUR);
  down.clear();
  await piece.pass(HOUR);
  await settled(1);
  expect(sent).toEqual(['parks']);
});

test('what is undelivered, and only that, is carried on and sent by the next run', async () => {
  down.add('parks').add('water');
  for (const id of ['parks', 'street', 'water']) await handle.signal(send, message(id));
  await settled(1);
  const { runId } = await handle.describe();
  await handle.signal(goOn);
  await waitFor('it has continued as new', async () => (await handle.describe()).runId !== runId);
  expect(await undelivered()).toEqual(['parks', 'water']);
  down.clear();
  await piece.pass(MINUTE);
  await settled(2);
  expect(sent.toSorted()).toEqual(['parks', 'street', 'water']);
  expect(await undelivered()).toEqual([]);
});
