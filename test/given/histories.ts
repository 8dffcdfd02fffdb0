import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { waitFor } from './wait-for';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const { EventType } = temporal.api.enums.v1;

/** `WORKFLOW_EXECUTION_STARTED` */
export const typeOf = ({ eventType }: HistoryEvent): string =>
  (EventType[eventType ?? 0] ?? '').replace('EVENT_TYPE_', '');

/** On which queue each activity was scheduled, in order. */
export const queuesIn = ({ events }: temporal.api.history.v1.IHistory): string[] =>
  (events ?? []).flatMap((it) => it.activityTaskScheduledEventAttributes?.taskQueue?.name ?? []);

/** How many events of each type a history has, the most first; for the message of a budget that is broken. */
export function countByType(events: readonly HistoryEvent[]): string {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(typeOf(event), (counts.get(typeOf(event)) ?? 0) + 1);
  const lines = [...counts].sort(([, a], [, b]) => b - a);
  return lines.map(([type, count]) => `${String(count).padStart(4)} ${type}`).join('\n');
}

/** All runs of a ticket's workflow, the first one first. */
export async function runsOf(engine: Client, workflowId: string): Promise<string[]> {
  const runs: { readonly runId: string; readonly at: number }[] = [];
  for await (const { runId, startTime } of engine.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    runs.push({ runId, at: startTime.getTime() });
  }
  return runs.toSorted((a, b) => a.at - b.at).map(({ runId }) => runId);
}

export async function eventsOf(engine: Client, workflowId: string, runId?: string): Promise<HistoryEvent[]> {
  return (await engine.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
}

/** Waits until a workflow has nothing under way: no task, and no message that is still being sent. */
export const atRest = (engine: Client, workflowId: string) =>
  waitFor('nothing is under way in the workflow', async () => {
    const { raw } = await engine.workflow.getHandle(workflowId).describe();
    return (raw.pendingActivities ?? []).length === 0 && !raw.pendingWorkflowTask;
  });

/** Bytes of what a workflow was started with. */
export const inputBytes = (events: readonly HistoryEvent[]): number =>
  events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data?.length ?? 0;

/** What a workflow was started with. */
export const inputOf = ([first]: readonly HistoryEvent[]): Record<string, unknown> =>
  JSON.parse(
    Buffer.from(
      first?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data ?? '{}',
    ).toString(),
  ) as Record<string, unknown>;
