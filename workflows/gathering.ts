import {
  ActivityFailure,
  proxyActivities,
  setWorkflowOptions,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { GatheredDelivery, GatheringActivities } from '../activities/contract';
import type { GatheringInput } from '../domain/telling/gathered';
import { DELIVERIES } from './queues';

const { gather, giveUp } = proxyActivities<GatheringActivities>({
  taskQueue: DELIVERIES,
  startToCloseTimeout: '30s',
  retry: { initialInterval: '2s', maximumInterval: '30s' },
});
/** As patiently as a message that goes by itself. */
const { deliverGathered } = proxyActivities<GatheringActivities>({
  taskQueue: DELIVERIES,
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '2s', maximumInterval: '30m' },
});

/**
 * Sends a unit what is gathered for it as one message, and goes on until the next one may come: there is one run of it a unit, so that is
 * never sooner, and a receiver that hangs holds up no other's. The sweep starts it wherever something is gathered.
 * What is gathered, and what of it is under way, the database knows: a run that was ended by hand is made up by the next.
 */
export async function gathering({ since, period, unit }: GatheringInput): Promise<void> {
  // What falls at the same time of day comes within a moment.
  await until(since + period / 60, '等待同一时刻的其他消息');
  const began = Date.now();
  for (let more = true; more;) {
    const gathered = await gather({ unit });
    more = gathered !== undefined && (await isSent(gathered)) && gathered.more;
  }
  await until(began + period, '此间的消息合并到下一条');
}

async function isSent({ unit, id, summary }: GatheredDelivery): Promise<boolean> {
  try {
    await deliverGathered.executeWithOptions({ summary }, [{ unit, id }]);
    return true;
  } catch (error) {
    // Where the run is cancelled, this is called off too: nothing is given up.
    if (!(error instanceof ActivityFailure)) throw error;
    await giveUp.executeWithOptions({ summary: '未能送达，留在发件箱' }, [{ unit, id }]);
    return false;
  }
}

async function until(moment: number, summary: string): Promise<void> {
  const ms = moment - Date.now();
  if (ms > 0) await sleep(ms, { summary });
}

// As the sweep, it needs no worker of a version that is over.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  gathering,
);
