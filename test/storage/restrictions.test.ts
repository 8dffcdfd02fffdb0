import { readableData } from '../given/readable-data';
import { DAY, HOUR, instant } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import type { Imposed } from '../../storage/restrictions/restrictions';
import { openStore, type Store } from '../../storage/store';
import { everythingStored } from '../given/servers/database-contents';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { at } from '../given/story';

const [OLDER, NEWER] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const noon = at('2026-09-29 12:00');
const until = at('2026-10-30 00:00');
const PHONE = '13987654321';
const SECRET = { phone: PHONE, reason: '连续辱骂话务员', evidence: { text: '录音三段', tickets: ['HY-1'] } };

let db: TestDatabase;
let store: Store;
beforeAll(async () => {
  db = await startDatabase();
  store = openStore(await db.another(), dataKeys(OLDER));
});
afterAll(() => db?.stop());
beforeEach(() => db.connection.collection('restrictions').deleteMany({}));

const imposed = (change: Partial<Imposed> = {}): Imposed => ({
  id: 'RS-1',
  rulebook: 'huizhou',
  at: noon,
  by: { sub: 'supervisor-2', role: 'supervisor' },
  until,
  source: 'HZ-4',
  ...change,
});
const ended = { type: 'ended', how: 'time', at: until, actor: { role: 'system' } } as const;

describe('HZ-4: a restriction in the database', () => {
  test('stands for its number, however that is written, under its rulebook, until its moment, whatever its workflow noted', async () => {
    await store.restrictions.impose(imposed(), SECRET);
    const { reason, evidence } = SECRET;
    const standing = { ...imposed(), reason, evidence, events: [] };
    const asked = (phone = PHONE, rulebook = 'huizhou', now = noon) =>
      store.restrictions.standing(phone, rulebook, now);
    expect(await asked()).toEqual(standing);
    expect(await asked('+86 139-8765-4321', 'huizhou', instant(until - 1))).toEqual(standing);
    expect(await asked('13987654322')).toBeUndefined();
    expect(await asked(PHONE, 'weifang')).toBeUndefined();
    expect(await asked(PHONE, 'huizhou', until)).toBeUndefined();
  });

  test('ended early it stands no more; what is written late does not take that back', async () => {
    await store.restrictions.impose(imposed(), SECRET);
    const appealed = { type: 'appealed', at: noon, actor: { role: 'caller' }, command: 'c-1' } as const;
    await store.restrictions.say('RS-1', 'c-1', '我没有骂人');
    await store.restrictions.record('RS-1', [appealed, { ...ended, how: 'appeal', at: noon }]);
    await store.restrictions.record('RS-1', [appealed]);
    expect(await store.restrictions.standing(PHONE, 'huizhou', noon)).toBeUndefined();
    expect(await store.restrictions.find('RS-1')).toMatchObject({
      ended: noon,
      events: [{ type: 'appealed', text: '我没有骂人' }, { how: 'appeal' }],
    });
  });

  test('imposed twice by one request it is one; refused commands leave no text', async () => {
    await store.restrictions.impose(imposed(), SECRET);
    await store.restrictions.impose(imposed(), { ...SECRET, reason: '另一个理由' });
    expect(await store.restrictions.list(PHONE, undefined, 5)).toMatchObject({
      items: [{ reason: SECRET.reason }],
    });
    await store.restrictions.say('RS-1', 'c-9', '不该留下');
    await store.restrictions.unsay('RS-1', 'c-9');
    expect(await readableData(db.connection, dataKeys(OLDER))).not.toContain('不该留下');
  });

  test('the sweep sees to one that has no workflow, and to one whose end nobody noted; WF-34: a mere record is over at once', async () => {
    await store.restrictions.impose(imposed(), SECRET);
    await store.restrictions.impose(
      imposed({ id: 'RS-2', until: undefined, handedOn: 'police' } as never),
      SECRET,
    );
    const due = async (now: number) =>
      (await store.restrictions.due(instant(now), '', 9)).map(({ id }) => id);
    expect(await due(noon)).toEqual(['RS-1']);
    await store.restrictions.markStarted({ id: 'RS-1', until }, noon);
    expect(await due(until)).toEqual([]);
    expect(await due(until + HOUR)).toEqual(['RS-1']);
    await store.restrictions.record('RS-1', [ended]);
    await store.restrictions.markStarted({ id: 'RS-1', until }, noon);
    expect(await due(until + DAY)).toEqual([]);
  });
});

