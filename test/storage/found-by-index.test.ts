import type { Connection, mongo } from 'mongoose';
import { connect } from '../../storage/connection';
import { startDatabase, type TestDatabase } from '../given/servers/database';

// The Java server finds by indexes of our own making: what they find must be what reading a whole collection finds.

type Thing = { _id: string | number; a?: unknown; b?: unknown };

let database: TestDatabase;
let connection: Connection;
let things: mongo.Collection<Thing>;
beforeAll(async () => {
  database = await startDatabase();
  connection = await connect(database.uri);
});
beforeEach(async () => {
  things = connection.collection<Thing>('things');
  await things.insertMany([
    { _id: 'early', a: 'x' },
    { _id: 1, a: 'x', b: 1 },
  ]);
  await things.createIndex({ a: 1, b: 1 });
  await things.insertMany([
    { _id: 'late', a: 'x', b: 2 },
    { _id: 'list', a: ['x', 'z'] },
    { _id: 'longer', a: 'xx' },
    { _id: 'number', a: 5 },
    { _id: 'without' },
  ]);
});
afterEach(() => things.drop());
afterAll(async () => {
  await connection?.close();
  await database?.stop();
});

const found = async (query: mongo.Filter<Thing>) =>
  (await things.find(query).toArray()).map(({ _id }) => String(_id)).toSorted();

test('by a text, and by more than that', async () => {
  expect(await found({ a: 'x' })).toEqual(['1', 'early', 'late', 'list']);
  expect(await found({ a: 'x', b: { $gt: 1 } })).toEqual(['late']);
  expect(await found({ a: 'z' })).toEqual(['list']);
  expect(await found({ a: 5 })).toEqual(['number']);
  expect(await found({ a: 'nothing' })).toEqual([]);
});

test('between two ids, by one of some texts', async () => {
  const between = { _id: { $gt: 'early', $lt: 'm' } };
  expect(await found({ ...between, a: { $in: ['z', 'xx', 'nothing'] } })).toEqual(['list', 'longer']);
  expect(await found({ _id: { $gt: 'early', $lt: 'longer' }, a: { $in: ['z', 'xx'] } })).toEqual(['list']);
  expect(await found({ ...between, a: { $in: ['x'] }, b: { $gt: 1 } })).toEqual(['late']);
  expect(await found({ ...between, a: { $in: ['x'], $nin: ['z'] } })).toEqual(['late']);
  expect(await found({ ...between, a: { $in: [] } })).toEqual([]);
  expect(await found({ _id: { $gt: 'l' }, b: { $in: [2, 'two'] } })).toEqual(['late']);
  expect(await found({ _id: { $in: ['without', 'number'] }, a: { $in: ['x', 'y'] } })).toEqual([]);
});

test('between two ids, by one text', async () => {
  const inOrder = async (query: mongo.Filter<Thing>, limit = 0) =>
    (await things.find(query).sort({ _id: 1 }).limit(limit).toArray()).map(({ _id }) => _id);
  expect(await inOrder({ _id: { $gt: '' }, a: 'x' })).toEqual(['early', 'late', 'list']);
  expect(await inOrder({ _id: { $gt: 'early' }, a: 'x' }, 1)).toEqual(['late']);
  expect(await inOrder({ _id: { $gte: 'early', $lt: 'list' }, a: 'x' })).toEqual(['early', 'late']);
  expect(await inOrder({ _id: { $gt: 'a', $lte: 'list' }, a: 'x', b: { $exists: false } })).toEqual([
    'early',
    'list',
  ]);
  expect(await inOrder({ _id: { $gt: 'zero' }, a: 'xx' })).toEqual([]);
  await things.updateOne({ _id: 'late' }, { $set: { a: 'xx' } });
  await things.deleteOne({ _id: 'list' });
  expect(await inOrder({ _id: { $gt: '' }, a: 'x' })).toEqual(['early']);
  expect(await inOrder({ _id: { $gt: '' }, a: 'xx' })).toEqual(['late', 'longer']);
});

test('what was changed is found by what it says now, and what was removed is not', async () => {
  await things.updateOne({ _id: 1 }, { $set: { a: 'y' } });
  await things.updateOne({ _id: 'list' }, { $set: { a: ['z'] } });
  await things.updateOne({ _id: 'without' }, { $set: { a: 'x' } });
  await things.deleteOne({ _id: 'early' });
  expect(await found({ a: 'x' })).toEqual(['late', 'without']);
  expect(await found({ a: 'y' })).toEqual(['1']);
  await things.deleteMany({ a: 'x' });
  expect(await found({})).toEqual(['1', 'list', 'longer', 'number']);
  await things.dropIndex('a_1_b_1');
  expect(await found({ a: 'y' })).toEqual(['1']);
});

test('by an id, and by more than that', async () => {
  expect(await found({ _id: 'late', b: 2 })).toEqual(['late']);
  expect(await found({ _id: 'late', b: 3 })).toEqual([]);
  expect(await found({ _id: { $in: [1, 'late', 'gone'] }, b: { $gt: 1 } })).toEqual(['late']);
  expect(await found({ _id: 1, $or: [{ b: 2 }, { a: 'x' }] })).toEqual(['1']);
  expect(await found({ _id: { $gt: 'list' }, a: 'xx' })).toEqual(['longer']);
  const { upsertedCount, modifiedCount } = await things.updateOne(
    { _id: 'late', b: { $lt: 3 } },
    { $set: { b: 3 } },
    { upsert: true },
  );
  expect([upsertedCount, modifiedCount]).toEqual([0, 1]);
});
