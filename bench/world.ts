import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino from 'pino';
import { loadConfig } from '../config/load';
import { publishedCalendars } from '../config/published-calendars';
import { unitsOf } from '../config/units-file';
import { startMongo } from '../dev/servers/mongo-server';
import { freePort } from '../dev/servers/ports';
import { startTemporal } from '../dev/servers/temporal-server';
import type { Rules } from '../domain/law/rules';
import type { TicketInput } from '../domain/ticket/input';
import { sliceCalendar } from '../domain/time/calendar';
import { instant } from '../domain/time/instant';
import { ensureSearchAttributes } from '../engine/register-search-attributes';
import { startTicket } from '../engine/start-ticket';
import { callerAccess } from '../keys/caller-access';
import { dataKeys } from '../keys/data-keys';
import { connect } from '../storage/connection';
import { migrate } from '../storage/migrations/migrate';
import { openStore, type Store } from '../storage/store';
import { workerMetrics } from '../telemetry/worker-metrics';
import { workOf } from '../worker/assemble';
import { matterOf } from './plain-ticket';

export const FLOOR_QUEUE = 'floor';

/** Real servers with their data on disk, one worker of ours and one of the floor, and a receiver that units are told through. */
export interface World {
  readonly client: Client;
  readonly store: Store;
  /** Takes a ticket in and starts it, as the API does. */
  take(id: string, rules: Rules): Promise<TicketInput>;
  stop(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  const dir = await mkdtemp(join(tmpdir(), 'huiyin-bench-'));
  const receiver = createServer((request, response) => void request.resume().on('end', () => response.end()));
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const temporal = await startTemporal({ port: await freePort(), dataDir: dir });
  const mongo = await startMongo({ port: await freePort(), dataDir: join(dir, 'mongo') });
  const connection = await Connection.connect({ address: temporal.address });
  const native = await NativeConnection.connect({ address: temporal.address });
  const client = new Client({ connection });
  await ensureSearchAttributes(connection, 'default');
  const keys = dataKeys(Buffer.alloc(32, 1));
  const database = await connect(mongo.uri);
  await migrate(database);
  const store = openStore(database, keys);

  const units = unitsOf(
    // Units are told by webhook; the hotline works in the service itself and reads its outbox.
    loadConfig().units.all.map((unit) =>
      unit.level === 'hotline' ? unit : { ...unit, contact: { webhook } },
    ),
  );
  const work = workOf({
    store,
    client,
    units,
    rulebooks: new Map(),
    callers: callerAccess(keys, 'http://localhost:3000'),
    webhookKey: 'bench',
    changeRate: 10_000,
    metrics: workerMetrics(),
    log: pino({ level: 'silent' }),
  });
  const floor = {
    taskQueue: FLOOR_QUEUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: require.resolve('./floor-workflows'),
      logger: new DefaultLogger('ERROR'),
    }),
  };
  const workers = await Promise.all(
    [...work, floor].map((it) => Worker.create({ connection: native, ...it })),
  );
  const running = Promise.all(workers.map((worker) => worker.run()));
  const calendars = publishedCalendars();
  return {
    client,
    store,
    async take(id, rules) {
      const matter = matterOf(id, instant(Date.now()));
      const input = { matter, rules, calendar: sliceCalendar(calendars, matter.receivedAt) };
      const contact = { caller: { phone: '13800000000' } };
      await store.tickets.add({ input, registeredBy: 'bench', title: '题', content: '文', contact });
      await startTicket(client, input);
      return input;
    },
    async stop() {
      workers.forEach((worker) => worker.shutdown());
      await running;
      await native.close();
      await connection.close();
      await store.close();
      await Promise.all([temporal.stop(), mongo.stop()]);
      receiver.closeAllConnections();
      receiver.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
