import { type Client, isGrpcServiceError } from '@temporalio/client';
import { DEPLOYMENT, MOVE_ON } from './names';
import { ticketsOfOtherBuilds } from './queries';

/** gRPC codes: this batch was begun before, or another goes on. */
const BEGUN: readonly number[] = [6 /* ALREADY_EXISTS */, 8 /* RESOURCE_EXHAUSTED */];

/** `ROUTING_CONFIG_UPDATE_STATE_COMPLETED` */
const EVERYWHERE = 2;

/**
 * Wakes the tickets that sleep on a version of the workers which is not the current one, so that they go on with that: once for each
 * change of what is current, as a batch operation of the server's, which keeps to the rate, and is seen in Temporal Web. Tickets of a
 * version that is being ramped up stay there.
 * @param rate how many a second, at most; the server may have a lower limit of its own
 * @returns 1 where a batch was begun here, otherwise 0
 */
export async function nudgeSleepers(client: Client, rate: number): Promise<0 | 1> {
  const { namespace } = client.options;
  const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
    namespace,
    deploymentName: DEPLOYMENT,
  });
  const { routingConfig, routingConfigUpdateState } = workerDeploymentInfo ?? {};
  // Whoever is woken before each task queue knows of the change sees nothing of it, and sleeps on.
  if (!routingConfig || Number(routingConfigUpdateState) !== EVERYWHERE) return 0;
  const {
    currentDeploymentVersion: current,
    rampingDeploymentVersion: ramping,
    revisionNumber,
  } = routingConfig;
  const builds = [current, ramping].flatMap((version) => version?.buildId ?? []);
  try {
    await client.workflowService.startBatchOperation({
      namespace,
      jobId: `move-on-${DEPLOYMENT}-${String(revisionNumber)}`,
      reason: `现行版本 ${current?.buildId ?? '—'}`,
      visibilityQuery: ticketsOfOtherBuilds(builds),
      maxOperationsPerSecond: rate,
      signalOperation: { signal: MOVE_ON, identity: 'huiyin' },
    });
    return 1;
  } catch (error) {
    if (isGrpcServiceError(error) && BEGUN.includes(error.code)) return 0;
    throw error;
  }
}
