import type { Server } from 'node:http';
import { loadConfig } from '../config/load';
import { publishedCalendars } from '../config/published-calendars';
import { HOUR, instant } from '../domain/time/instant';
import { callerAccess } from '../keys/caller-access';
import { feedAccess } from '../keys/feed-access';
import { keysOf } from '../keys/data-keys';
import { createApp } from './app';
import { clamd } from './attachments/scanner';
import { lazyDatabase } from './database';
import { lazyEngine } from '../engine/commands';
import { comparedTickets } from './repeats/compared-tickets';
import { listenersOf } from './feed/listeners';
import { sharedCounts } from './requests/counts';
import { claimsBy } from './requests/idempotency';
import { knownCalendars } from './law/known-calendars';
import { serviceLog } from './http/log';
import { serviceMetrics } from './operations/metrics';
import type { Parts } from './parts';
import { clientMetrics } from '../telemetry/client-metrics';
import { tracingOf } from '../telemetry/tracing';
import { apiSettings } from './settings';
import { sessionsBy } from './requests/sessions';
import { attemptsBy } from './sign-in/attempts';
import { providerAt } from './sign-in/provider';
import { builtPages } from './pages/pages';
import { subjectReader } from './requests/subject';

/** Enough for a busy front end, and little enough that one runaway client does not crowd out the rest. */
const REQUESTS_PER_MINUTE = 6_000;

/**
 * For how long (ms) a connection without requests is kept: longer than a proxy before it keeps its own (60 s, mostly), or it would be closed
 * just as the next request comes, which nobody answers then.
 */
const KEPT_ALIVE = 75_000;

/** For how long a harvest is told by the metrics (ms): as long as somebody may need to see the alert. */
const HARVESTS_TOLD = HOUR;

/** What requests still have to come to their end when the service is told to stop (ms). */
const GRACE = 15_000;

function setup() {
  const settings = apiSettings(process.env);
  const config = loadConfig(settings.HUIYIN_CONFIG, { demo: settings.HUIYIN_DEMO === 'on' });
  const keys = keysOf(settings);
  const database = lazyDatabase(settings.MONGODB_URI, keys, async (store) => {
    const now = instant(Date.now());
    await store.rulebooks.keep(config.rulebooks.values(), now);
    await store.assessments.keep(config.assessments.values(), now);
  });
  const tracing = tracingOf('api');
  const requests = clientMetrics();
  const log = serviceLog(settings.LOG_LEVEL);
  const engine = lazyEngine(keys, requests, tracing?.client);
  const listeners = listenersOf(database, log);
  const callers = callerAccess(keys, settings.HUIYIN_PUBLIC_URL, settings.HUIYIN_CODE_DAYS);
  const provider = settings.provider && providerAt(settings.provider, log);
  const parts: Parts = {
    config,
    calendars: knownCalendars(publishedCalendars(), database),
    database,
    engine,
    readSubject: subjectReader(settings.tokens, callers),
    sessions: sessionsBy(settings.sessions, keys, database, provider?.renew),
    signIn: {
      attempts: attemptsBy(keys, settings.sessions.secure),
      ...(provider ? { provider } : {}),
      development: settings.developmentSignIn,
      links: settings.links,
    },
    pages: builtPages(),
    callers,
    feeds: feedAccess(keys, settings.HUIYIN_PUBLIC_URL),
    claim: claimsBy(keys),
    metrics: serviceMetrics(
      async () => ({ failed: await (await database.store()).outbox.countFailed() }),
      engine.isPolled,
      requests,
      async () => (await database.store()).rotation.measured(),
      async () => (await database.store()).accesses.countHarvests(instant(Date.now() - HARVESTS_TOLD)),
      listeners.count,
    ),
    ...(settings.securityText ? { securityText: settings.securityText } : {}),
    publicUrl: settings.HUIYIN_PUBLIC_URL,
    ...(settings.HUIYIN_CLAMAV ? { scanner: clamd(settings.HUIYIN_CLAMAV) } : {}),
    log,
    compared: comparedTickets(database, log),
    listeners,
    requestsPerMinute: REQUESTS_PER_MINUTE,
    counts: sharedCounts(keys[0].claiming, database),
    trustProxy: settings.HUIYIN_TRUST_PROXY,
  };
  return { parts, tracing, port: settings.PORT, host: settings.HUIYIN_HOST };
}

async function run({ parts, tracing, port, host }: ReturnType<typeof setup>): Promise<void> {
  const { log, database, engine, listeners } = parts;
  const server = createApp(parts).listen(port, host);
  server.keepAliveTimeout = KEPT_ALIVE;
  await listening(server, port);
  log.info({ host, port }, 'listening');
  // What is loaded is kept as soon as the database answers.
  database.store().catch((error: unknown) => log.warn({ err: error }, 'the database does not answer yet'));
  parts.compared.start();
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, resolve);
  });
  log.info({ signal }, 'stopping');
  // They would stay until they are cut off; so they go on elsewhere at once.
  listeners.close();
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
