import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { heartbeat, sleep } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { waysOf } from '../activities/addressees';
import type { CallersGateway, KeysOfCaller } from '../activities/callers';
import { makeBulkActivities } from '../activities/bulk/bulk-activities';
import type { BulkActivities } from '../activities/bulk/contract';
import { makeChangeActivities } from '../activities/change-activities';
import type { Mail } from '../activities/channels/mail';
import type { Webhooks } from '../activities/channels/webhook';
import type {
  ChangeActivities,
  GatheringActivities,
  KnowledgeActivities,
  RestrictionActivities,
  HotSpotActivities,
  JoiningActivities,
  SweepActivities,
  TicketActivities,
} from '../activities/contract';
import { databaseGate } from '../activities/database-gate';
import type { OccasionActivities } from '../activities/occasions/contract';
import { assessedFigures } from '../activities/occasions/assessed-figures';
import { happeningsOf } from '../activities/occasions/happenings';
import { makeOccasionActivities } from '../activities/occasions/occasion-activities';
import { startGatherings } from '../activities/gathering';
import { makeHotSpotActivities } from '../activities/repeats/hot-spots';
import { joining } from '../activities/repeats/joining';
import { reviewingKnowledge } from '../activities/hotline/reviewing-knowledge';
import { restricting } from '../activities/hotline/restricting';
import { makeSweepActivities } from '../activities/sweep-activities';
import { makeTicketActivities } from '../activities/ticket-activities';
import { publishedCalendars } from '../config/published-calendars';
import type { Config } from '../config/load';
import type { Units } from '../config/units-file';
import { engineBy } from '../engine/commands';
import { DEPLOYMENT, TASK_QUEUE } from '../engine/names';
import { nudgeSleepers } from '../engine/nudge-sleepers';
import { tellChecked } from '../engine/occasions/tell-checked';
import { restartTicket } from '../engine/recovery/restart-ticket';
import { tellTicketsBy } from '../engine/tell-tickets';
import type { DataKeys } from '../keys/data-keys';
import type { SigningKey } from '../keys/signing-key';
import type { Store } from '../storage/store';
import type { Tracing } from '../telemetry/tracing';
import type { WorkerMetrics } from '../telemetry/worker-metrics';
import { DELIVERIES, SWEEPS } from '../workflows/queues';
import { BUNDLE, TRACED_BUNDLE } from './bundle-path';
import { driftTold } from './drift-told';
import { proofChecked, unprovenTold } from './proof-checked';

