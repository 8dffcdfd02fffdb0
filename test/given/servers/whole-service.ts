import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { projectRoot } from '../../../dev/cache';
import { startMongo } from '../../../dev/servers/mongo-server';
import { assertPortFree, freePort } from '../../../dev/servers/ports';
import { type RunningServer, startServer } from '../../../dev/processes';
import { startTemporal } from '../../../dev/servers/temporal-server';
import { dataKeys } from '../../../keys/data-keys';
import { proving } from '../../../keys/proof';
import { migrateAt } from '../../../storage/migrations/migrate';
import { startMailbox } from './mailbox';
import { startReceiver } from './receiver';
import { type SlowWay, slowWayTo } from './slow-way';
import { writeCity } from './config-folder';
import { Hotline } from '../hotline';
import { ask, JWT_SECRET } from '../http';
import { waitFor } from '../wait-for';

export const WEBHOOK_SECRET = 'a secret that units know too';

/** One of the four processes of a service; it has the same port and the same data whenever it is started. */
export interface Part {
  readonly log: string;
  /** Where a server keeps its data; beginning of the names, where these are several files. */
  readonly data?: string;
  /** Starts it where it does not run. */
  start(): Promise<void>;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** `kill -9` */
  kill(): Promise<void>;
}

/** Temporal, database, worker and API as processes of their own, with what is outside of them: units' receivers and a mailbox. */
export interface WholeService {
  readonly dir: string;
  readonly url: string;
  readonly mongoUri: string;
  /** By which worker and API reach the database. */
  readonly way?: SlowWay;
  /** Of its processes. */
  readonly env: NodeJS.ProcessEnv;
  readonly hotline: Hotline;
  /** To look at histories. */
  readonly engine: Client;
  readonly temporal: Part;
  readonly database: Part;
  readonly worker: Part;
  /** Starts one more worker, from the checkout at `root`, as a version of its own. */
  startWorker(root: string, buildId: string): Promise<void>;
  readonly api: Part;
  /** Starts one more worker, and one more API, with other settings. @returns where that answers */
  startBeside(change: NodeJS.ProcessEnv): Promise<string>;
  /** Gets the webhooks of all units but {@link BROKEN_UNIT}. */
  readonly receiver: Receiver;
  /** Gets the webhooks of {@link BROKEN_UNIT}. */
  readonly brokenReceiver: Receiver;
  readonly mailbox: Awaited<ReturnType<typeof startMailbox>>;
  /** Starts again whatever a test left lying. */
  standUp(): Promise<void>;
  /** Where the worker answers who runs it. */
  workerUrl(): Promise<string>;
  /** What it measures, as Prometheus reads it. */
  workerMetrics(): Promise<string>;
  /** What the processes wrote so far. */
  logs(): Promise<string>;
  stop(): Promise<void>;
}

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** The unit whose receiver a test breaks. */
export const BROKEN_UNIT = 'shuiwu';
/** The unit that is told by e-mail. */
export const MAIL_UNIT = 'office';
const MAIL_ADDRESS = 'office@city.example';
/** Whose messages stay in the outbox to be fetched. */
export const SILENT_UNIT = 'meeting';

export interface WholeServiceOptions {
  readonly rulebooks?: readonly { readonly id: string }[];
  /** What the five cities do beside their tickets is done too. */
  readonly occasions?: boolean;
  /** Every unit has a webhook. */
  readonly webhooksOnly?: boolean;
  readonly temporalArgs?: string[];
  /** Worker and API reach the database by a way that a test can make slow. */
  readonly slowDatabase?: boolean;
  /** For how long reminders to one unit are gathered; an hour without it. */
  readonly gatherSeconds?: number;
  /** Where worker and API send their traces. */
  readonly traces?: string;
  /** Which version of the Worker Deployment the worker is; without it, it belongs to none. */
  readonly buildId?: string;
  /** Browsers sign in by choosing who to be. */
  readonly signIn?: boolean;
}

