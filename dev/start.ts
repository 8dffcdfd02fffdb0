import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './cache';
import { chosenMongo, chosenTemporal } from './servers/chosen-servers';
import { firstTicketCommand } from './first-ticket';
import { type KeptAlive, keepAlive } from './keep-alive';
import { startMongo } from './servers/mongo-server';
import { assertPortFree } from './servers/ports';
import { say } from './progress';
import { secrets } from './secrets';
import { startService } from './service';
import { readSettings, type Settings } from './settings';
import { startTemporal } from './servers/temporal-server';
import { migrateAt } from '../storage/migrations/migrate';
import { makeToken } from './token';

/** What runs, in the order of starting; it is stopped in the opposite order. */
const servers: KeptAlive[] = [];
const services: KeptAlive[] = [];
let stopping = false;

/** `npm start`: everything on this machine, until Ctrl-C. */
async function start(): Promise<void> {
  const began = Date.now();
  const settings = readSettings(process.env);
  const temporal = chosenTemporal();
  const mongo = chosenMongo();
  await assertPortsFree(settings, temporal === undefined, mongo === undefined);
  mkdirSync(settings.HUIYIN_DATA, { recursive: true });
  const kept = secrets(settings);
  const logs = join(settings.HUIYIN_DATA, 'logs');

  say(`· starting Temporal and the database, with the data in ${settings.HUIYIN_DATA} …`);
  await all([
    temporal === undefined ? startedInto(servers, 'Temporal', () => ownTemporal(settings, logs)) : undefined,
    mongo === undefined ? startedInto(servers, 'MongoDB', () => ownMongo(settings, logs)) : undefined,
  ]);
  if (stopping) return;

  const mongoUri = mongo ?? `mongodb://127.0.0.1:${settings.HUIYIN_MONGO_PORT}/huiyin`;
  await migrateAt(mongoUri);
  const env = {
    ...process.env,
    ...kept,
    HUIYIN_MODE: settings.HUIYIN_MODE,
    ...(temporal === undefined && {
      TEMPORAL_ADDRESS: `127.0.0.1:${settings.HUIYIN_TEMPORAL_PORT}`,
      TEMPORAL_NAMESPACE: 'default',
    }),
    MONGODB_URI: mongoUri,
    PORT: String(settings.PORT),
    HUIYIN_PUBLIC_URL: settings.HUIYIN_PUBLIC_URL ?? `http://localhost:${settings.PORT}`,
    HUIYIN_DATA: settings.HUIYIN_DATA,
    ...(temporal === undefined &&
      settings.HUIYIN_WORKFLOW_LINK === undefined && {
        HUIYIN_WORKFLOW_LINK: `http://localhost:${settings.HUIYIN_TEMPORAL_UI_PORT}/namespaces/default/workflows/{ticket}`,
      }),
    ...(settings.HUIYIN_CONFIG && { HUIYIN_CONFIG: settings.HUIYIN_CONFIG }),
  };
  say('· starting worker and API …');
  const address = `127.0.0.1:${settings.PORT}`;
  await all([
    startedInto(services, 'the worker', () =>
      startService({
        name: 'worker',
        main: join(projectRoot, 'dist', 'worker', 'main.js'),
        env,
        log: join(logs, 'worker.log'),
        address: '',
        ready: { line: 'worker ready' },
      }),
    ),
    startedInto(services, 'the API', () =>
      startService({
        name: 'API',
        main: join(projectRoot, 'dist', 'api', 'main.js'),
        env,
        log: join(logs, 'api.log'),
        address,
        ready: { url: `http://${address}/readyz` },
      }),
    ),
  ]);
  if (!stopping) await welcome(settings, kept.HUIYIN_JWT_SECRET, temporal, logs, Date.now() - began);
}

function ownTemporal(settings: Settings, logs: string) {
  return startTemporal({
    port: settings.HUIYIN_TEMPORAL_PORT,
    uiPort: settings.HUIYIN_TEMPORAL_UI_PORT,
    dataDir: settings.HUIYIN_DATA,
    log: join(logs, 'temporal.log'),
  });
}

function ownMongo(settings: Settings, logs: string) {
  return startMongo({
    port: settings.HUIYIN_MONGO_PORT,
    dataDir: join(settings.HUIYIN_DATA, 'mongo'),
    log: join(logs, 'mongo.log'),
  });
}

async function startedInto(
  list: KeptAlive[],
  name: string,
  run: Parameters<typeof keepAlive>[1],
): Promise<void> {
  list.push(await keepAlive(name, run));
}

/** Waits for all, also after a failure, so that everything that came up is known and can be stopped. */
async function all(starts: (Promise<void> | undefined)[]): Promise<void> {
  const failed = (await Promise.allSettled(starts.map((one) => one ?? Promise.resolve()))).filter(
    (result) => result.status === 'rejected',
  );
  if (failed.length > 0) throw new Error(failed.map(({ reason }) => (reason as Error).message).join('\n'));
}

async function assertPortsFree(settings: Settings, ownTemporal: boolean, ownMongo: boolean): Promise<void> {
  const names = [
    'PORT' as const,
    ...(ownTemporal ? (['HUIYIN_TEMPORAL_PORT', 'HUIYIN_TEMPORAL_UI_PORT'] as const) : []),
    ...(ownMongo ? (['HUIYIN_MONGO_PORT'] as const) : []),
  ];
  await all(names.map((name) => assertPortFree(settings[name], name)));
}

async function welcome(
  settings: Settings,
  secret: string,
  temporal: string | undefined,
  logs: string,
  tookMs: number,
): Promise<void> {
  const token = await makeToken({ role: 'operator', sub: 'operator' }, secret, 30);
  const api = `http://localhost:${settings.PORT}`;
  const web =
    temporal === undefined
      ? `http://localhost:${settings.HUIYIN_TEMPORAL_UI_PORT}/namespaces/default/workflows`
      : `that of ${temporal}`;
  process.stdout.write(`
Huiyin is ready (${(tookMs / 1000).toFixed(1)} s).
  Desk          ${api}/desk
  Board         ${api}/board
  For callers   ${api}/my
  API           ${api}
  Docs          ${api}/docs
  Temporal Web  ${web}
  Logs          ${logs}

A month of tickets to look at: npm run demo. Or register one:

export TOKEN=${token}
${firstTicketCommand(settings.HUIYIN_CONFIG ?? join(projectRoot, 'config'), settings.PORT)}

Other roles: npm run token -- --role supervisor. Ctrl-C stops everything; the data stays.
`);
}

async function stop(): Promise<void> {
  await Promise.all(services.map((service) => service.stop()));
  await Promise.all(servers.map((server) => server.stop()));
}

const starting = start();

/** One Ctrl-C can arrive twice, from the terminal and from npm: only a later one is a second. */
const SECOND_SIGNAL_AFTER_MS = 500;
let forceFrom = Infinity;

function onSignal(): void {
  if (stopping && Date.now() < forceFrom) return;
  if (stopping) {
    say('Stopping at once.');
    void Promise.all([...services, ...servers].map((process) => process.kill())).then(() => process.exit(1));
    return;
  }
  stopping = true;
  forceFrom = Date.now() + SECOND_SIGNAL_AFTER_MS;
  say('Stopping … (Ctrl-C again: at once)');
  void starting
    .catch(() => {})
    .then(stop)
    .then(() => {
      say('Stopped; the data is kept.');
      process.exit(0);
    });
}
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

starting.catch(async (error: unknown) => {
  if (stopping) return;
  stopping = true;
  say((error as Error).message);
  await stop();
  process.exit(1);
});
