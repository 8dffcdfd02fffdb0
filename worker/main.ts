import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino, { type Logger } from 'pino';
import { TASK_QUEUE } from '../engine/names';
import { ensureSchedules } from '../engine/schedules';
import { makeChangeActivities } from '../activities/change-activities';
import { openMail } from '../activities/mail';
import { ensureSearchAttributes } from '../engine/register-search-attributes';
import { makeSweepActivities } from '../activities/sweep-activities';
import { tellTicketsBy } from '../engine/tell-tickets';
import { makeTicketActivities } from '../activities/ticket-activities';
import { loadConfig } from '../config/load';
import { publishedCalendars } from '../config/published-calendars';
import { readSettings, type Settings } from '../config/settings';
import { callerAccess } from '../keys/caller-access';
import { connect } from '../storage/connection';
import { dataKeys } from '../keys/data-keys';
import { openStore, type Store } from '../storage/store';
import { BUNDLE } from './bundle-path';

const SETTINGS = [
  'MONGODB_URI',
  'HUIYIN_DATA_KEY',
  'HUIYIN_WEBHOOK_SECRET',
  'HUIYIN_SMTP_URL',
  'HUIYIN_SMTP_FROM',
  'HUIYIN_PUBLIC_URL',
  'HUIYIN_CONFIG',
  'HUIYIN_DEMO',
  'HUIYIN_CHANGE_RATE',
  'LOG_LEVEL',
] as const;

/** Tickets whose workflow a worker keeps in memory; others are replayed when their turn comes, so that memory is bounded. */
const CACHED_TICKETS = 2_000;

async function main(): Promise<void> {
  const settings = readSettings(SETTINGS);
  const log = pino({ name: 'worker', level: settings.LOG_LEVEL });
  const { units } = loadConfig(settings.HUIYIN_CONFIG, { demo: settings.HUIYIN_DEMO === 'on' });
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const write = level === 'ERROR' ? log.error.bind(log) : log.warn.bind(log);
      write({ taskQueue: TASK_QUEUE, workflowId: meta?.workflowId, error: textOf(meta?.error) }, message);
    }),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await patiently(log, 'Temporal', () => NativeConnection.connect(connectionOptions));
  const client = new Client({ connection, namespace });
  const store = await patiently(log, 'the database', () => openDatabase(settings));
  await ensureSearchAttributes(connection, namespace);
  await ensureSchedules(client);

  const mail = settings.HUIYIN_SMTP_URL && openMail(settings.HUIYIN_SMTP_URL, settings.HUIYIN_SMTP_FROM);
  const rate = settings.HUIYIN_CHANGE_RATE;
  const tickets = tellTicketsBy({ store, client, packaged: publishedCalendars(), rate, log });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: BUNDLE },
    activities: {
      ...makeTicketActivities({
        store,
        units,
        mail: mail || undefined,
        webhookKey: settings.HUIYIN_WEBHOOK_SECRET,
        callers: callerAccess(dataKeys(settings.HUIYIN_DATA_KEY), settings.HUIYIN_PUBLIC_URL),
        log,
      }),
      ...makeChangeActivities({ store, units, mails: mail !== undefined, tickets, log }),
      ...makeSweepActivities({ store, client, tickets, log }),
    },
    maxCachedWorkflows: CACHED_TICKETS,
    shutdownGraceTime: '10s',
  });
  log.info('worker ready');
  await worker.run();
  await store.close();
  if (mail) mail.close();
  await connection.close();
}

async function openDatabase({
  MONGODB_URI,
  HUIYIN_DATA_KEY,
}: Settings<(typeof SETTINGS)[number]>): Promise<Store> {
  const store = openStore(await connect(MONGODB_URI), dataKeys(HUIYIN_DATA_KEY));
  await store.ensureIndexes();
  return store;
}

/** Both servers may come up after us; a worker waits for them rather than ending. */
async function patiently<T>(log: Logger, what: string, attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      log.warn({ error: textOf(error) }, `${what} does not answer yet`);
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
