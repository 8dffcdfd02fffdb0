import type { Client } from '@temporalio/client';
import { BULK_PAGE, type BulkInput, bulkTitle } from '../../domain/bulk/bulk';
import { spokenInstant } from '../../domain/time/instant';
import { ROLES } from '../../domain/words';
import type { Bulk } from '../../storage/bulk/bulks';
import { isNewlyStarted, unlessGone } from '../is-running';
import { BULK_WORKFLOW, bulkWorkflow, TASK_QUEUE } from '../names';

/**
 * Starts a bulk's workflow; harmless when repeated. One that runs is left alone; after one that came to its end another finds nobody to tell,
 * but where the database was set back to before that: then it tells those again, who know what they were told, and comes to the same end.
 * @returns whether it was started here
 * @throws the client's error when the engine does not take it
 */
export async function startBulk(client: Client, { id, command, by, at, total }: Bulk): Promise<boolean> {
  const what = bulkTitle(command, total);
  const input: BulkInput = { bulk: id, what, total, pages: Math.ceil(total / BULK_PAGE) };
  return isNewlyStarted(() =>
    client.workflow.start(BULK_WORKFLOW, {
      workflowId: bulkWorkflow(id),
      taskQueue: TASK_QUEUE,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: what,
      staticDetails: [`**编号** ${id}`, `**发起** ${ROLES[by.role]}`, `**时间** ${spokenInstant(at)}`].join(
        '\n\n',
      ),
    }),
  );
}

/** Wakes a bulk that was asked to stop; one that is over need not know. @throws the client's error */
export async function wakeToStop(client: Client, id: string): Promise<void> {
  await unlessGone(() => client.workflow.getHandle(bulkWorkflow(id)).signal('stop'));
}
