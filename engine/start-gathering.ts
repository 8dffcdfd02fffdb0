import type { Client } from '@temporalio/client';
import type { GatheringInput } from '../domain/telling/gathered';
import { isNewlyStarted } from './is-running';
import { GATHERING_WORKFLOW, gatheringWorkflow, TASK_QUEUE } from './names';

/**
 * Starts the workflow that sends a unit what is gathered for it; one that runs sees to it itself.
 * @param name the unit's, for Temporal Web
 * @throws the client's error when the engine does not take it
 */
export async function startGathering(client: Client, input: GatheringInput, name: string): Promise<void> {
  await isNewlyStarted(() =>
    client.workflow.start(GATHERING_WORKFLOW, {
      workflowId: gatheringWorkflow(input.unit),
      taskQueue: TASK_QUEUE,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      // Longer than any goes on that is well: where one stands still, the next takes its place.
      workflowRunTimeout: '26h',
      staticSummary: `合并通知 · ${name}`,
    }),
  );
}
