import type { WorkflowHandle } from '@temporalio/client';
import { HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import { type Piece, pieceAlone } from '../given/servers/piece';
import { waitFor } from '../given/wait-for';
import { arm, rings } from './pieces/alarm';

let piece: Piece;
let handle: WorkflowHandle;
beforeAll(async () => {
  piece = await pieceAlone();
});
beforeEach(async () => {
  handle = await piece.start('alarm');
});
afterEach(async () => {
  await piece.replay(handle);
  await handle.terminate();
});
afterAll(() => piece?.stop());

const armFor = (at: Instant | null) => handle.executeUpdate(arm, { args: [at] });
const inTime = async (time: number): Promise<Instant> => instant((await piece.now()) + time);
/** What happened to its timers: `STARTED`, `CANCELED`, `FIRED`. */
const timers = async (): Promise<string[]> =>
  (await piece.history(handle)).flatMap((type) => (type.startsWith('TIMER_') ? [type.slice(6)] : []));
const rang = (times: number) =>
  waitFor(`it rang ${times} times`, async () => (await handle.query(rings)) === times);

test('armed again and again for the same moment, it has one timer, and rings once when the moment has come', async () => {
  const at = await inTime(HOUR);
  for (let times = 0; times < 4; times++) await armFor(at);
  expect(await timers()).toEqual(['STARTED']);
  await piece.pass(HOUR - MINUTE);
  expect(await handle.query(rings)).toBe(0);
  await piece.pass(2 * MINUTE);
  await rang(1);
  await piece.pass(HOUR);
  expect(await handle.query(rings)).toBe(1);
  expect(await timers()).toEqual(['STARTED', 'FIRED']);
});

test('armed for another moment, its old timer is gone, and only the new moment rings', async () => {
  await armFor(await inTime(HOUR));
  await armFor(await inTime(3 * HOUR));
  expect(await timers()).toEqual(['STARTED', 'STARTED', 'CANCELED']);
  await piece.pass(2 * HOUR);
  expect(await handle.query(rings)).toBe(0);
  await piece.pass(2 * HOUR);
  await rang(1);
});

test('disarmed where nothing is due, it never rings', async () => {
  await armFor(await inTime(HOUR));
  await armFor(null);
  await armFor(null);
  await piece.pass(2 * HOUR);
  expect(await handle.query(rings)).toBe(0);
  expect(await timers()).toEqual(['STARTED', 'CANCELED']);
});

test('a moment that is past already rings at once; when it has rung, it can be armed for the same moment again', async () => {
  const past = await inTime(-HOUR);
  await armFor(past);
  await piece.pass(MINUTE);
  await rang(1);
  await armFor(past);
  await piece.pass(MINUTE);
  await rang(2);
  expect(await timers()).toEqual(['STARTED', 'FIRED', 'STARTED', 'FIRED']);
});
