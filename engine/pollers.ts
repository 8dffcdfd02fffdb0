import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time';
import { TASK_QUEUE } from './names';

const TASK_QUEUE_TYPE_WORKFLOW = 1;

/** A worker without work asks again after a minute; the server's list goes on naming for minutes one that does not (ms). */
const ASKS_AGAIN_WITHIN = 75_000;

/** Whether any worker asks for work: while none does, nothing falls due and no command is carried out. @throws the client's error */
export async function isPolled(client: Client): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: TASK_QUEUE },
    taskQueueType: TASK_QUEUE_TYPE_WORKFLOW,
  });
  const since = Date.now() - ASKS_AGAIN_WITHIN;
  return pollers.some(({ lastAccessTime }) => lastAccessTime && tsToMs(lastAccessTime) > since);
}

/** Asks once in so long (ms), however often it is asked itself; whoever asks meanwhile gets the same answer, or the same error. */
export function onceIn<T>(time: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at > time) last = { at: Date.now(), answer: ask() };
    return last.answer;
  };
}
