import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import pino from 'pino';
import { ticketId } from '../../../domain/ids';
import { TASK_QUEUE } from '../../../engine/names';
import { tellChecked } from '../../../engine/occasions/tell-checked';
import { restartTicket } from '../../../engine/recovery/restart-ticket';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import { SEARCH_ATTRIBUTES } from '../../../domain/telling/search-attributes';
import { startTicket } from '../../../engine/start-ticket';
import { openWebhooks } from '../../../activities/channels/webhook';
import { joining } from '../../../activities/repeats/joining';
import { happeningsOf } from '../../../activities/occasions/happenings';
import { makeOccasionActivities } from '../../../activities/occasions/occasion-activities';
import { makeTicketActivities } from '../../../activities/ticket-activities';
import { type Config, loadConfig } from '../../../config/load';
import { publishedCalendars } from '../../../config/published-calendars';
import { freePort } from '../../../dev/servers/ports';
import { startMongo } from '../../../dev/servers/mongo-server';
import { type CalendarYear, sliceCalendar } from '../../../domain/time/calendar';
import type { Command } from '../../../domain/procedures/command';
import type { Turn } from '../../../domain/telling/turn';
import type { TicketEvent } from '../../../domain/ticket/event';
import type { TicketInput } from '../../../domain/ticket/input';
import { type Instant, instant } from '../../../domain/time/instant';
import type { Registration } from '../../../domain/ticket/register';
import { bindRules } from '../../../domain/law/bind-rules';
import type { Rulebook } from '../../../domain/law/rules';
import { connect } from '../../../storage/connection';
import { migrate } from '../../../storage/migrations/migrate';
import { dataKeys } from '../../../keys/data-keys';
import { openStore, type Store } from '../../../storage/store';
import { DELIVERIES, SWEEPS } from '../../../workflows/queues';
import type { Applied } from '../../../domain/procedures/command';
import { workerMetrics } from '../../../telemetry/worker-metrics';
import { BODY, matterOf } from '../matter';
import { bundle } from './bundle';
import { keysOf } from './outside';
import { timeSkippingEnvironment } from './time-skipping-environment';

/** Temporal's time-skipping server, a worker with the real activities, and a real database behind them. */
export interface TimeSkipping {
  readonly config: Config;
  readonly store: Store;
  readonly env: TestWorkflowEnvironment;
  readonly mongoUri: string;
  now(): Promise<Instant>;
  ledger(id: string): Promise<TicketEvent[]>;
  /** Takes a ticket in and starts it, as the API does. */
  register(book: Rulebook, matter?: Partial<Registration>): Promise<TestTicket>;
  stop(): Promise<void>;
}

export interface TestTicket {
  readonly input: TicketInput;
  readonly handle: WorkflowHandle;
  send(command: Command): Promise<Applied>;
}

const silent = pino({ level: 'silent' });

/** @param later years that the State Council has not published yet, as a test makes them up */
export async function timeSkipping(
  later: readonly CalendarYear[] = [],
  units?: Config['units'],
  occasions: Config['occasions'] = new Map(),
): Promise<TimeSkipping> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const config = loadConfig();
  const calendars = [...publishedCalendars(), ...later];
  const mongo = await startMongo({ port: await freePort() });
  const connection = await connect(mongo.uri);
  const keys = dataKeys(Buffer.alloc(32, 7));
  const store = openStore(connection, keys);
  await migrate(connection);
  const env = await timeSkippingEnvironment();
  // The test server can't list what it has, so each is added as to an empty one.
  const searchAttributes = Object.fromEntries(
    SEARCH_ATTRIBUTES.map(({ name, type }) => [name, encodeSearchAttributeIndexedValueType(type) as number]),
  );
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  const {
    happened,
    startWaiting: _,
    ...ofOccasions
  } = makeOccasionActivities({
    store,
    client: env.client,
    law: { occasions, rulebooks: config.rulebooks, units: units ?? config.units },
    ways: { units: units ?? config.units, mails: false },
    packaged: calendars,
    tellTicket: (checked) => tellChecked({ client: env.client, store }, checked),
    log: silent,
  });
  const happenings = happeningsOf({ occasions, store, happened });
  const { record, ...ofTickets } = makeTicketActivities({
    store,
    units: units ?? config.units,
    webhooks: openWebhooks({ keys: [keys[0].webhooks], allowed: [] }),
    keysOf,
    restart: (id, runId) => restartTicket({ client: env.client, store }, id, runId),
    metrics: workerMetrics(),
    log: silent,
  });
  const activities = {
    ...joining({ client: env.client, store }),
    ...ofTickets,
    ...ofOccasions,
    record: async (turn: Turn) => {
      const recorded = await record(turn);
      await happenings(turn);
      return recorded;
    },
  };
  const queues = [
    { taskQueue: TASK_QUEUE, workflowBundle: await bundle(), activities },
    { taskQueue: DELIVERIES, activities },
    ...(occasions.size > 0 ? [{ taskQueue: SWEEPS, activities }] : []),
  ];
  const workers = await Promise.all(
    queues.map((it) => Worker.create({ connection: env.nativeConnection, ...it })),
  );
  const running = Promise.all(workers.map((it) => it.run()));
  const now = async (): Promise<Instant> => instant(await env.currentTimeMs());
  return {
    config,
    store,
    env,
    mongoUri: mongo.uri,
    now,
    ledger: async (id) => (await store.ledger.linesOf(id)).map(({ event }) => event),
    async register(book, changes = {}) {
      const at = await now();
      const matter = matterOf({
        id: ticketId(`T-${randomUUID()}`),
        receivedAt: at,
        registeredAt: at,
        ...changes,
      });
      const rules = bindRules(book, matter);
      const input: TicketInput = { matter, rules, calendar: sliceCalendar(calendars, matter.receivedAt) };
      await store.tickets.add({
        input,
        registeredBy: 'test',
        title: BODY.title,
        content: BODY.content,
        contact: { caller: BODY.caller },
      });
      await startTicket(env.client, input);
      const handle = env.client.workflow.getHandle(matter.id);
      const send = (command: Command): Promise<Applied> =>
        handle.executeUpdate<Applied, [Command]>(command.name, { args: [command], updateId: command.id });
      return { input, handle, send };
    },
    async stop() {
      workers.forEach((it) => it.shutdown());
      await running;
      await env.teardown();
      await store.close();
      await mongo.stop();
    },
  };
}
