import { condition, defineSignal, defineUpdate, setHandler, sleep } from '@temporalio/workflow';

/** The least that five commands cost: a workflow that takes five updates and does nothing with them. */
export async function bareTicket(): Promise<void> {
  let taken = 0;
  setHandler(defineUpdate<number>('command'), () => ++taken);
  await condition(() => taken === 5);
}

/** The least that a rung costs: a workflow that waits for a moment. @param at ms since 1970 */
export async function bareTimer(at: number): Promise<void> {
  await sleep(Math.max(at - Date.now(), 1));
}

/** The least that being told of a change costs: a workflow that waits for one signal. */
export async function bareSignal(): Promise<void> {
  let told = false;
  setHandler(defineSignal('signal'), () => {
    told = true;
  });
  await condition(() => told);
}
