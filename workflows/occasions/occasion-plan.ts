import {
  proxyActivities,
  setCurrentDetails,
  setWorkflowOptions,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { OccasionActivities } from '../../activities/occasions/contract';
import { DAY, instant, spokenInstant } from '../../domain/time/instant';
import { SWEEPS } from '../queues';

const { planOccasions } = proxyActivities<OccasionActivities>({
  taskQueue: SWEEPS,
  startToCloseTimeout: '10m',
  retry: { initialInterval: '2s', maximumInterval: '1m' },
});

/** A month of them: a run each would fill the list that supervisors look at, and a run without an end would not meet the next release. */
const ROUNDS = 31;
/** At least so often it looks again (ms): a calendar may have been published, and what was ended from outside is started again. */
const LONGEST = DAY;
/** What falls at the same moment is opened together (ms). */
const MOMENT = 1_000;

/**
 * Opens what is planned when its moment has come. A Temporal Schedule starts it whenever it does not run, and what fell into an outage is made
 * up by the next round, each once: up to when it was planned stands in the database, and each occasion has one id.
 */
export async function occasionPlan(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const { next, what = '' } = await planOccasions.executeWithOptions({ summary: '核对应当开展的事项' }, [
      { now: instant(Date.now()) },
    ]);
    const text = next === undefined ? '没有按期开展的事项' : `${spokenInstant(next)} · ${what}`;
    setCurrentDetails(`**下一项** ${text}`);
    const wait = next === undefined ? LONGEST : Math.min(Math.max(next - Date.now(), 0) + MOMENT, LONGEST);
    await sleep(wait, { summary: text });
  }
}

setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  occasionPlan,
);
