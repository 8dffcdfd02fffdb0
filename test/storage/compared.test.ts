import { likeness, type Words } from '../../domain/repeats/likeness';
import { dataKeys } from '../../keys/data-keys';
import { openStore } from '../../storage/store';
import { aMatter } from '../given/matter';
import { at, command, dispatchTo, PARKS, Story } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, PHONE, turnOf } from '../given/stored-story';
import { LAW } from '../given/law';

let db: TestDatabase;
beforeEach(async () => {
  db = await startDatabase();
});
afterEach(() => db.stop());

const EVEN = { texts: 10, of: () => 1 };
const noon = at('2026-09-29 12:00');

async function taken(title: string, content: string, day = 1): Promise<string> {
  const matter = aMatter({ receivedAt: at(`2026-09-${String(day).padStart(2, '0')} 10:00`) });
  await db.store.tickets.add(intake(matter, { title, content }));
  return matter.id;
}
const words = (title: string, content: string): Words =>
  [...db.store.repeats.wordsOf({ title, content }).values()][0]!;

describe('JE-4, HZ-3: what tickets are compared by', () => {
  test('the words that the search has: keyed, and those of the title told apart, and nothing that can be read', async () => {
    const id = await taken('夜市占道', '每晚七点');
    const [stored] = await db.store.repeats.candidates([id]);
    expect(stored?.words).toEqual(words('夜市占道', '每晚七点'));
    expect(stored?.words.titled).toBe(3);
    expect(likeness(stored!.words, words('夜市占道', '每晚七点'), EVEN)).toBeCloseTo(1, 9);
    const read = JSON.stringify(await db.store.repeats.comparedBefore(undefined, 9));
    for (const said of ['夜市', '每晚', PHONE, '泉城路']) expect(read).not.toContain(said);
  });

  test('all are read page by page, the newest number first; what changed since a moment, the earliest first', async () => {
    const ids = [await taken('一二', ''), await taken('三四', ''), await taken('五六', '')]
      .toSorted()
      .toReversed();
    const first = await db.store.repeats.comparedBefore(undefined, 2);
    const rest = await db.store.repeats.comparedBefore(first.at(-1)?.id, 2);
    expect([...first, ...rest].map(({ id }) => id)).toEqual(ids);
    const matter = aMatter();
    await db.store.tickets.add(intake(matter));
    const story = new Story(LAW, matter).do(noon, dispatchTo(PARKS));
    await db.store.recordTurn(turnOf(story), []);
    expect(await db.store.repeats.changedSince(noon, '', 9)).toMatchObject([
      { id: matter.id, decided: noon },
    ]);
    expect(await db.store.repeats.changedSince(noon, matter.id, 9)).toEqual([]);
    expect(await db.store.repeats.candidates([matter.id])).toMatchObject([
      { unit: 'parks', state: 'handling', address: '泉城路 12 号' },
    ]);
  });

  test('a caller’s own, by the phone number; of what was erased nothing is compared', async () => {
    const earlier = await taken('一二', '', 1);
    const later = await taken('三四', '', 2);
    expect(await db.store.repeats.ofCaller(PHONE, 9)).toEqual([later, earlier]);
    expect(await db.store.repeats.ofCaller('13900139000', 9)).toEqual([]);
  });

  test('while keys are rotated, each ticket is found by the key that it is known by', async () => {
    const id = await taken('夜市占道', '每晚七点');
    const [newer] = dataKeys(Buffer.alloc(32, 8));
    const rotating = openStore(db.connection, [newer, ...db.keys]);
    const by = rotating.repeats.wordsOf({ title: '夜市占道', content: '每晚七点' });
    const [stored] = await rotating.repeats.candidates([id]);
    expect(by.size).toBe(2);
    expect(by.get(stored?.key ?? '')).toEqual(stored?.words);
  });

  test('links are found from either side, and those that owe a main ticket word', async () => {
    const matter = aMatter();
    await db.store.tickets.add(intake(matter));
    const other = aMatter();
    const story = new Story(LAW, matter)
      .do(noon, dispatchTo(PARKS))
      .do(noon, command('link', { with: other.id }))
      .do(noon, command('merge', { into: other.id }));
    await db.store.recordTurn(turnOf(story), []);
    expect(await db.store.repeats.linkedWith(other.id)).toEqual([matter.id]);
    expect(await db.store.repeats.candidates([matter.id])).toMatchObject([{ mergedInto: other.id }]);
    expect((await db.store.repeats.owingMain(at('2026-09-30 12:00'), '', 9)).map(({ id }) => id)).toEqual([
      matter.id,
    ]);
    expect(await db.store.repeats.owingMain(noon, '', 9)).toEqual([]);
  });
});
