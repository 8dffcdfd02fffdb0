import type { Client } from '@temporalio/client';
import type { ChangeInput } from '../domain/law/change';
import { changeTitle } from '../domain/telling/titles';
import { spokenInstant } from '../domain/time/instant';
import type { Change } from '../storage/changes/changes';
import { isNewlyStarted } from './is-running';
import { CHANGE_WORKFLOW, changeWorkflow, TASK_QUEUE } from './names';

/**
 * Starts a change's workflow; harmless when repeated. One that runs, or that came to its own end, is left alone.
 * @returns whether it was started here
 * @throws the client's error when the engine does not take it
 */
export async function startChange(client: Client, change: Change): Promise<boolean> {
  const what = changeTitle(change);
  const input: ChangeInput = { change: change.id, what };
  return isNewlyStarted(() =>
    client.workflow.start(CHANGE_WORKFLOW, {
      workflowId: changeWorkflow(change.id),
      taskQueue: TASK_QUEUE,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: what,
      staticDetails: [
        // A reason is free text: it stays in the database (DESIGN §6).
        change.kind === 'calendar' ? `**来源** ${change.source}` : '**理由** 见变更记录',
        `**时间** ${spokenInstant(change.at)}`,
      ].join('\n\n'),
    }),
  );
}
