import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';

/** What Temporal Cloud counts as actions, by the event that shows it; each local activity's marker counts, which is the most it can be. */
const ACTIONS = [
  'WORKFLOW_EXECUTION_STARTED',
  'WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
  'WORKFLOW_EXECUTION_SIGNALED',
  'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
  'TIMER_STARTED',
  'ACTIVITY_TASK_SCHEDULED',
  'MARKER_RECORDED',
];

/** What a ticket's workflow left in the engine. */
export interface LeftHistory {
  readonly events: number;
  readonly historyBytes: number;
  readonly transitions: number;
  /** Billable actions of Temporal Cloud. */
  readonly actions: number;
}

export async function historyOf(engine: Client, id: string): Promise<LeftHistory> {
  const handle = engine.workflow.getHandle(id);
  const { historyLength, raw } = await handle.describe();
  const types = historyToJSON(await handle.fetchHistory()).matchAll(/"eventType": *"EVENT_TYPE_(\w+)"/g);
  return {
    events: historyLength,
    historyBytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
    transitions: Number(raw.workflowExecutionInfo?.stateTransitionCount ?? 0),
    actions: [...types].filter(([, type = '']) => ACTIONS.includes(type)).length,
  };
}
