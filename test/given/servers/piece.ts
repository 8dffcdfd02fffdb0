import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { BulkActivities } from '../../../activities/bulk/contract';
import type {
  GatheringActivities,
  HotSpotActivities,
  KnowledgeActivities,
  RestrictionActivities,
  SweepActivities,
  TicketActivities,
} from '../../../activities/contract';
import { timeSkippingServerExecutable } from '../../../dev/servers/time-skipping-server';
import { type Instant, instant } from '../../../domain/time/instant';
import { DELIVERIES, SWEEPS } from '../../../workflows/queues';
import { queuesIn, typeOf } from '../histories';

/** One piece of the workflows by itself: a workflow of `test/workflows/pieces` around it, and fake activities; no database. */
export interface Piece {
  now(): Promise<Instant>;
  /** Lets the engine's time pass (ms). */
  pass(time: number): Promise<void>;
  start(
    workflow:
      | 'alarm'
      | 'bulk'
      | 'callerRestriction'
      | 'gathering'
      | 'hotSpots'
      | 'intakeSweep'
      | 'knowledgeReview'
      | 'recorder'
      | 'sender',
    ...args: unknown[]
  ): Promise<WorkflowHandle>;
  /** The types of the events in a workflow's history, in order. */
  history(handle: WorkflowHandle): Promise<string[]>;
  /** On which queue each of its activities was scheduled, in order. */
  queues(handle: WorkflowHandle): Promise<string[]>;
  /** Goes through a workflow's history again, as a worker does that has not seen it before. */
  replay(handle: WorkflowHandle): Promise<void>;
  stop(): Promise<void>;
}

const TASK_QUEUE = 'pieces';

export async function pieceAlone(
  activities: Partial<
    TicketActivities &
      BulkActivities &
      GatheringActivities &
      HotSpotActivities &
      KnowledgeActivities &
      RestrictionActivities &
      SweepActivities
  > = {},
): Promise<Piece> {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger });
  const path = await timeSkippingServerExecutable();
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../workflows/pieces'),
    logger,
  });
  const queues = [
    { taskQueue: TASK_QUEUE, workflowBundle, activities },
    ...(activities.deliver || activities.gather ? [{ taskQueue: DELIVERIES, activities }] : []),
    ...(activities.sweep || activities.findHotSpots || activities.tellOfReviews || activities.tellBulkPage
      ? [{ taskQueue: SWEEPS, activities }]
      : []),
  ];
  const workers = await Promise.all(
    queues.map((it) => Worker.create({ connection: env.nativeConnection, ...it })),
  );
  const running = Promise.all(workers.map((it) => it.run()));
  return {
    now: async () => instant(await env.currentTimeMs()),
    pass: (time) => env.sleep(time),
    async start(workflow, ...args) {
      const workflowId = randomUUID();
      await env.client.workflow.start(workflow, { workflowId, taskQueue: TASK_QUEUE, args });
      // Without a run: a handle of all runs, one after the other.
      return env.client.workflow.getHandle(workflowId);
    },
    history: async (handle) => ((await handle.fetchHistory()).events ?? []).map(typeOf),
    queues: async (handle) => queuesIn(await handle.fetchHistory()),
    replay: async (handle) => Worker.runReplayHistory({ workflowBundle }, await handle.fetchHistory()),
    async stop() {
      workers.forEach((it) => it.shutdown());
      await running;
      await env.teardown();
    },
  };
}
