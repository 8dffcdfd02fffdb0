import { proxyActivities, setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import type { KnowledgeActivities } from '../../activities/contract';
import { SWEEPS } from '../queues';
import { deliver } from '../sender';

const { tellOfReviews, noteReminded } = proxyActivities<KnowledgeActivities>({
  taskQueue: SWEEPS,
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** Reminds owners of entries of the knowledge base that are to be looked at again (WF-31). A Temporal Schedule starts it each morning. */
export async function knowledgeReview(): Promise<void> {
  const sending: Promise<void>[] = [];
  for (let more = true; more;) {
    const told = await tellOfReviews.executeWithOptions({ summary: '提醒更新知识库' }, []);
    sending.push(...told.deliveries.map(deliver));
    // Only now: what was told is in the history, and is sent whatever ends before.
    if (told.reminded.length > 0)
      await noteReminded.executeWithOptions({ summary: '记下已提醒' }, [{ entries: told.reminded }]);
    more = told.more;
  }
  await Promise.all(sending);
}

// As the sweep, it needs no worker of a version that is over.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  knowledgeReview,
);
