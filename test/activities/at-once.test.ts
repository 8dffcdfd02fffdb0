import { setImmediate as turn } from 'node:timers/promises';
import { eachAtOnce } from '../../engine/at-once';

const numbers = (count: number) => Array(count).keys();

test('each is seen to once, and never more at the same time than there are hands', async () => {
  const seen: number[] = [];
  let [busy, most] = [0, 0];
  await eachAtOnce(
    numbers(20),
    async (it) => {
      most = Math.max(most, ++busy);
      await turn();
      seen.push(it);
      busy--;
    },
    3,
  );
  expect(seen.toSorted((a, b) => a - b)).toEqual([...numbers(20)]);
  expect(most).toBe(3);
});

test('one that takes long holds up no other, and is waited for', async () => {
  const seen: number[] = [];
  let slow = (): void => {};
  const waits = new Promise<void>((resolve) => (slow = resolve));
  await eachAtOnce(
    numbers(6),
    async (it) => {
      if (it === 0) await waits;
      seen.push(it);
      if (it === 5) slow();
    },
    2,
  );
  expect(seen).toEqual([1, 2, 3, 4, 5, 0]);
});

test('what fails is thrown, and the other hands go on with what is left', async () => {
  const seen: number[] = [];
  const all = eachAtOnce(
    numbers(6),
    async (it) => {
      if (it === 1) throw new Error('one failed');
      await turn();
      seen.push(it);
    },
    2,
  );
  await expect(all).rejects.toThrow('one failed');
  while (seen.length < 5) await turn();
  expect(seen).toEqual([0, 2, 3, 4, 5]);
});
