import { DAY, HOUR, instant, MINUTE } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { DRAFT_KEPT, MOST_DRAFTS } from '../../storage/desk/drafts';
import { MOST_VIEWS } from '../../storage/desk/views';
import { openStore, type Store } from '../../storage/store';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { at } from '../given/story';

let db: TestDatabase;
let store: Store;
beforeAll(async () => {
  db = await startDatabase();
  ({ store } = db);
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
let count = 0;
/** An account that has nothing yet. */
const anybody = () => ({ sub: `op-${++count}`, role: 'operator' }) as const;
const lying = async (name: string): Promise<string> =>
  JSON.stringify(await db.connection.collection(name).find().toArray());

describe('drafts', () => {
  const draft = (key: string, content = '{}', when = noon) => ({ key, content, at: when });

  test('survive, sealed, are replaced by what is saved later, and are the account’s own', async () => {
    const [own, other] = [anybody(), anybody()];
    await store.drafts.put(own, draft('register', '{"phone":"13800138000"}'));
    await store.drafts.put(own, draft('HY-7K3M-9Q2X-4V1B:submit', '{"result":"已清理"}'));
    await store.drafts.put(own, draft('register', '{"phone":"13900139000"}', instant(noon + MINUTE)));
    await store.drafts.put(other, draft('register', '{"phone":"13700137000"}'));
    expect(await store.drafts.of(own, noon)).toEqual([
      { key: 'HY-7K3M-9Q2X-4V1B:submit', at: noon },
      { key: 'register', at: noon + MINUTE },
    ]);
    expect(await store.drafts.find(own, 'register', noon)).toEqual({
      key: 'register',
      at: noon + MINUTE,
      content: '{"phone":"13900139000"}',
    });
    // Of the same name in another role it is another account.
    expect(await store.drafts.of({ ...own, role: 'unit' }, noon)).toEqual([]);
    expect(await lying('drafts')).not.toMatch(/13[789]00|已清理|op-\d/);
  });

  test('a discarded one is gone, and no other', async () => {
    const [own, other] = [anybody(), anybody()];
    for (const account of [own, other]) await store.drafts.put(account, draft('register'));
    await store.drafts.discard(own, 'register');
    await store.drafts.discard(own, 'register');
    expect(await store.drafts.find(own, 'register', noon)).toBeUndefined();
    expect(await store.drafts.find(other, 'register', noon)).toBeDefined();
  });

  test('is over seven days after it was last saved, to the moment, and is swept then', async () => {
    const own = anybody();
    await store.drafts.put(own, draft('register'));
    const end = instant(noon + DRAFT_KEPT);
    const before = instant(end - 1);
    expect(DRAFT_KEPT).toBe(7 * DAY);
    expect(await store.drafts.find(own, 'register', before)).toBeDefined();
    expect(await store.drafts.find(own, 'register', end)).toBeUndefined();
    expect(await store.drafts.of(own, before)).toHaveLength(1);
    expect(await store.drafts.of(own, end)).toEqual([]);
    await store.removeLeftovers(end);
    expect(await store.drafts.find(own, 'register', before)).toBeDefined();
    await store.removeLeftovers(instant(end + 1));
    expect(await store.drafts.find(own, 'register', before)).toBeUndefined();
  });

  test('of an account there are so many at most; what stands there can be saved again', async () => {
    const own = anybody();
    for (let i = 0; i < MOST_DRAFTS; i++) expect(await store.drafts.put(own, draft(`key-${i}`))).toBe(true);
    expect(await store.drafts.put(own, draft('one-more'))).toBe(false);
    expect(await store.drafts.put(own, draft('key-0', '{"again":1}'))).toBe(true);
    expect(await store.drafts.put(anybody(), draft('one-more'))).toBe(true);
    // Those that are over do not count.
    expect(await store.drafts.put(own, draft('one-more', '{}', instant(noon + DRAFT_KEPT + 1)))).toBe(true);
  });

  test('begun in two windows at once one stands', async () => {
    const own = anybody();
    const both = await Promise.all(
      ['{"a":1}', '{"b":1}'].map((content) => store.drafts.put(own, draft('register', content))),
    );
    expect(both).toEqual([true, true]);
    expect(await store.drafts.of(own, noon)).toHaveLength(1);
  });

  test('about a ticket it is erased with its caller’s data; one that no key opens is none', async () => {
    const [own, ticket] = [anybody(), 'HY-7K3M-9Q2X-0001'];
    for (const key of [`${ticket}:submit`, ticket, 'register', 'HY-7K3M-9Q2X-0002:submit'])
      await store.drafts.put(own, draft(key));
    const by = { sub: 's', role: 'supervisor' } as const;
    const ordered = { ground: 'consent-withdrawn', reason: '本人申请', by, at: noon } as const;
    await store.personalData.order({ id: ticket, state: 'closed', runs: false }, ordered);
    await store.personalData.erase(ticket, noon);
    expect((await store.drafts.of(own, noon)).map(({ key }) => key)).toEqual([
      'HY-7K3M-9Q2X-0002:submit',
      'register',
    ]);
    const strange = openStore(await db.another(), dataKeys(Buffer.alloc(32, 9)));
    expect(await strange.drafts.find(own, 'register', noon)).toBeUndefined();
  });
});

describe('views', () => {
  const view = (name: string, query: Record<string, string> = { overdue: 'true' }) => ({
    name,
    query,
    at: noon,
  });

  test('are the account’s own, sealed, in the order of their names, the last saved under each', async () => {
    const [own, other] = [anybody(), anybody()];
    await store.views.put(own, view('b逾期'));
    await store.views.put(own, view('a挂账', { state: 'deferred' }));
    await store.views.put(own, view('b逾期', { overdue: 'true', level: '2' }));
    expect(await store.views.of(own)).toEqual([
      view('a挂账', { state: 'deferred' }),
      view('b逾期', { overdue: 'true', level: '2' }),
    ]);
    expect(await store.views.of(other)).toEqual([]);
    expect(await lying('views')).not.toMatch(/挂账|overdue|op-\d/);
    expect(await store.views.discard(own, 'b逾期')).toBe(true);
    expect(await store.views.discard(own, 'b逾期')).toBe(false);
    expect((await store.views.of(own)).map(({ name }) => name)).toEqual(['a挂账']);
  });

  test('saved at once none is lost, and of too many the last are refused', async () => {
    const own = anybody();
    await Promise.all(['一', '二', '三', '四'].map((name) => store.views.put(own, view(name))));
    expect(await store.views.of(own)).toHaveLength(4);
    for (let i = 4; i < MOST_VIEWS; i++) expect(await store.views.put(own, view(`${i}`))).toBe(true);
    expect(await store.views.put(own, view('另一个'))).toBe(false);
    expect(await store.views.put(own, view('一', {}))).toBe(true);
    expect(await store.views.of(own)).toHaveLength(MOST_VIEWS);
  });
});

describe('holds', () => {
  const until = instant(noon + 10 * MINUTE);
  const take = (ticket: string, who: ReturnType<typeof anybody>, when = noon) =>
    store.holds.take(ticket, who, when, instant(when + 10 * MINUTE));

  test('of a ticket there is one; the holder goes on holding it, another waits for its end', async () => {
    const [own, other] = [anybody(), anybody()];
    expect(await take('T-1', own)).toBe(true);
    expect(await take('T-1', other)).toBe(false);
    expect(await take('T-1', own, instant(noon + MINUTE))).toBe(true);
    expect(await take('T-1', other, until)).toBe(false);
    expect(await take('T-1', other, instant(until + MINUTE))).toBe(true);
    expect(await store.holds.heldBy(own, instant(until + MINUTE))).toEqual([]);
  });

  test('of many who take at once one gets it', async () => {
    for (let round = 0; round < 10; round++) {
      const all = await Promise.all(Array.from({ length: 8 }, () => take(`race-${round}`, anybody())));
      expect(all.filter(Boolean)).toHaveLength(1);
    }
  });

  test('whoever does not hold it can’t let it go', async () => {
    const [own, other] = [anybody(), anybody()];
    await take('T-2', own);
    await store.holds.release('T-2', other);
    expect((await store.holds.of(['T-2'], noon)).get('T-2')).toMatchObject({ by: own.sub, until });
    expect((await store.holds.of(['T-2'], until)).size).toBe(0);
    await store.holds.release('T-2', own);
    expect(await take('T-2', other)).toBe(true);
  });

  test('an account’s own are found, and what is long over is swept', async () => {
    const own = anybody();
    await take('T-3', own);
    await take('T-4', own, instant(noon + MINUTE));
    expect((await store.holds.heldBy(own, instant(noon + MINUTE))).map(({ ticket }) => ticket)).toEqual([
      'T-3',
      'T-4',
    ]);
    await store.removeLeftovers(instant(noon + DAY + HOUR));
    expect(await lying('holds')).not.toContain('T-3');
  });
});
