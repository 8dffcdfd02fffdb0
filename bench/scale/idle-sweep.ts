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

/** One that has thousands of tickets to see to may meet a call that takes too long; the next goes on. */
const SWEEPS = 5;
const DONE = [() => true, () => false] as const;

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
  for (let left = SWEEPS; !(await environment.run(sweep).then(...DONE)); left--)
    if (left === 0) throw new Error('no sweep came to its end');
  Object.assign(asked, { commands: 0, documents: 0, calls: 0 });
  await environment.run(sweep);
  await store.close();
  await connection.close();
  return { ...asked };
}
