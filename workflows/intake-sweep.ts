import { proxyActivities } from '@temporalio/workflow';
import type { SweepActivities } from '../activities/contract';

const { sweep } = proxyActivities<SweepActivities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { maximumAttempts: 3 },
});

/**
 * Starts tickets that were stored while the engine was away, and those whose workflow was ended from outside (DESIGN §2);
 * tells those of units that were merged, renamed or closed who has their work now.
 * Runs on a Temporal Schedule; a run that fails is followed by the next.
 */
export async function intakeSweep(): Promise<{ started: number; restored: number; removed: number }> {
  return sweep();
}
