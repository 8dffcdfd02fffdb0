import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks until the answer is there, and gives it back: anything but `undefined`, `false` or an error.
 * @param what completes the sentence `waited in vain until …`
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | Promise<T>,
  { seconds = 30, every = 100 }: { readonly seconds?: number; readonly every?: number } = {},
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + seconds * 1_000;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(
        `waited ${seconds} s in vain until ${what}${last instanceof Error ? `: ${last.message}` : ''}`,
        { cause: last },
      );
    }
    await pause(every);
  }
}

/** Resolves when the clock on the wall has passed a moment. */
export const pastMoment = (moment: string | number): Promise<true> => {
  const at = new Date(moment).getTime();
  return waitFor(`the moment ${new Date(at).toISOString()} has passed`, () => Date.now() > at, {
    seconds: Math.max(at - Date.now(), 0) / 1_000 + 5,
  });
};
