import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { loadConfig, ownConfigDir } from '../../config/load';
import { projectRoot } from '../../dev/cache';
import type { RunningServer } from '../../dev/processes';
import { startMongo } from '../../dev/servers/mongo-server';
import { freePort } from '../../dev/servers/ports';
import { startTemporal } from '../../dev/servers/temporal-server';
import { startService } from '../../dev/service';
import { migrateAt } from '../../storage/migrations/migrate';
import { cpuSeconds, residentMiB } from '../cpu';

export const PROCESSES = ['api', 'worker', 'temporal', 'mongo'] as const;
type Process = (typeof PROCESSES)[number];
export type ByProcess = { readonly [P in Process]: number };

export const JWT_SECRET = 'what the bench signs its tokens with';

/** The rulebook under which each ticket is pressed by time alone, once: so many seconds after it arrived. */
export const PRESSED = { id: 'pressed', seconds: 100 };

/** API, worker, Temporal and database as processes of their own, as an installation has them; all units are told by webhook. */
export interface Service {
  readonly url: string;
  readonly mongoUri: string;
  readonly engine: Client;
  /** Where the dev server keeps its SQLite database. */
  readonly temporalData: string;
  /** Another worker in place of the one that runs: it has no ticket at hand, and replays each that has its turn. */
  restartWorker(): Promise<void>;
  /** Seconds of CPU that each has used so far (Linux). */
  cpu(): ByProcess;
  /** Resident memory of each (MiB; Linux). */
  memory(): ByProcess;
  stop(): Promise<void>;
}

/** Starts them; what was started before a failure is stopped again. */
export async function startMeasured(): Promise<Service> {
  const endings: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of endings.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await started(endings)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function started(endings: (() => unknown)[]): Promise<Omit<Service, 'stop'>> {
  const running = <T extends RunningServer>(server: T): T => {
    endings.push(() => server.stop());
    return server;
  };
  const dir = await mkdtemp(join(tmpdir(), 'huiyin-capacity-'));
  endings.push(() => rm(dir, { recursive: true, force: true }));
  const receiver = createServer((request, response) => void request.resume().on('end', () => response.end()));
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  await writeCity(join(dir, 'config'), `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);

  const temporalData = join(dir, 'temporal');
  const temporal = running(await startTemporal({ port: await freePort(), dataDir: temporalData }));
  const mongo = running(await startMongo({ port: await freePort(), dataDir: join(dir, 'mongo') }));
  await migrateAt(mongo.uri);
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const env = {
    ...process.env,
    PORT: String(port),
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: 'default',
    MONGODB_URI: mongo.uri,
    HUIYIN_CONFIG: join(dir, 'config'),
    HUIYIN_MODE: 'development',
    HUIYIN_JWT_SECRET: JWT_SECRET,
    HUIYIN_DATA_KEY: '01'.repeat(32),
  };
  const ours = async (name: 'worker' | 'API', folder: string, ready: { line: string } | { url: string }) => {
    const main = join(projectRoot, 'dist', folder, 'main.js');
    return running(await startService({ name, main, env, log: join(dir, `${folder}.log`), address, ready }));
  };
  const startWorker = () => ours('worker', 'worker', { line: 'worker ready' });
  let worker = await startWorker();
  const api = await ours('API', 'api', { url: `http://${address}/readyz` });
  const each = (measure: (pid: number) => number): ByProcess => ({
    api: measure(api.pid),
    worker: measure(worker.pid),
    temporal: measure(temporal.pid),
    mongo: measure(mongo.pid),
  });
  const connection = await Connection.connect({ address: temporal.address });
  endings.push(() => connection.close());
  return {
    url: `http://${address}`,
    mongoUri: mongo.uri,
    engine: new Client({ connection }),
    temporalData,
    async restartWorker() {
      await worker.stop();
      worker = await startWorker();
    },
    cpu: () => each(cpuSeconds),
    memory: () => each(residentMiB),
  };
}

/** Our own rulebooks and units; units are told by webhook, and one rulebook presses by time alone. */
async function writeCity(dir: string, webhook: string): Promise<void> {
  await cp(join(ownConfigDir(), 'rulebooks'), join(dir, 'rulebooks'), { recursive: true });
  // JSON is YAML too.
  const rulebook = {
    id: PRESSED.id,
    version: '1',
    title: '到期督办一次',
    kinds: ['complaint'],
    clocks: {
      handling: {
        limit: `${PRESSED.seconds} seconds`,
        set: 'local',
        ladder: [{ after: 0, do: 'supervise', mode: 'daily', to: ['unit'], set: 'local' }],
      },
    },
  };
  await writeFile(join(dir, 'rulebooks', `${PRESSED.id}.yaml`), JSON.stringify(rulebook));
  const units = loadConfig().units.all.map((unit) => ({ ...unit, contact: { webhook } }));
  await writeFile(join(dir, 'units.yaml'), JSON.stringify({ units }));
}
