import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeSweepActivities } from '../../activities/sweep-activities';
import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { tellTicketsBy } from '../../engine/tell-tickets';
import { proving } from '../../keys/proof';
import { connect } from '../../storage/connection';
import { openStore } from '../../storage/store';
import { KEYS } from '../workers';
import type { Population } from './population';

/** What a sweep asks for that finds nothing to do. */
export interface Asked {
  /** Commands to the database, and documents that came back. */
  readonly commands: number;
  readonly documents: number;
  /** Calls of the engine. */
  readonly calls: number;
}

/** So many at most: each sees to some thousands, and one that meets a call that takes too long is gone on with by the next. */
const SWEEPS = 50;

const quiet = { info() {}, warn() {}, error: console.error };

/** Sweeps until there is nothing left to see to, and then counts. */
export async function idleSweep({ temporalAddress, mongoUri }: Population): Promise<Asked> {
  const asked = { commands: 0, documents: 0, calls: 0 };
  const database = await connect(`${mongoUri}?monitorCommands=true`);
  database.getClient().on('commandSucceeded', ({ reply }) => {
    const { cursor } = reply as {
      cursor?: { ns?: string; firstBatch?: unknown[]; nextBatch?: unknown[] };
    };
    asked.commands++;
    // Publications are not tickets, and each run of this bench makes one.
    if (cursor?.ns?.endsWith('.changes')) return;
    asked.documents += (cursor?.firstBatch ?? cursor?.nextBatch ?? []).length;
  });
  const connection = await Connection.connect({
    address: temporalAddress,
    interceptors: [
      (options, call) => {
        asked.calls++;
        // The call that it makes is one, whatever its type says.
        return call(options) as never;
      },
    ],
  });
  const client = new Client({ connection, dataConverter: proving(KEYS) });
  const store = openStore(database, KEYS);
  const heartbeat = (): void => {};
  const sleep = async (): Promise<void> => {};
  const tickets = tellTicketsBy({
    store,
    client,
    packaged: publishedCalendars(),
    rate: 10_000,
    heartbeat,
    sleep,
    log: quiet,
  });
  const { sweep } = makeSweepActivities({
    store,
    client,
    units: loadConfig().units,
    rulebooks: loadConfig().rulebooks,
    tickets,
    nudge: async () => 0,
    gatherings: async () => 0,
    checkpoint: async () => 0,
    metrics: { stepBegins() {}, swept() {} },
    log: quiet,
  });
  const environment = new MockActivityEnvironment();
  let idle: Asked | undefined;
  for (let left = SWEEPS, before = Infinity; !idle; left--) {
    if (left === 0) throw new Error('the sweeps see to something each time');
    Object.assign(asked, { commands: 0, documents: 0, calls: 0 });
    const ended = await environment.run(sweep).then(
      () => true,
      () => false,
    );
    if (ended && asked.documents >= before) idle = { ...asked };
    before = ended ? asked.documents : Infinity;
  }
  await store.close();
  await connection.close();
  return idle;
}