test('nothing of it can be read in the database: not the phone, not the reason, not the evidence, not an appeal', async () => {
  await store.restrictions.impose(imposed(), SECRET);
  await store.restrictions.say('RS-1', 'c-1', '我没有骂人');
  const stored = JSON.stringify(await everythingStored(db.uri));
  const all = [PHONE, SECRET.reason, SECRET.evidence.text, '我没有骂人'];
  expect(all.filter((text) => stored.includes(text))).toEqual([]);
  const readable = await readableData(db.connection, dataKeys(OLDER));
  expect(all.filter((text) => !readable.includes(text))).toEqual([]);
});

test('it is found and read by the newest key alone when the keys were rotated', async () => {
  await store.restrictions.impose(imposed(), SECRET);
  await store.restrictions.say('RS-1', 'c-1', '我没有骂人');
  const both = openStore(await db.another(), dataKeys(NEWER, OLDER));
  const found = async () => (await both.rotation.found()).restrictions;
  const [newer] = dataKeys(NEWER);
  const [older] = dataKeys(OLDER);
  expect(await found()).toEqual({ [older.id]: 1 });
  await both.rotation.reseal({ passed: () => {}, failed: () => {} }, () => noon);
  expect(await found()).toEqual({ [newer.id]: 1 });
  const alone = openStore(await db.another(), dataKeys(NEWER));
  expect(await alone.restrictions.standing(PHONE, 'huizhou', noon)).toMatchObject({ reason: SECRET.reason });
  await alone.restrictions.record('RS-1', [
    { type: 'appealed', at: noon, actor: { role: 'caller' }, command: 'c-1' },
  ]);
  expect((await alone.restrictions.find('RS-1'))?.events).toMatchObject([{ text: '我没有骂人' }]);
});

describe('个人信息保护法 arts. 19, 47: what is kept of somebody who was restricted', () => {
  const order = (id: string, isOver: boolean) =>
    store.personalData.order(
      { id, state: isOver ? 'closed' : 'handling', runs: false },
      { ground: 'consent-withdrawn', at: noon, by: { sub: 's', role: 'supervisor' }, reason: '申请' },
    );

  test('is kept while it stands; over, it is erased, and nobody finds or reads it any more', async () => {
    await store.restrictions.impose(imposed(), SECRET);
    await store.restrictions.say('RS-1', 'c-1', '我没有骂人');
    expect(await store.restrictions.ofCaller(PHONE, noon)).toEqual([{ id: 'RS-1', isOver: false }]);
    expect(await order('RS-1', false)).toMatchObject({ reason: 'still-open' });
    await store.restrictions.record('RS-1', [ended]);
    expect(await store.restrictions.ofCaller(PHONE, noon)).toEqual([{ id: 'RS-1', isOver: true }]);
    expect(await order('RS-1', true)).toBeUndefined();
    await store.personalData.erase('RS-1', noon);
    const readable = await readableData(db.connection, dataKeys(OLDER));
    const [hash = ''] = phoneHashes(dataKeys(OLDER), PHONE);
    for (const text of [PHONE, SECRET.reason, SECRET.evidence.text, '我没有骂人', hash])
      expect(readable).not.toContain(text);
    expect(await store.restrictions.find('RS-1')).toMatchObject({
      until,
      reason: '（已依法删除）',
      evidence: {},
    });
    expect(await store.restrictions.list(PHONE, undefined, 5)).toEqual({ items: [] });
  });

  test('comes back with a backup, and is erased again', async () => {
    await store.restrictions.impose(imposed({ id: 'RS-7' }), SECRET);
    expect(await store.personalData.eraseAgain('RS-7', noon)).toBe('open');
    await store.restrictions.record('RS-7', [ended]);
    expect(await store.personalData.eraseAgain('RS-7', noon)).toBe(true);
    expect(await store.restrictions.ofCaller(PHONE, noon)).toEqual([]);
    expect(await store.personalData.eraseAgain('RS-8', noon)).toBe(false);
  });

  test('is found when a city keeps it no longer, the earliest first', async () => {
    await store.restrictions.impose(imposed(), SECRET);
    await store.restrictions.impose(imposed({ id: 'RS-2' }), SECRET);
    await store.restrictions.record('RS-2', [ended]);
    const found = async (before: number) =>
      (await store.personalData.outlived('restrictions', 'huizhou', instant(before), undefined, 9)).items;
    expect(await found(until)).toEqual([]);
    expect(await found(until + 1)).toEqual([{ id: 'RS-2', held: false }]);
  });
});
