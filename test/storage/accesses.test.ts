import { instant, MINUTE } from '../../domain/time/instant';
import type { Access, AccessFilter } from '../../storage/requests/accesses';
import { startDatabase, type TestDatabase } from '../given/servers/database';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db?.stop());
beforeEach(() => db.connection.collection('accesses').deleteMany({}));

const noon = Date.parse('2026-09-29T12:00:00+08:00');
const look = (change: Partial<Access> = {}): Access => ({
  tickets: ['T-1'],
  at: instant(noon),
  sub: 'op-1',
  role: 'operator',
  what: 'ticket',
  callerShown: true,
  ...change,
});
const note = async (...looks: readonly Access[]): Promise<void> => {
  for (const it of looks) await db.store.accesses.note(it);
};
const found = async (filter: AccessFilter): Promise<Access[]> =>
  (await db.store.accesses.list(filter, undefined, 100)).items;

test('who looked at a ticket is listed newest first, page by page', async () => {
  // Two at the same moment.
  const one = (i: number) => look({ at: instant(noon + Math.floor(i / 2)), sub: `op-${i}` });
  for (let i = 0; i < 5; i++) await note(one(i), { ...one(i), tickets: ['T-2'] });
  const { accesses } = db.store;
  const first = await accesses.list({ ticket: 'T-1' }, undefined, 3);
  const rest = await accesses.list({ ticket: 'T-1' }, first.nextCursor, 3);
  expect([...first.items, ...rest.items]).toEqual([4, 3, 2, 1, 0].map(one));
  expect(rest.nextCursor).toBeUndefined();
  await expect(accesses.list({ ticket: 'T-1' }, 'nonsense', 3)).rejects.toThrow(RangeError);
});

test('a list is noted once, and found by each ticket that it showed', async () => {
  const list = look({ tickets: ['T-1', 'T-2', 'T-3'], what: 'list', callerShown: false });
  await note(list, look());
  expect(await db.connection.collection('accesses').countDocuments()).toBe(2);
  for (const ticket of ['T-2', 'T-3']) expect(await found({ ticket })).toEqual([list]);
  expect(await found({ ticket: 'T-1' })).toEqual([look(), list]);
  expect(await found({ ticket: 'T-4' })).toEqual([]);
});

test('what was noted before lists were is of one ticket, and found as it was', async () => {
  const { tickets: _, ...before } = look();
  const accesses = db.connection.collection<{ _id: string }>('accesses');
  await accesses.insertOne({ _id: 'a-1', ticketId: 'T-1', ...before } as { _id: string });
  expect(await found({ ticket: 'T-1' })).toEqual([look()]);
  expect(await db.store.accesses.contactsShown('op-1', instant(noon))).toBe(1);
});

test('it is asked for by person, ticket, what was shown and time, or all of it', async () => {
  const [first, second] = [look(), look({ at: instant(noon + MINUTE), what: 'events', tickets: ['T-2'] })];
  const other = look({ at: instant(noon + 2 * MINUTE), sub: 'op-2' });
  await note(first, second, other);
  expect(await found({})).toEqual([other, second, first]);
  expect(await found({ sub: 'op-1' })).toEqual([second, first]);
  expect(await found({ what: 'ticket' })).toEqual([other, first]);
  expect(await found({ sub: 'op-1', what: 'ticket', ticket: 'T-1' })).toEqual([first]);
  // From a moment on, and up to one.
  expect(await found({ from: second.at })).toEqual([other, second]);
  expect(await found({ to: second.at })).toEqual([first]);
  expect(await found({ sub: 'op-1', from: second.at, to: other.at })).toEqual([second]);
});

describe('a harvest', () => {
  const since = instant(noon);
  const contacts = (sub = 'op-1') => db.store.accesses.contactsShown(sub, since);

  test('is counted by the callers that an account was shown since, each once', async () => {
    await note(look(), look(), look({ tickets: ['T-1', 'T-2'], what: 'caller' }), look({ tickets: ['T-3'] }));
    await note(
      look({ tickets: ['T-4'], callerShown: false }),
      look({ tickets: ['T-5'], at: instant(noon - 1) }),
      look({ tickets: ['T-6'], sub: 'op-2' }),
    );
    expect([await contacts(), await contacts('op-2'), await contacts('op-3')]).toEqual([3, 1, 0]);
  });

  test('is noted once for an account in so long a time, whoever finds it; and is no look', async () => {
    const { accesses } = db.store;
    const who = { at: instant(noon + 1), sub: 'op-1', role: 'operator' } as const;
    const again = { ...who, at: instant(noon + 9 * MINUTE) };
    const noted = await Promise.all([who, again].map((it) => accesses.noteHarvest(it, 10 * MINUTE)));
    expect(noted.filter((it) => it)).toEqual([true]);
    expect(await accesses.noteHarvest({ ...who, sub: 'op-2' }, 10 * MINUTE)).toBe(true);
    expect(await accesses.noteHarvest({ ...who, at: instant(noon + 10 * MINUTE) }, 10 * MINUTE)).toBe(true);
    expect(await accesses.countHarvests(since)).toBe(3);
    expect(await accesses.countHarvests(instant(noon + 10 * MINUTE))).toBe(1);
    expect(await found({ what: 'harvest', sub: 'op-2' })).toEqual([
      { ...who, sub: 'op-2', tickets: [], what: 'harvest', callerShown: true },
    ]);
    expect(await contacts()).toBe(0);
  });
});
