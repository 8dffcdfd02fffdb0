import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino, { type Logger } from 'pino';
import { keysOfCaller } from '../activities/callers';
import { openMail } from '../activities/channels/mail';
import { openWebhooks } from '../activities/channels/webhook';
import { loadConfig } from '../config/load';
import { TASK_QUEUE } from '../engine/names';
import { ensureSearchAttributes } from '../engine/register-search-attributes';
import { ensureSchedules } from '../engine/schedules';
import { forCallers } from '../keys/caller-access';
import { keysOf } from '../keys/data-keys';
import { proving } from '../keys/proof';
import { signingKey } from '../keys/signing-key';
import { storeAt } from '../storage/store';
import { faultOf } from '../telemetry/fault';
import { sdkMetrics } from '../telemetry/sdk-metrics';
import { tracingOf } from '../telemetry/tracing';
import { workerMetrics } from '../telemetry/worker-metrics';
import { workOf } from './assemble';
import { cachedTickets } from './cached-tickets';
import { hindrancesOf, serveOperations } from './operations';
import { workerSettings } from './settings';

async function main(): Promise<void> {
  const settings = workerSettings(process.env);
  const log = pino({ name: 'worker', level: settings.LOG_LEVEL, serializers: { err: faultOf } });
  const { units, rulebooks, hotSpot, occasions, assessments } = loadConfig(settings.HUIYIN_CONFIG, {
    demo: settings.HUIYIN_DEMO === 'on',
  });
  const metrics = workerMetrics();
  const tracing = tracingOf('worker');
  const sdk = await sdkMetrics();
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      // That of the queues of messages and of sweeps, whose workers are to do nothing else.
      if (message.startsWith('No workflows registered')) return;
      const { workflowId, activityId, error } = meta ?? {};
      // The SDK only warns of a workflow that throws, though its ticket stands still until somebody mends it.
      const stands = workflowId !== undefined && activityId === undefined && error !== undefined;
      const write = level === 'ERROR' || stands ? log.error.bind(log) : log.warn.bind(log);
      // What an activity met may quote what it was to store; a workflow holds nothing of a person.
      const said = activityId === undefined ? { error: textOf(error) } : {};
      write({ taskQueue: TASK_QUEUE, workflowId, ...said, err: error }, message);
    }),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} }, metrics: sdk.metrics },
  });
  let hindrances = async (): Promise<readonly string[]> => ['worker'];
  const answers = {
    hindrances: () => hindrances(),
    metrics: async () => `${await metrics.text()}\n${await sdk.text()}`,
  };
  const operations = await serveOperations(settings.HUIYIN_WORKER_PORT, answers, settings.HUIYIN_HOST);
  log.info({ port: operations.port }, 'listening');
  const keys = keysOf(settings);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await patiently(log, 'Temporal', () => NativeConnection.connect(connectionOptions));
  const client = new Client({
    connection,
    namespace,
    dataConverter: proving(keys),
    interceptors: tracing?.client,
  });
  const store = await patiently(log, 'the database', () => storeAt(settings.MONGODB_URI, keys));
  await ensureSearchAttributes(connection, namespace);
  await ensureSchedules(client);

  const { HUIYIN_SMTP_URL: smtp, HUIYIN_SMTP_FROM: from } = settings;
  const mail = smtp === undefined ? undefined : openMail(smtp, from);
  const callers = forCallers(keys, settings.HUIYIN_PUBLIC_URL);
  const webhooks = openWebhooks({
    keys: settings.HUIYIN_WEBHOOK_KEY ?? keys.map((key) => key.webhooks),
    sharedKey: settings.HUIYIN_WEBHOOK_SECRET,
    allowed: settings.HUIYIN_WEBHOOK_ALLOW,
    anywhere: settings.HUIYIN_MODE === 'development',
  });
  const work = workOf({
    store,
    client,
    units,
    rulebooks,
    hotSpot,
    occasions,
    assessments,
    webhooks,
    keys,
    unproven: settings.HUIYIN_UNPROVEN_COMMANDS,
    mail,
    gateway: settings.gateway,
    keysOf: keysOfCaller(callers),
    changeRate: settings.HUIYIN_CHANGE_RATE,
    gatheringPeriod: settings.HUIYIN_GATHER_SECONDS * 1_000,
    checkpoints: {
      key: signingKey(settings.HUIYIN_SIGNING_KEY ?? keys[0].attesting),
      every: settings.HUIYIN_CHECKPOINT_SECONDS * 1_000,
    },
    buildId: settings.HUIYIN_BUILD_ID,
    metrics,
    tracing,
    log,
  });
  const options = { connection, namespace, maxCachedWorkflows: cachedTickets(), shutdownGraceTime: '10s' };
  const workers = await Promise.all(work.map((it) => Worker.create({ ...options, ...it })));
  hindrances = () => hindrancesOf(workers, client, store);
  log.info('worker ready');
  await Promise.all(workers.map((it) => it.run()));
  operations.close();
  await tracing?.close();
  await store.close();
  mail?.close();
  webhooks.close();
  await connection.close();
}

/** Both servers may come up after us; a worker waits for them rather than ending. */
async function patiently<T>(log: Logger, what: string, attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      log.warn({ error: textOf(error) }, `${what} can’t be used yet`);
      await pause(1_000);
    }
  }
}

const textOf = (error: unknown): string | undefined =>
  error instanceof Error ? `${error.name}: ${error.message}` : undefined;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
