import type { Connection } from 'mongoose';
import { lazyDatabase } from '../../api/database';
import { dataKeys } from '../../keys/data-keys';
import { connect } from '../../storage/connection';
import {
  assertMigrated,
  migrate,
  migrateAt,
  MIGRATIONS,
  NotMigrated,
} from '../../storage/migrations/migrate';
import { MARKS } from '../../activities/texts';
import type { Migration } from '../../storage/migrations/migration';
import { partsOnTheirOwn, serve, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';

let database: TestDatabase;
let connection: Connection;
let uri: string;
let count = 0;
beforeAll(async () => {
  database = await startDatabase();
});
beforeEach(async () => {
  uri = `${database.uri}-${++count}`;
  connection = await connect(uri);
});
afterEach(async () => {
  await connection.dropDatabase();
  await connection.close();
});
afterAll(() => database.stop());

/** Migrations that note in `ran` when they are run. */
const noted = (ran: number[], ...kinds: Pick<Migration, 'needed'>[]): Migration[] =>
  kinds.map(({ needed }, i) => ({
    id: i + 1,
    name: `migration ${i + 1}`,
    needed,
    run: async () => void ran.push(i + 1),
  }));
const NEEDED = { needed: true };
const BESIDE = { needed: false };

test('migrations are numbered from 1 without a gap', () =>
  expect(MIGRATIONS.map(({ id }) => id)).toEqual(MIGRATIONS.map((_, i) => i + 1)));

test('each is made once, in order; a later version makes only its own', async () => {
  const ran: number[] = [];
  expect(await migrate(connection, undefined, noted(ran, NEEDED, BESIDE))).toBe(2);
  expect(await migrate(connection, undefined, noted(ran, NEEDED, BESIDE))).toBe(0);
  expect(await migrate(connection, undefined, noted(ran, NEEDED, BESIDE, BESIDE))).toBe(1);
  expect(ran).toEqual([1, 2, 3]);
});

test('one that was ended half-way begins anew, and nothing after it is made before', async () => {
  const ran: number[] = [];
  const [first, second] = noted(ran, NEEDED, NEEDED);
  if (!first || !second) throw new Error('two are needed');
  const killed = { ...first, run: () => Promise.reject(new Error('killed')) };
  await expect(migrate(connection, undefined, [killed, second])).rejects.toThrow('killed');
  await expect(assertMigrated(connection, [first, second])).rejects.toThrow('1, migration 1; 2, migration 2');
  expect(await migrate(connection, undefined, [first, second])).toBe(2);
  expect(ran).toEqual([1, 2]);
});

test('an index that is still being built holds nobody up; what a version does not work without does', async () => {
  const [needed, beside] = noted([], NEEDED, BESIDE);
  if (!needed || !beside) throw new Error('two are needed');
  await expect(assertMigrated(connection, [needed, beside])).rejects.toThrow(NotMigrated);
  await migrate(connection, undefined, [needed]);
  await assertMigrated(connection, [needed, beside]);
});

test('two at once do no harm: every index is there once, and the migration noted once', async () => {
  await Promise.all([migrateAt(uri), migrateAt(uri)]);
  const indexes = await connection.collection('attachments').indexes();
  const found = indexes.map(({ key, unique = false }) => ({ key: Object.keys(key), unique }));
  expect(found).toHaveLength(5);
  expect(found).toContainEqual({ key: ['ticketId', 'place'], unique: true });
  expect(await connection.collection('migrations').countDocuments()).toBe(MIGRATIONS.length);
});

test('the service says that it waits for the migration, and goes on by itself when that is made', async () => {
  const waiting = lazyDatabase(uri, dataKeys(Buffer.alloc(32, 7)));
  const service = await serve({ ...partsOnTheirOwn(), database: waiting });
  try {
    const { status, body } = await service.ask('/readyz');
    expect(status).toBe(503);
    expect(body.errors).toContainEqual({
      path: 'database',
      message: expect.stringContaining('npm run migrate') as unknown,
    });
    const asked = await service.ask('/v1/tickets', { token: await token({ role: 'operator', sub: 'op-7' }) });
    expect([asked.status, asked.headers.get('retry-after')]).toEqual([503, '5']);
    expect(asked.body.detail).toContain('npm run migrate');
    expect(await migrateAt(uri)).toBe(MIGRATIONS.length);
    expect(await waiting.hindrance()).toBeUndefined();
  } finally {
    await service.stop();
    await waiting.close();
  }
});

test('0007: codes and links leave the messages to callers, and nothing else changes', async () => {
  const outbox = connection.collection<{ _id: string; to: string; text: string }>('outbox');
  const messages = Array.from({ length: 1_003 }, (_, i) => ({
    _id: `T-${String(i).padStart(5, '0')}`,
    to: 'caller',
    text: i % 2 === 0 ? `凭查询码4071835${i % 10}查询。` : `请评价：https://x.example/evaluate#a.${i}`,
  }));
  const unit = { _id: 'T-unit', to: 'parks', text: '查询码12345678' };
  await outbox.insertMany([...messages, unit]);
  await migrate(connection);
  const texts = await outbox.distinct('text', { to: 'caller' });
  expect(texts.toSorted()).toEqual([`凭查询码${MARKS.code}查询。`, `请评价：${MARKS.link}`].toSorted());
  expect(await outbox.findOne({ _id: 'T-unit' })).toEqual(unit);
});