/** Starts it all; what was started before a failure is stopped again. */
export async function startWholeService({
  rulebooks = [],
  occasions = false,
  webhooksOnly = false,
  temporalArgs,
  slowDatabase = false,
  gatherSeconds = 3_600,
  traces,
  buildId = '',
  signIn = false,
}: WholeServiceOptions = {}): Promise<WholeService> {
  const endings: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const end of endings.splice(0).toReversed()) await end().catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    const dir = await mkdtemp(join(tmpdir(), 'huiyin-service-'));
    endings.push(() => rm(dir, { recursive: true, force: true }));
    const receiver = await startReceiver();
    endings.push(receiver.stop);
    const brokenReceiver = await startReceiver();
    endings.push(brokenReceiver.stop);
    const mailbox = await startMailbox();
    endings.push(mailbox.stop);
    await writeCity(join(dir, 'config'), {
      rulebooks,
      occasions,
      contact: ({ id }) => {
        if (id === BROKEN_UNIT) return { webhook: brokenReceiver.url };
        if (webhooksOnly) return { webhook: receiver.url };
        if (id === SILENT_UNIT) return undefined;
        return id === MAIL_UNIT ? { email: MAIL_ADDRESS } : { webhook: receiver.url };
      },
    });

    const [temporalPort, mongoPort, apiPort] = await stablePorts();
    const url = `http://127.0.0.1:${apiPort}`;
    const mongoUri = `mongodb://127.0.0.1:${mongoPort}/huiyin`;
    const way = slowDatabase ? await slowWayTo(mongoPort) : undefined;
    if (way) endings.push(way.stop);
    const logOf = (name: string): string => join(dir, 'logs', `${name}.log`);
    const part = (name: string, startUp: (log: string) => Promise<RunningServer>, data?: string): Part => {
      const made = startable(() => startUp(logOf(name)));
      endings.push(made.stop);
      return { log: logOf(name), ...(data === undefined ? {} : { data }), ...made };
    };
    const key = randomBytes(32);
    const env = {
      ...process.env,
      TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
      TEMPORAL_NAMESPACE: 'default',
      MONGODB_URI: way ? `mongodb://127.0.0.1:${way.port}/huiyin` : mongoUri,
      PORT: String(apiPort),
      HUIYIN_WORKER_PORT: '0',
      HUIYIN_CONFIG: join(dir, 'config'),
      HUIYIN_DEMO: 'on',
      HUIYIN_MODE: 'development',
      HUIYIN_JWT_SECRET: JWT_SECRET,
      HUIYIN_DATA_KEY: key.toString('hex'),
      HUIYIN_WEBHOOK_SECRET: WEBHOOK_SECRET,
      HUIYIN_SMTP_URL: mailbox.url,
      HUIYIN_GATHER_SECONDS: String(gatherSeconds),
      // Else the first is taken 20 s after the start, of what is there by then, and the next one an hour later.
      HUIYIN_CHECKPOINT_SECONDS: '10',
      LOG_LEVEL: 'debug',
      ...(signIn && { HUIYIN_DEVELOPMENT_SIGN_IN: 'on', HUIYIN_PUBLIC_URL: url }),
      OTEL_EXPORTER_OTLP_ENDPOINT: traces,
      // Sent soon, so that no test waits for them (ms).
      OTEL_BSP_SCHEDULE_DELAY: '200',
    };
    const ours = (
      folder: string,
      log: string,
      answers: () => Promise<unknown>,
      {
        root = projectRoot,
        build = buildId,
        change = {},
      }: { root?: string; build?: string; change?: NodeJS.ProcessEnv } = {},
    ) =>
      startServer({
        name: folder,
        command: process.execPath,
        args: ['--enable-source-maps', join(root, 'dist', folder, 'main.js')],
        env: { ...env, HUIYIN_BUILD_ID: build, ...change },
        address: '',
        log,
        answers,
      });

    const temporal = part(
      'temporal',
      (log) => startTemporal({ port: temporalPort, dataDir: dir, log, extraArgs: temporalArgs }),
      join(dir, 'temporal-'),
    );
    const dataDir = join(dir, 'mongo');
    const database = part('mongo', (log) => startMongo({ port: mongoPort, dataDir, log }), dataDir);
    const workerPart = (name: string, other?: Parameters<typeof ours>[3]) =>
      part(name, async (log) => {
        const before = (await stat(log).catch(() => undefined))?.size ?? 0;
        const ready = async (): Promise<void> => {
          const written = (await readFile(log)).subarray(before).toString();
          if (!written.includes('"worker ready"')) throw new Error('not ready yet');
        };
        return ours('worker', log, ready, other);
      });
    const worker = workerPart('worker');
    const api = part('api', (log) => ours('api', log, () => readyz(url)));

    const standUp = async (): Promise<void> => {
      await together([temporal.start(), database.start()]);
      await migrateAt(mongoUri);
      await together([worker.start(), api.start()]);
    };
    await standUp();
    const connection = await Connection.connect({ address: `127.0.0.1:${temporalPort}` });
    endings.push(() => connection.close());
    return {
      dir,
      url,
      mongoUri,
      env,
      ...(way ? { way } : {}),
      hotline: new Hotline(url),
      engine: new Client({ connection, dataConverter: proving(dataKeys(key)) }),
      temporal,
      database,
      worker,
      startBeside: async (change) => {
        const port = await freePort();
        const at = `http://127.0.0.1:${port}`;
        const other = { change: { ...change, PORT: String(port) } };
        await together([
          workerPart('worker-beside', other).start(),
          part('api-beside', (log) => ours('api', log, () => readyz(at), other)).start(),
        ]);
        return at;
      },
      startWorker: (root, build) => workerPart(`worker-${build}`, { root, build }).start(),
      api,
      receiver,
      brokenReceiver,
      mailbox,
      standUp,
      workerUrl: () => workerAt(worker.log),
      workerMetrics: async () => (await ask<string>(`${await workerAt(worker.log)}/metrics`)).body,
      logs: async () =>
        (await Promise.all(['worker', 'api', 'temporal'].map((name) => readFile(logOf(name), 'utf8')))).join(
          '\n',
        ),
      stop,
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** Waits for all before it tells of the first failure, so that none is still coming up when all are stopped. */
async function together(starts: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(starts)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

async function readyz(url: string): Promise<void> {
  const { status } = await ask(`${url}/readyz`, { seconds: 3 });
  if (status !== 200) throw new Error(`readyz answered ${status}`);
}

/** Where the worker that was started last listens, as its log tells. */
async function workerAt(log: string): Promise<string> {
  const [, port] =
    [...(await readFile(log, 'utf8')).matchAll(/"port":(\d+),"msg":"listening"/g)].at(-1) ?? [];
  return `http://127.0.0.1:${port}`;
}

function startable(startUp: () => Promise<RunningServer>): Omit<Part, 'log'> {
  let running: RunningServer | undefined;
  const end = async (how: (server: RunningServer) => Promise<void>): Promise<void> => {
    const server = running;
    running = undefined;
    if (server) await how(server);
  };
  return {
    start: async () => {
      running ??= await startUp();
    },
    stop: () => end((server) => server.stop()),
    kill: () => end((server) => server.kill('SIGKILL')),
  };
}

/**
 * Three ports that stay ours while a server is down: outside of the range from which the system takes ports for connections
 * (a client that calls a port of that range again and again while nobody listens can end up connected to itself).
 */
export function stablePorts(): Promise<[number, number, number]> {
  return waitFor('three neighbouring ports were free', async () => {
    const first = randomInt(20_000, 32_000);
    const ports: [number, number, number] = [first, first + 1, first + 2];
    for (const port of ports) await assertPortFree(port);
    return ports;
  });
}
