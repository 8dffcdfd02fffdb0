import type { WorkflowHandle } from '@temporalio/client';
import type { GatheredDelivery } from '../../activities/contract';
import { unitId } from '../../domain/ids';
import type { GatheringInput } from '../../domain/telling/gathered';
import { DAY, HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import { DELIVERIES } from '../../workflows/queues';
import { type Piece, pieceAlone } from '../given/servers/piece';
import { waitFor } from '../given/wait-for';

/** What is gathered, message by message. */
let gathered: string[] = [];
let down = false;
let sent: { readonly id: string; readonly at: number }[] = [];
let tries = 0;
let givenUp: string[] = [];

let piece: Piece;
beforeAll(async () => {
  piece = await pieceAlone({
    async gather({ unit }): Promise<GatheredDelivery | undefined> {
      const [id] = gathered;
      return id === undefined
        ? undefined
        : { unit, id, more: gathered.length > 1, summary: `合并通知${unit}` };
    },
    async deliverGathered({ id }) {
      tries++;
      if (down) throw new Error('503');
      sent.push({ id, at: await piece.now() });
      gathered = gathered.filter((it) => it !== id);
    },
    async giveUp({ id }) {
      givenUp.push(id);
      gathered = gathered.filter((it) => it !== id);
    },
  });
});
beforeEach(() => {
  down = false;
  tries = 0;
  [gathered, sent, givenUp] = [[], [], []];
});
afterAll(() => piece?.stop());

const start = (since: Instant, period = HOUR): Promise<WorkflowHandle> =>
  piece.start('gathering', { unit: unitId('parks'), since, period } satisfies GatheringInput);
const ended = (handle: WorkflowHandle) =>
  waitFor('it has come to its end', async () => (await handle.describe()).status.name === 'COMPLETED');
const elapsed = async (handle: WorkflowHandle): Promise<number> => {
  const { startTime, closeTime } = await handle.describe();
  return Number(closeTime) - Number(startTime);
};

test('the first waits a minute for others, one message goes out, and the run goes on for an hour, so that the next is no sooner', async () => {
  gathered = ['g-1'];
  const began = await piece.now();
  const handle = await start(began);
  await piece.pass(30_000);
  expect(sent).toEqual([]);
  await piece.pass(MINUTE);
  await waitFor('it is sent', () => sent.length === 1);
  gathered = ['g-2'];
  await piece.pass(HOUR - 2 * MINUTE);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await piece.pass(3 * MINUTE);
  await ended(handle);
  expect(sent.map(({ id }) => id)).toEqual(['g-1']);
  expect(await elapsed(handle)).toBeGreaterThanOrEqual(HOUR);
  expect(await piece.queues(handle)).toEqual([DELIVERIES, DELIVERIES]);
  await piece.replay(handle);
});

test('what has waited its minute goes at once, and what one message does not hold goes right after it', async () => {
  gathered = ['g-1', 'g-2', 'g-3'];
  const handle = await start(instant((await piece.now()) - 2 * MINUTE));
  await waitFor('all are sent', () => sent.length === 3);
  expect(sent.map(({ id }) => id)).toEqual(['g-1', 'g-2', 'g-3']);
  await piece.pass(HOUR + MINUTE);
  await ended(handle);
  expect(await elapsed(handle)).toBeLessThan(HOUR + MINUTE);
});

test('where nothing is gathered any more, nothing is sent', async () => {
  const handle = await start(await piece.now(), 0);
  await ended(handle);
  expect([sent, await piece.queues(handle)]).toEqual([[], [DELIVERIES]]);
});

test('a receiver that is down is tried for a day, then it is given up; the run comes to its end, and what came meanwhile is the next one’s', async () => {
  gathered = ['g-1', 'g-2'];
  down = true;
  const handle = await start(await piece.now());
  await piece.pass(DAY - HOUR);
  expect([givenUp, tries > 20]).toEqual([[], true]);
  await piece.pass(2 * HOUR);
  await ended(handle);
  expect([givenUp, sent, gathered]).toEqual([['g-1'], [], ['g-2']]);
  expect(await elapsed(handle)).toBeLessThan(26 * HOUR);
  await piece.replay(handle);
}, 120_000);

test('cancelled by hand it gives nothing up: the next run makes it up', async () => {
  gathered = ['g-1'];
  down = true;
  const handle = await start(instant((await piece.now()) - 2 * MINUTE));
  await waitFor('it was tried', () => tries > 0);
  await handle.cancel();
  await waitFor('it is cancelled', async () => (await handle.describe()).status.name === 'CANCELLED');
  expect([givenUp, gathered]).toEqual([[], ['g-1']]);
});
