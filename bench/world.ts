import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { publishedCalendars } from '../config/published-calendars';
import { startMongo } from '../dev/servers/mongo-server';
import { freePort } from '../dev/servers/ports';
import { startTemporal } from '../dev/servers/temporal-server';
import type { Rules } from '../domain/law/rules';
import type { TicketInput } from '../domain/ticket/input';
import { sliceCalendar } from '../domain/time/calendar';
import { instant } from '../domain/time/instant';
import { ensureSearchAttributes } from '../engine/register-search-attributes';
import { startTicket } from '../engine/start-ticket';
import { proving } from '../keys/proof';
import { connect } from '../storage/connection';
import { migrate } from '../storage/migrations/migrate';
import { openStore, type Store } from '../storage/store';
import { matterOf } from './plain-ticket';
import { KEYS, ourWorkers } from './workers';

export const FLOOR_QUEUE = 'floor';

/** Real servers with their data on disk, and a receiver that units are told through. */
export interface Servers {
  readonly client: Client;
  readonly store: Store;
  readonly temporalAddress: string;
  readonly mongoUri: string;
  readonly webhook: string;
  /** Their processes. */
  readonly pids: { readonly temporal: number; readonly mongo: number };
  /** Takes a ticket in and starts it, as the API does. */
  take(id: string, rules: Rules): Promise<TicketInput>;
  stop(): Promise<void>;
}

/** The same, with one worker of ours and one of the floor. */
export type World = Servers;

/**
 * @param data where the servers keep their data, over runs
 * @param heap of the database (MiB), where what one machine needs is not enough
 */
export async function startServers(data: string, heap?: number): Promise<Servers> {
  const receiver = createServer((request, response) => void request.resume().on('end', () => response.end()));
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const temporal = await startTemporal({ port: await freePort(), dataDir: data });
  const mongo = await startMongo({ port: await freePort(), dataDir: join(data, 'mongo'), heap });
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection, dataConverter: proving(KEYS) });
  await ensureSearchAttributes(connection, 'default');
  const database = await connect(mongo.uri);
  await migrate(database);
  const store = openStore(database, KEYS);
  const calendars = publishedCalendars();
  return {
    client,
    store,
    temporalAddress: temporal.address,
    mongoUri: mongo.uri,
    webhook,
    pids: { temporal: temporal.pid, mongo: mongo.pid },
    async take(id, rules) {
      const matter = matterOf(id, instant(Date.now()));
      const input = { matter, rules, calendar: sliceCalendar(calendars, matter.receivedAt) };
      const contact = { caller: { phone: '13800000000' } };
      const stored = await store.tickets.add({
        input,
        registeredBy: 'bench',
        title: '题',
        content: '文',
        contact,
      });
      // As the API starts it.
      const sent = { ...input, matter: stored.matter };
      await startTicket(client, sent);
      return sent;
    },
    async stop() {
      await connection.close();
      await store.close();
      await Promise.all([temporal.stop(), mongo.stop()]);
      receiver.closeAllConnections();
      receiver.close();
    },
  };
}

/** @param callersToo callers are told by a receiver as well */
export async function openWorld({ callersToo = false } = {}): Promise<World> {
  const data = await mkdtemp(join(tmpdir(), 'huiyin-bench-'));
  const servers = await startServers(data);
  const native = await NativeConnection.connect({ address: servers.temporalAddress });
  const floor = {
    taskQueue: FLOOR_QUEUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: require.resolve('./floor-workflows'),
      logger: new DefaultLogger('ERROR'),
    }),
  };
  const workers = [
    ...(await ourWorkers({ ...servers, native, callersToo })),
    await Worker.create({ connection: native, ...floor }),
  ];
  const running = Promise.all(workers.map((worker) => worker.run()));
  return {
    ...servers,
    async stop() {
      workers.forEach((worker) => worker.shutdown());
      await running;
      await native.close();
      await servers.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
