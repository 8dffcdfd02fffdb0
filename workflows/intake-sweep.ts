import {
  ActivityFailure,
  isCancellation,
  proxyActivities,
  setWorkflowOptions,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { SweepActivities } from '../activities/contract';
import { SWEEPS } from './queues';

const { sweep } = proxyActivities<SweepActivities>({
  taskQueue: SWEEPS,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { maximumAttempts: 3 },
});

/** In ms. */
const EVERY = 20_000;
/** An hour of them: a run each would fill the list that supervisors look at, and a run without an end would not meet the next release. */
const ROUNDS = 180;

/**
 * Starts tickets that were stored while the engine was away, and those whose workflow was ended from outside (DESIGN §2);
 * tells those of units that were merged, renamed or closed who has their work now.
 * A Temporal Schedule starts it whenever it does not run; what a sweep could not do, the next one does.
 */
export async function intakeSweep(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    try {
      await sweep();
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    }
    await sleep(EVERY);
  }
}

// Where workers have versions, a sweep goes on with the current one, and needs nobody of before; a server refuses to hear of it elsewhere.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  intakeSweep,
);
