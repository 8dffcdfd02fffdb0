import { proxyActivities, setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import type { HotSpotActivities } from '../../activities/contract';
import { SWEEPS } from '../queues';

const { findHotSpots } = proxyActivities<HotSpotActivities>({
  taskQueue: SWEEPS,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '1m',
  retry: { initialInterval: '10s', maximumInterval: '5m', maximumAttempts: 20 },
});

/** Looks for matters that many raise (热点), from the tickets of the last days; what an outage left out, the next look finds. */
export async function hotSpots(): Promise<void> {
  await findHotSpots.executeWithOptions({ summary: '查找热点' }, []);
}

// As the sweep, it needs no worker of a version that is over.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  hotSpots,
);
