import type { Client } from '@temporalio/client';
import { DefaultLogger, type NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino from 'pino';
import { openWebhooks } from '../activities/channels/webhook';
import { keysOfCaller } from '../activities/callers';
import { loadConfig } from '../config/load';
import { type Units, unitsOf } from '../config/units-file';
import { forCallers } from '../keys/caller-access';
import { dataKeys } from '../keys/data-keys';
import { DAY, HOUR } from '../domain/time/instant';
import { signingKey } from '../keys/signing-key';
import type { Store } from '../storage/store';
import { workerMetrics } from '../telemetry/worker-metrics';
import { workOf } from '../worker/assemble';

/** What the bench seals with. */
export const KEYS = dataKeys(Buffer.alloc(32, 1));

const CALLERS = forCallers(KEYS, 'https://12345.example');

/** What our workers work with, in the bench's own process or in one of theirs. */
export interface Working {
  readonly native: NativeConnection;
  readonly client: Client;
  readonly store: Store;
  /** Where units are told; the hotline works in the service itself and reads its outbox. */
  readonly webhook: string;
  /** Callers are told there too, as by a city's gateway; their messages wait without it. */
  readonly callersToo?: boolean;
  /** How many tickets are kept in memory; as many as the SDK sees fit without it. */
  readonly cached?: number;
}

/** Of the SDK only what fails is told. */
export const quietRuntime = (): Runtime =>
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });

/** Workers of all our queues, as an installation has them. */
export function ourWorkers({
  native,
  client,
  store,
  webhook,
  callersToo = false,
  cached,
}: Working): Promise<Worker[]> {
  const work = workOf({
    store,
    client,
    units: benchUnits(webhook),
    rulebooks: new Map(),
    hotSpot: { callers: 5, within: 7 * DAY },
    webhooks: openWebhooks({ keys: [KEYS[0].webhooks], allowed: ['127.0.0.1'] }),
    keys: KEYS,
    gateway: callersToo
      ? {
          url: webhook,
          secret: 'whsec_YmVuY2hiZW5jaGJlbmNoYmVuY2hiZW5jaGJlbmNo',
        }
      : undefined,
    keysOf: keysOfCaller(CALLERS),
    changeRate: 10_000,
    checkpoints: { key: signingKey(KEYS[0].attesting), every: HOUR },
    metrics: workerMetrics(),
    log: pino({ level: 'silent' }),
  });
  const options = { connection: native, ...(cached === undefined ? {} : { maxCachedWorkflows: cached }) };
  return Promise.all(work.map((it) => Worker.create({ ...options, ...it })));
}

/** Who is told by webhook, besides the units: the hotline works in the service itself, and reads its outbox. */
export const told = { hotlineToo: false };

function benchUnits(webhook: string): Units {
  const { all } = loadConfig().units;
  const byWebhook = (hotlineToo: boolean): Units =>
    unitsOf(
      all.map((unit) => (unit.level === 'hotline' && !hotlineToo ? unit : { ...unit, contact: { webhook } })),
    );
  const [units, everybody] = [byWebhook(false), byWebhook(true)];
  const now = (): Units => (told.hotlineToo ? everybody : units);
  return { ...units, today: (id) => now().today(id), ofLevel: (level) => now().ofLevel(level) };
}
