import { dataKeys } from '../../keys/data-keys';
import { wordsOf } from '../../keys/word-tokens';
import { openStore, type Store } from '../../storage/store';
import type { TicketFilter } from '../../storage/tickets/tickets';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { at, dispatchTo, PARKS, Story } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { everythingStored } from '../given/servers/database-contents';
import { intake, turnOf } from '../given/stored-story';

let db: TestDatabase;
beforeEach(async () => {
  db = await startDatabase();
});
afterEach(() => db.stop());

/** Takes in a ticket that came on this day of September 2026. */
async function taken(title: string, content = '。', day = 1, store = db.store): Promise<string> {
  const matter = aMatter({ receivedAt: at(`2026-09-${String(day).padStart(2, '0')} 10:00`) });
  await store.tickets.add(intake(matter, { title, content }));
  return matter.id;
}

async function search(q: string, filter: TicketFilter = {}, store: Store = db.store): Promise<string[]> {
  const wanted = { ...filter, search: { by: 'words', words: wordsOf(q) } } as const;
  return (await store.tickets.list(wanted, undefined, 100)).items.map(({ id }) => id);
}

test('a ticket is found by words of its title, content and category, also by those of two characters', async () => {
  const id = await taken('夜市占用人行道', '烧烤摊每晚七点出摊,噪声扰民');
  for (const word of ['夜市', '人行道', '烧烤', '七点出摊', '噪声扰民', '市容环境', '占道经营', '环境/占道'])
    expect([word, await search(word)]).toEqual([word, [id]]);
  for (const word of ['早市', '人行横道', '扰民噪声']) expect([word, await search(word)]).toEqual([word, []]);
});

test('capital or not, full-width or not, letters and digits are the same; signs are taken as they are written', async () => {
  const id = await taken('K52路公交不停 (1) 100%', 'ＷｉＦｉ 坏了');
  for (const word of ['k52路', 'Ｋ５２', 'wifi', '（1）', '１００％'])
    expect([word, await search(word)]).toEqual([word, [id]]);
  for (const word of ['K53', '.*', '(2)']) expect([word, await search(word)]).toEqual([word, []]);
});

test('of several words all must be there, in whatever order', async () => {
  const both = await taken('路灯不亮', '小区北门');
  await taken('路灯常亮');
  expect(await search('北门 路灯')).toEqual([both]);
  expect(await search('路灯 北门 亮')).toEqual([both]);
  expect(await search('路灯 南门')).toEqual([]);
});

test('one that has all bigrams of a word, but not the word, is not shown, and hides none that follows', async () => {
  const first = await taken('停水停电', '', 1);
  await taken('停水,水停,停电', '', 2);
  const last = await taken('又停水停电', '', 3);
  expect(await search('停水停电')).toEqual([last, first]);
  const words = { search: { by: 'words', words: ['停水停电'] } } as const;
  const seen: string[][] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await db.store.tickets.list(words, cursor, 1);
    seen.push(items.map(({ id }) => id));
    cursor = nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual([[last], [], [first]]);
});

test('what is found is the newest first, among what else is asked for', async () => {
  const older = await taken('夜市', '', 1);
  const newer = await taken('夜市', '', 2);
  const matter = aMatter({ receivedAt: at('2026-09-03 10:00') });
  await db.store.tickets.add(intake(matter, { title: '夜市' }));
  await db.store.recordTurn(turnOf(new Story(LAW, matter).do(at('2026-09-29 11:00'), dispatchTo(PARKS))), []);
  expect(await search('夜市')).toEqual([matter.id, newer, older]);
  expect(await search('夜市', { units: [PARKS.id] })).toEqual([matter.id]);
  expect(await search('夜市', { state: 'registered' })).toEqual([newer, older]);
});

test('words find no caller, and a phone number no text', async () => {
  const matters = [aMatter(), aMatter()] as const;
  const texts = [{ title: '来电 13800138000' }, { title: '夜市' }];
  const phones = ['0531-66601234', '13800138000'];
  for (const [i, matter] of matters.entries())
    await db.store.tickets.add(
      intake(matter, { ...texts[i], contact: { caller: { phone: phones[i] ?? '' } } }),
    );
  const byPhone = await db.store.tickets.list(
    { search: { by: 'phone', phone: '13800138000' } },
    undefined,
    9,
  );
  expect(byPhone.items.map(({ id }) => id)).toEqual([matters[1].id]);
  expect(await search('13800138000')).toEqual([matters[0].id]);
});

test('the index holds no text, and another under another key; with both keys what either has made is found', async () => {
  const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const before = openStore(db.connection, dataKeys(older));
  const [first, second] = [await taken('夜市', '', 1, before), await taken('夜市', '', 1, before)];
  const rotated = openStore(db.connection, dataKeys(newer, older));
  const third = await taken('夜市', '', 2, rotated);
  const { tickets = [] } = await everythingStored(db.uri);
  const words = new Map(
    tickets.map((it) => JSON.parse(it) as { _id: string; words: number[] }).map((it) => [it._id, it.words]),
  );
  expect(words.get(first)).toEqual([expect.any(Number)]);
  expect(words.get(second)).toEqual(words.get(first));
  expect(words.get(third)).not.toEqual(words.get(first));
  expect((await search('夜市', {}, rotated)).toSorted()).toEqual([first, second, third].toSorted());
  expect((await search('夜市', {}, before)).toSorted()).toEqual([first, second].toSorted());
});