/** What a worker reaches, and by which settings. */
export interface Outside {
  readonly store: Store;
  readonly client: Client;
  readonly units: Units;
  readonly rulebooks: Config['rulebooks'];
  readonly hotSpot: Config['hotSpot'];
  /** What is done beside tickets, by rulebook; nothing without. */
  readonly occasions?: Config['occasions'];
  /** What the figures of their documents are counted by; without, what came in and was closed. */
  readonly assessments?: Config['assessments'];
  readonly webhooks: Webhooks;
  /** Prove what workflows are sent. */
  readonly keys: DataKeys;
  /** What becomes of what has no proof; refused without. */
  readonly unproven?: 'refused' | 'noted';
  /** Without it, units with a mailbox find their messages in the outbox. */
  readonly mail?: Mail | undefined;
  /** Where messages to callers are sent; without it they wait until a gateway comes for them. */
  readonly gateway?: CallersGateway | undefined;
  /** Makes code and link for what callers are told. */
  readonly keysOf: KeysOfCaller;
  /** How many open tickets are told a second, at most, of a change. */
  readonly changeRate: number;
  /** For how long (ms, up to an hour) what may wait is gathered for a unit; without it each message goes at once. */
  readonly gatheringPeriod?: number;
  /** Signs checkpoints, which are taken so often (ms). */
  readonly checkpoints: { readonly key: SigningKey; readonly every: number };
  readonly metrics: WorkerMetrics;
  /** Without it, nothing is traced. */
  readonly tracing?: Tracing | undefined;
  /** The version of the Worker Deployment that this worker is; without it, it belongs to none. */
  readonly buildId?: string | undefined;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/**
 * All work of a process: of which queue, by which workflows, with which activities, each with slots of its own. The first queue has all
 * of them, for what an earlier version left on it.
 */
export function workOf({
  store,
  client,
  units,
  rulebooks,
  hotSpot,
  occasions = new Map(),
  assessments = new Map(),
  webhooks,
  keys,
  unproven = 'refused',
  mail,
  gateway,
  keysOf,
  changeRate,
  gatheringPeriod = 0,
  checkpoints,
  buildId,
  metrics,
  tracing,
  log,
}: Outside): Pick<
  WorkerOptions,
  | 'taskQueue'
  | 'workflowBundle'
  | 'activities'
  | 'dataConverter'
  | 'interceptors'
  | 'sinks'
  | 'workerDeploymentOptions'
  | 'buildId'
>[] {
  const tickets = tellTicketsBy({
    store,
    client,
    packaged: publishedCalendars(),
    rate: changeRate,
    heartbeat,
    sleep,
    log,
  });
  const { record, ...ofDeliveries } = makeTicketActivities({
    store,
    units,
    mail,
    gateway,
    keysOf,
    webhooks,
    restart: (id, runId) => restartTicket({ client, store }, id, runId),
    gathers: gatheringPeriod > 0,
    metrics,
    log,
  });
  const { happened, startWaiting, ...ofOccasions } = makeOccasionActivities({
    store,
    client,
    law: { occasions, rulebooks, units },
    ways: waysOf({ units, mail, gateway }),
    packaged: publishedCalendars(),
    figures: assessedFigures(store, assessments),
    tellTicket: (checked) => tellChecked({ client, store }, checked),
    log,
  });
  const { startWaiting: startBulks, ...ofBulks } = makeBulkActivities({
    store,
    engine: engineBy(client),
    units,
    log,
  });
  const happenings = happeningsOf({ occasions, store, happened });
  const gate = databaseGate(store.ping);
  const ofTickets: TicketActivities &
    GatheringActivities &
    RestrictionActivities &
    JoiningActivities &
    Pick<OccasionActivities, 'recordOccasion'> = {
    ...restricting({ store, units, mail, gateway }),
    ...joining({ client, store }),
    record: (turn) =>
      gate.through(
        async () => {
          const recorded = await record(turn);
          await happenings(turn);
          return recorded;
        },
        () => metrics.unrecorded(turn, 'database-away'),
      ),
    ...ofDeliveries,
    recordOccasion: ofOccasions.recordOccasion,
  };
  const ofSweeps: ChangeActivities &
    KnowledgeActivities &
    SweepActivities &
    HotSpotActivities &
    BulkActivities &
    OccasionActivities = {
    ...ofOccasions,
    ...ofBulks,
    ...makeChangeActivities({ store, units, ways: waysOf({ units, mail, gateway }), tickets, log }),
    ...makeSweepActivities({
      store,
      client,
      units,
      rulebooks,
      tickets,
      nudge: async () => (buildId === undefined ? 0 : nudgeSleepers(client, changeRate)),
      gatherings: () => startGatherings({ store, client, units, period: gatheringPeriod, metrics }),
      occasions: startWaiting,
      bulks: startBulks,
      checkpoint: async (now) =>
        (await store.checkpoints.take({ ...checkpoints, now, pause: heartbeat })) ?? 0,
      metrics,
      log,
    }),
    ...makeHotSpotActivities({ store, rule: hotSpot, happened, log }),
    ...reviewingKnowledge({ store, units, mail, gateway }),
  };
  const { sinks = {}, ...traced } = tracing?.worker ?? {};
  const drift = driftTold((ticket, seq) => {
    metrics.differs('drift');
    log.error(
      { ticket, seq },
      'a ticket, replayed, comes to another than it did: its rules were changed under it',
    );
  });
  const forged = unprovenTold((workflow, what, name) => {
    metrics.unproven(what);
    log.warn(
      { workflow, what, called: name },
      `something came from a console, or with another key: it is ${unproven}`,
    );
  });
  const dataConverter = proofChecked(keys, unproven);
  const codePath = tracing ? TRACED_BUNDLE : BUNDLE;
  const version = buildId === undefined ? { buildId: nameOf(codePath) } : versionOf(buildId);
  return [
    {
      taskQueue: TASK_QUEUE,
      workflowBundle: { codePath },
      activities: { ...ofTickets, ...ofSweeps },
      ...traced,
      ...version,
      dataConverter,
      sinks: { ...sinks, ...drift, ...forged },
    },
    { taskQueue: DELIVERIES, activities: ofDeliveries, ...traced, ...version },
    { taskQueue: SWEEPS, activities: ofSweeps, ...traced, ...version },
  ];
}

/** A ticket lives for months: what one version's rules began is not replayed by another's. */
const versionOf = (buildId: string): Pick<WorkerOptions, 'workerDeploymentOptions'> => ({
  workerDeploymentOptions: {
    useWorkerVersioning: true,
    version: { deploymentName: DEPLOYMENT, buildId },
    defaultVersioningBehavior: 'PINNED',
  },
});

/**
 * What a worker of no version calls its code. Each task names it twice in a history, and the SDK's own name for it, with all of its
 * checksum, is as long as half of what else a task leaves there.
 */
const nameOf = (bundle: string): string =>
  createHash('sha256').update(readFileSync(bundle)).digest('hex').slice(0, 8);
