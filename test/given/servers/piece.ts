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
import { freePort } from '../../../dev/servers/ports';
import { startTemporal } from '../../../dev/servers/temporal-server';
import { type Instant, instant } from '../../../domain/time/instant';
import { DELIVERIES, SWEEPS } from '../../../workflows/queues';
import { type History } from '../../../dev/histories/keep';
import { queuesIn, typeOf } from '../histories';
import { timeSkippingEnvironment } from './time-skipping-environment';

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
  /** Goes through a workflow's history again, as a worker does that has not seen it before; of one run. */
  replay(handle: WorkflowHandle): Promise<void>;
  /** Its runs, the first one first. */
  runs(handle: WorkflowHandle): Promise<WorkflowHandle[]>;
  /** Does something while no worker takes a workflow's tasks: what happens meanwhile comes to it at once. */
  whileAway(act: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

const TASK_QUEUE = 'pieces';

/** @param eventsARun after so few events a workflow is told to continue as new: only Temporal itself says so, whose time does not pass by itself */
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
  { eventsARun }: { readonly eventsARun?: number } = {},
): Promise<Piece> {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger });
  const { env, stop } =
    eventsARun === undefined ? await environment() : await environmentOfTemporal(eventsARun);
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
  const begun = async (queue: (typeof queues)[number]) => {
    const worker = await Worker.create({ connection: env.nativeConnection, ...queue });
    const over = worker.run();
    return async (): Promise<void> => {
      worker.shutdown();
      await over;
    };
  };
  const ends = await Promise.all(queues.map(begun));
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
    async runs(handle) {
      const runs: WorkflowHandle[] = [];
      let runId: string | null | undefined = (await handle.describe()).runId;
      while (runId) {
        const run: WorkflowHandle = env.client.workflow.getHandle(handle.workflowId, runId);
        runs.unshift(run);
        const { events }: History = await run.fetchHistory();
        runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
      }
      return runs;
    },
    async whileAway(act) {
      await ends[0]!();
      await act();
      ends[0] = await begun(queues[0]!);
    },
    async stop() {
      await Promise.all(ends.map((end) => end()));
      await env.teardown();
      await stop();
    },
  };
}

interface Environment {
  readonly env: TestWorkflowEnvironment;
  stop(): Promise<void>;
}

async function environment(): Promise<Environment> {
  return { env: await timeSkippingEnvironment(), stop: async () => {} };
}

async function environmentOfTemporal(eventsARun: number): Promise<Environment> {
  const port = await freePort();
  const extraArgs = ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${eventsARun}`];
  const server = await startTemporal({ port, extraArgs });
  const env = await TestWorkflowEnvironment.createFromExistingServer({ address: `127.0.0.1:${port}` });
  return { env, stop: () => server.stop() };
}
