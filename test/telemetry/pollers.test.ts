import type { Client } from '@temporalio/client';
import { msNumberToTs } from '@temporalio/common/lib/time';
import { isPolled, onceIn } from '../../engine/pollers';

/** A client of a server on whose list these asked last so many seconds ago. */
const listing = (...ages: number[]) =>
  ({
    options: { namespace: 'default' },
    workflowService: {
      describeTaskQueue: async () => ({
        pollers: ages.map((age) => ({ lastAccessTime: msNumberToTs(Date.now() - age * 1_000) })),
      }),
    },
  }) as unknown as Client;

test('a worker that asked within the last minute works; one that is only still on the list does not', async () => {
  expect(await isPolled(listing(200, 61))).toBe(true);
  expect(await isPolled(listing(200, 90))).toBe(false);
  expect(await isPolled(listing())).toBe(false);
});

test('however often it is asked, the engine is asked once in some seconds', async () => {
  jest.useFakeTimers();
  let asked = 0;
  const ask = onceIn(5_000, async () => ++asked);
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  jest.advanceTimersByTime(5_001);
  expect(await ask()).toBe(2);
  jest.useRealTimers();
});
