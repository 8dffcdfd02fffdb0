import { randomBytes } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import { dataKeys } from '../../keys/data-keys';
import { connect } from '../../storage/connection';
import { openStore } from '../../storage/store';
import { WORKING_TIME } from '../../storage/working-time';
import { callEverything, callsOf, noting } from '../given/every-store-call';
import { startDatabase, type TestDatabase } from '../given/servers/database';

/** Every command that the database is sent where every call of the store is made. */
let db: TestDatabase;
let watched: Connection;
const sent: mongo.CommandStartedEvent[] = [];
const made: string[] = [];
beforeAll(async () => {
  db = await startDatabase();
  watched = await connect(`${db.uri}?monitorCommands=true`);
  watched.getClient().on('commandStarted', (event) => void sent.push(event));
  const { store, made: calls } = noting(openStore(watched, dataKeys(randomBytes(32))));
  await callEverything(store);
  made.push(...calls);
});
afterAll(async () => {
  await watched.close();
  await db.stop();
});

/** What the driver asks beside our calls; a `getMore` counts against the time of what it goes on with. */
const OTHERS = ['createIndexes', 'endSessions', 'getMore', 'hello', 'killCursors', 'listIndexes', 'ping'];

test('every call of the store is made', () =>
  expect(callsOf(openStore(db.connection, dataKeys(randomBytes(32)))).toSorted()).toEqual(
    [...made, 'close'].toSorted(),
  ));

test('the database is told of every command how long it may work on it: less than a connection waits', () => {
  const names = new Set(sent.map(({ commandName }) => commandName));
  for (const name of ['find', 'aggregate', 'insert', 'update', 'delete', 'findAndModify'])
    expect(names).toContain(name);
  const ours = sent.filter(({ commandName }) => !OTHERS.includes(commandName));
  const unlimited = ours.filter(({ command }) => !(Number(command.maxTimeMS) > 0));
  expect(unlimited.map(({ command }) => command)).toEqual([]);
  const limits = new Map(ours.map(({ command }) => [Number(command.maxTimeMS), command]));
  const { socketTimeoutMS } = watched.getClient().options;
  expect(WORKING_TIME).toBeLessThan(socketTimeoutMS);
  // But for the open clocks of all tickets, which are waited for.
  limits.delete(WORKING_TIME);
  expect([...limits.values()].map((command) => Object.values(command)[0])).toEqual(['open-clocks']);
});
