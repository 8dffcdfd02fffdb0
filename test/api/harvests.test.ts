import type { Logger } from 'pino';
import { harvestWatch } from '../../api/requests/harvests';
import { instant, MINUTE } from '../../domain/time/instant';
import type { Access } from '../../storage/requests/accesses';
import { startDatabase, type TestDatabase } from '../given/servers/database';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db?.stop());

const noon = Date.parse('2026-09-29T12:00:00+08:00');
const RULE = { contacts: 3, within: 10 * MINUTE };

let logged: unknown[];
let asked: number;
beforeEach(async () => {
  await db.connection.collection('accesses').deleteMany({});
  [logged, asked] = [[], 0];
});

/** One API: what it looks at is counted. */
function api() {
  const log = { warn: (fields: unknown) => void logged.push(fields) } as unknown as Logger;
  const watch = harvestWatch(RULE, log);
  const { accesses } = db.store;
  const store = {
    accesses: {
      ...accesses,
      contactsShown: async (...of: Parameters<typeof accesses.contactsShown>) => {
        asked++;
        return accesses.contactsShown(...of);
      },
    },
  };
  return async (ticket: string, minutes = 0, change: Partial<Access> = {}): Promise<void> => {
    const at = instant(noon + minutes * MINUTE);
    const access: Access = {
      tickets: [ticket],
      at,
      sub: 'li.na',
      role: 'operator',
      what: 'ticket',
      callerShown: true,
      ...change,
    };
    await accesses.note(access);
    await watch(store, access);
  };
}

const harvests = async (sub = 'li.na') =>
  (await db.store.accesses.list({ what: 'harvest', sub }, undefined, 10)).items;

describe('WF-7, JE-20: an account that is shown the contacts of many callers in a short time', () => {
  test('is told to auditors and in the log, by its account alone, once for that time', async () => {
    const look = api();
    for (const ticket of ['T-1', 'T-2', 'T-3', 'T-4', 'T-5']) await look(ticket);
    expect(await harvests()).toMatchObject([{ sub: 'li.na', role: 'operator', tickets: [], at: noon }]);
    expect(logged).toEqual([{ sub: 'li.na', contacts: 3 }]);
  });

  test('is not one that looks at the same again and again, nor one that takes its time, nor two together', async () => {
    const look = api();
    for (const ticket of ['T-1', 'T-2', 'T-1', 'T-2', 'T-1']) await look(ticket);
    await look('T-3', 10.1);
    await look('T-4', 5, { sub: 'wang' });
    expect([await harvests(), await harvests('wang'), logged]).toEqual([[], [], []]);
  });

  test('is found by what several APIs showed it, whichever showed the last, and noted by one of them', async () => {
    const [here, there] = [api(), api()];
    await here('T-1', 0);
    await there('T-2', 1);
    await there('T-1', 2);
    expect(await harvests()).toEqual([]);
    await Promise.all([here('T-3', 3), there('T-4', 3)]);
    expect(await harvests()).toHaveLength(1);
    expect(logged).toHaveLength(1);
  });

  test('by lists that a phone number found, all of which are counted', async () => {
    const look = api();
    await look('', 0, { tickets: ['T-1', 'T-2', 'T-3'], what: 'caller' });
    expect(await harvests()).toHaveLength(1);
  });

  test('again in the next length of time, where it goes on', async () => {
    const look = api();
    for (let i = 0; i < 24; i++) await look(`T-${i}`, i);
    expect(await harvests()).toHaveLength(3);
  });

  test('the database is asked only where the count can have risen', async () => {
    const look = api();
    for (let i = 0; i < 20; i++) await look(`T-${i % 2}`);
    expect(asked).toBe(2);
    await look('T-2');
    for (let i = 3; i < 20; i++) await look(`T-${i}`);
    expect(asked).toBe(3);
    // What it was shown longer ago does not count any more.
    await look('T-0', 10);
    expect(asked).toBe(4);
  });
});
