import { randomBytes } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import { dataKeys } from '../../keys/data-keys';
import { connect } from '../../storage/connection';
import { QUERIES } from '../../storage/queries/queries';
import { openStore } from '../../storage/store';
import { WORKING_TIME } from '../../storage/working-time';
import { type Asked, askedBy, comparedIn, isById, queriesOf } from '../given/asked-queries';
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
  const sorts = new Set(sent.map(({ commandName }) => commandName));
  for (const name of ['find', 'aggregate', 'distinct', 'insert', 'update', 'delete', 'findAndModify'])
    expect(sorts).toContain(name);
  const ours = sent.filter(({ commandName }) => !OTHERS.includes(commandName));
  const unlimited = ours.filter(({ command }) => !(Number(command.maxTimeMS) > 0));
  expect(unlimited.map(({ command }) => command)).toEqual([]);
  // But for what is read whole, which is waited for.
  const patient = ours.filter(({ command }) => Number(command.maxTimeMS) !== WORKING_TIME);
  const { socketTimeoutMS } = watched.getClient().options;
  expect(WORKING_TIME).toBeLessThan(socketTimeoutMS);
  expect([...new Set(patient.map(({ command }) => String(Object.values(command)[0])))].toSorted()).toEqual([
    'archive',
    'counts',
    'ledger',
    'open-clocks',
    'tickets',
  ]);
});

const TABLE = Object.entries(QUERIES).flatMap(([collection, queries]) =>
  Object.entries(queries).map(([name, query]) => ({ title: `${collection}: ${name}`, collection, query })),
);

describe('the table of queries', () => {
  const byOthers = () => sent.flatMap(askedBy).filter((it) => !isById(it));

  test('has every query that the database is sent, but for those by ids; and no other', () => {
    const unknown = byOthers().filter((it) => queriesOf(it).length === 0);
    expect(unknown).toEqual([]);
    const met = new Set(byOthers().flatMap(queriesOf));
    expect(TABLE.filter(({ query }) => !met.has(query)).map(({ title }) => title)).toEqual([]);
  });

  test('never reads all of a collection at once', () => {
    const all = sent
      .flatMap(askedBy)
      .filter(({ filter, sort }) => Object.keys({ ...filter, ...sort }).length === 0);
    // GridFS looks whether there is any file at all.
    expect([...new Set(all.map(({ collection }) => collection))].toSorted()).toEqual(['attachments.files']);
  });

  test.each(TABLE)(
    '$title: its index begins with what it compares, and goes on in its order',
    ({ query }) => {
      const { equals, range, order, covers = [], few, index } = query;
      const fields = Object.keys(index);
      expect(fields.slice(0, equals.length).toSorted()).toEqual(equals.toSorted());
      const rest = JSON.stringify(Object.entries(index).slice(equals.length));
      if (range !== undefined) expect(fields[equals.length]).toBe(range);
      else if (order) {
        const after = covers.map((field) => [field, 1]);
        expect(rest).toBe(JSON.stringify([...Object.entries(order), ...after]));
      }
      if (range !== undefined && order) expect(few).toBeDefined();
    },
  );

  test('names the indexes that there are: each is used, and none is missing', async () => {
    const key = (collection: string, fields: object): string => `${collection} ${JSON.stringify(fields)}`;
    const there = await Promise.all(
      Object.keys(QUERIES).map(async (collection) =>
        (await db.connection.collection(collection).indexes()).map((it) => key(collection, it.key)),
      ),
    );
    const used = new Set(TABLE.map(({ collection, query }) => key(collection, query.index)));
    const others = there.flat().filter((it) => !it.endsWith(' {"_id":1}'));
    expect(others.toSorted()).toEqual([...used].toSorted());
  });

  // The server that stands in for MongoDB on a machine without it explains nothing.
  const onMongoDB = process.env.MONGODB_URI === undefined ? test.skip : test;
  onMongoDB(
    'MongoDB answers each from an index, and puts nothing in order that is in it already',
    async () => {
      for (const it of byOthers()) {
        const [query] = queriesOf(it);
        const wrong = it.sort && query?.few === undefined ? /COLLSCAN|"SORT"/ : /COLLSCAN/;
        const stages = await stagesOf(it);
        expect({ ...it, stages }).toEqual({ ...it, stages: expect.stringContaining('IXSCAN') as string });
        expect({ ...it, stages }).not.toEqual({ ...it, stages: expect.stringMatching(wrong) as string });
      }
    },
  );

  /** The stages by which MongoDB finds documents, from the index of the table where it is one: among few documents it would take any. */
  async function stagesOf(it: Asked): Promise<string> {
    const { collection, filter, sort } = it;
    const [query, ...ways] = queriesOf(it);
    const one = ways.length === 0 || comparedIn(filter).either.length === 0;
    const find = {
      find: collection,
      filter,
      ...(sort && { sort }),
      ...(query && one && { hint: query.index }),
    };
    const explained = await db.connection.db?.command({ explain: find, verbosity: 'queryPlanner' });
    const { winningPlan } = (explained as { queryPlanner: { winningPlan: object } }).queryPlanner;
    return (
      JSON.stringify(winningPlan)
        .match(/"stage":"\w+"/g)
        ?.join() ?? ''
    );
  }
});
