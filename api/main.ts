import type { Server } from 'node:http';
import { loadConfig } from '../config/load';
import { publishedCalendars } from '../config/published-calendars';
import { instant } from '../domain/time/instant';
import { callerAccess } from '../keys/caller-access';
import { feedAccess } from '../keys/feed-access';
import { dataKeys } from '../keys/data-keys';
import { createApp } from './app';
import { lazyDatabase } from './database';
import { lazyEngine } from '../engine/commands';
import { sharedCounts } from './requests/counts';
import { claimsBy } from './requests/idempotency';
import { knownCalendars } from './law/known-calendars';
import { serviceLog } from './http/log';
import { serviceMetrics } from './operations/metrics';
import type { Parts } from './parts';
import { clientMetrics } from '../telemetry/client-metrics';
import { tracingOf } from '../telemetry/tracing';
import { apiSettings } from './settings';
import { subjectReader } from './requests/subject';

/** Enough for a busy front end, and little enough that one runaway client does not crowd out the rest. */
const REQUESTS_PER_MINUTE = 6_000;

/** What requests still have to come to their end when the service is told to stop (ms). */
const GRACE = 15_000;

function setup() {
  const settings = apiSettings(process.env);
  const config = loadConfig(settings.HUIYIN_CONFIG, { demo: settings.HUIYIN_DEMO === 'on' });
  const keys = dataKeys(settings.HUIYIN_DATA_KEY);
  const database = lazyDatabase(settings.MONGODB_URI, keys, (store) =>
    store.rulebooks.keep(config.rulebooks.values(), instant(Date.now())),
  );
  const tracing = tracingOf('api');
  const requests = clientMetrics();
  const engine = lazyEngine(requests, tracing?.client);
  const callers = callerAccess(keys, settings.HUIYIN_PUBLIC_URL);
  const parts: Parts = {
    config,
    calendars: knownCalendars(publishedCalendars(), database),
    database,
    engine,
    readSubject: subjectReader(settings.tokens, callers),
    callers,
    feeds: feedAccess(keys, settings.HUIYIN_PUBLIC_URL),
    claim: claimsBy(keys[0].claiming),
    metrics: serviceMetrics(
      async () => ({ failed: await (await database.store()).outbox.countFailed() }),
      engine.isPolled,
      requests,
    ),
    log: serviceLog(settings.LOG_LEVEL),
    requestsPerMinute: REQUESTS_PER_MINUTE,
    counts: sharedCounts(keys[0].claiming, database),
    trustProxy: settings.HUIYIN_TRUST_PROXY,
  };
  return { parts, tracing, port: settings.PORT };
}

async function run({ parts, tracing, port }: ReturnType<typeof setup>): Promise<void> {
  const { log, database, engine } = parts;
  const server = createApp(parts).listen(port);
  await listening(server, port);
  log.info({ port }, 'listening');
  // What is loaded is kept as soon as the database answers.
  database.store().catch((error: unknown) => log.warn({ err: error }, 'the database does not answer yet'));
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, resolve);
  });
  log.info({ signal }, 'stopping');
  await closed(server);
  await Promise.allSettled([engine.close(), database.close(), tracing?.close()]);
  log.info('stopped');
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use; set PORT to a free one.`) : error,
      ),
    );
  });

/** Takes no new request, and waits for those that are under way. */
const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(impatient);
      resolve();
    });
    server.closeIdleConnections();
  });

if (require.main === module) {
  Promise.resolve()
    .then(() => run(setup()))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    });
}
