import { commandId } from '../../domain/ids';
import { seal } from '../../keys/seal';
import { instant, MINUTE } from '../../domain/time/instant';
import { wordsOf } from '../../keys/word-tokens';
import { at, command, dispatchTo, PARKS, Story } from '../given/story';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { everythingStored } from '../given/servers/database-contents';
import { UNREADABLE } from '../../storage/tickets/texts/sealed-text';
import { intake, PHONE, turnOf } from '../given/stored-story';

/** What is stored of a ticket: sealed, chained, and provable. */
let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const later = (minutes: number) => instant(noon + minutes * MINUTE);
const actor = { sub: 'op-7', role: 'operator' } as const;

interface Stored {
  _id: string;
  key?: string;
  title?: string;
  [field: string]: unknown;
}
const collection = (name: string) => db.connection.collection<Stored>(name);

/** A ticket with a command that says something, as far as its dispatch. */
async function spoken(said = '青花瓷') {
  const given = aMatter();
  const { matter } = await db.store.tickets.add(intake(given, { title: '鹅叫', content: '四十只鹅' }));
  const { id } = matter;
  const order = `${id}-order`;
  const texts = { note: said };
  const put = { id: order, ticketId: id, name: 'dispatch', actor, texts, at: noon } as const;
  const commitment = await db.store.texts.put(put);
  const dispatch = { ...dispatchTo(PARKS), id: commandId(order), parts: ['note'], commitment };
  const tell = (): Story => new Story(LAW, matter).do(noon, dispatch);
  const story = tell();
  await db.store.recordTurn(turnOf(story), []);
  return { id, order, story, tell, put, commitment };
}

const WHOLE = { missing: [], broken: [], altered: [], gone: [] };

test('nothing that anybody said or is stands readable in the database', async () => {
  const { id, order } = await spoken();
  await db.store.evaluations.keep(id, 'handling', {
    satisfaction: 'satisfied',
    command: 'c',
    sub: 's',
    at: noon,
    comment: '夜里静了',
  });
  const stored = JSON.stringify(await everythingStored(db.uri));
  for (const said of ['鹅叫', '四十只鹅', '青花瓷', '夜里静了', PHONE]) expect(stored).not.toContain(said);
  expect(await db.store.tickets.find(id)).toMatchObject({ title: '鹅叫', content: '四十只鹅' });
  expect((await db.store.texts.of([order])).get(order)?.texts).toEqual({ note: '青花瓷' });
});

test('without the key of a ticket nothing of it can be read, and with it nothing of another', async () => {
  const [one, other] = [await spoken('甲'), await spoken('乙')];
  const { key } = (await collection('tickets').findOne({ _id: other.id }))!;
  await collection('tickets').updateOne({ _id: one.id }, { $set: { key } });
  expect(await db.store.tickets.find(one.id)).toMatchObject({ title: UNREADABLE, content: UNREADABLE });
  expect((await db.store.texts.of([one.order])).get(one.order)?.texts).toEqual({});
  await expect(db.store.tickets.contactOf(one.id)).rejects.toThrow(/ealed/);
  expect(await db.store.ledger.proofOf(one.id)).toEqual({ ...WHOLE, altered: [one.id, one.order] });
  // It stands in lists all the same, and goes on.
  const { items } = await db.store.tickets.list({ search: { by: 'id', id: one.id } }, undefined, 1);
  expect(items).toMatchObject([{ title: UNREADABLE }]);
  expect(await db.store.texts.put({ ...one.put, id: `${one.id}-later` })).toBeUndefined();
});

test('a commitment is the same for the same texts, another for others, and tells none', async () => {
  const { put, commitment } = await spoken();
  expect(commitment).toMatch(/^[\w-]{43}$/);
  expect(await db.store.texts.put(put)).toBe(commitment);
  const [one, other] = [await spoken('同样'), await spoken('同样')];
  expect(one.commitment).not.toBe(other.commitment);
});

describe('a ledger is proven', () => {
  test('as it was written', async () => {
    const { id } = await spoken();
    expect(await db.store.ledger.proofOf(id)).toEqual(WHOLE);
    expect(await db.store.ledger.proofOf('T-unknown')).toBeUndefined();
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['what happened', { 'data.source': 'X-1' }],
    ['who did it', { 'actor.role': 'supervisor' }],
    ['when', { at: noon + 1 }],
    ['which it is', { type: 'withdrawn' }],
    ['by which command', { command: 'another' }],
  ])('but not where a line was changed: %s', async (_, change) => {
    const { id } = await spoken();
    await collection('ledger').updateOne({ _id: `${id}:3` }, { $set: change });
    expect(await db.store.ledger.proofOf(id)).toEqual({ ...WHOLE, broken: [4] });
  });

  test('nor where a line was changed together with what the next one says of it', async () => {
    const { id } = await spoken();
    const lines = collection('ledger');
    await lines.updateOne({ _id: `${id}:3` }, { $set: { at: noon + 1 } });
    await lines.updateOne({ _id: `${id}:4` }, { $set: { before: 'x'.repeat(43) } });
    expect(await db.store.ledger.proofOf(id)).toEqual({ ...WHOLE, broken: [4, 5] });
  });

  test('nor where a line was taken away', async () => {
    const { id } = await spoken();
    await collection('ledger').deleteOne({ _id: `${id}:3` });
    expect(await db.store.ledger.proofOf(id)).toEqual({ ...WHOLE, missing: [3] });
  });

  test('nor where a text was put in the place of another, changed, or taken away', async () => {
    const { id, order } = await spoken('甲');
    const commands = collection('commands');
    const own = (await db.store.tickets.ownKeys([id])).get(id)!;
    const forged = seal([own], JSON.stringify({ note: '乙' }), `${id} ${order}`);
    await commands.updateOne({ _id: order }, { $set: { sealed: forged } });
    expect(await db.store.ledger.proofOf(id)).toEqual({ ...WHOLE, altered: [order] });
    await commands.updateOne({ _id: order }, { $set: { sealed: 'ticket.nonsense' } });
    expect(await db.store.ledger.proofOf(id)).toEqual({ ...WHOLE, altered: [order] });
    await commands.deleteOne({ _id: order });
    expect(await db.store.ledger.proofOf(id)).toEqual({ ...WHOLE, gone: [order] });
  });

  test('nor where the title or the content is another', async () => {
    const [one, other] = [await spoken(), await spoken()];
    const tickets = collection('tickets');
    const own = (await db.store.tickets.ownKeys([one.id])).get(one.id)!;
    await tickets.updateOne({ _id: one.id }, { $set: { title: seal([own], '鸭叫', `${one.id} title`) } });
    expect(await db.store.ledger.proofOf(one.id)).toEqual({ ...WHOLE, altered: [one.id] });
    const { title } = (await tickets.findOne({ _id: one.id }))!;
    await tickets.updateOne({ _id: other.id }, { $set: { title } });
    expect(await db.store.ledger.proofOf(other.id)).toEqual({ ...WHOLE, altered: [other.id] });
  });

  test('where a turn that the engine lost gave way to another, and where that is written again', async () => {
    const { id, story, tell } = await spoken();
    const { seq } = story.ticket;
    await db.store.recordTurn(turnOf(tell().do(later(1), command('withdraw', {})), seq), []);
    const real = turnOf(tell().do(later(2), command('urge', {})).do(later(2), command('urge', {})), seq);
    await db.store.recordTurn(real, []);
    expect(await db.store.ledger.proofOf(id)).toEqual(WHOLE);
    await db.store.recordTurn({ ...real, decided: later(3) }, []);
    expect(await db.store.ledger.proofOf(id)).toEqual(WHOLE);
  });

  test('where a gap was filled after what comes behind it', async () => {
    const { id, story } = await spoken();
    const whole = turnOf(story);
    const lines = collection('ledger');
    await lines.deleteMany({ _id: { $in: [`${id}:2`, `${id}:3`] } });
    // As it is written where the line before it is not there.
    await lines.updateOne({ _id: `${id}:4` }, { $unset: { before: 1 } });
    expect((await db.store.ledger.proofOf(id))?.missing).toEqual([2, 3]);
    await db.store.recordTurn({ ...whole, events: whole.events.slice(0, 3) }, []);
    expect(await db.store.ledger.proofOf(id)).toEqual(WHOLE);
  });
});

test('what is of the first format is read as it is, and renewed by the sweep, which looks at each once', async () => {
  const { id, order, story } = await spoken('旧');
  const contact = seal(db.keys, JSON.stringify({ caller: { phone: PHONE } }), id);
  const first = { title: '鹅叫', content: '四十只鹅', contact };
  const tickets = collection('tickets');
  await tickets.updateOne({ _id: id }, { $set: first, $unset: { version: 1, key: 1, words: 1 } });
  const commands = collection('commands');
  await commands.updateOne(
    { _id: order },
    { $set: { texts: { note: '旧' } }, $unset: { version: 1, sealed: 1 } },
  );
  await collection('ledger').updateMany(
    { ticketId: id },
    { $unset: { version: 1, before: 1, 'data.commitment': 1, 'data.text.commitment': 1 } },
  );
  const words = { search: { by: 'words', words: wordsOf('四十只鹅') } } as const;
  const expectReadable = async (): Promise<void> => {
    expect(await db.store.tickets.find(id)).toMatchObject({ title: '鹅叫', content: '四十只鹅' });
    expect(await db.store.tickets.contactOf(id)).toEqual({ caller: { phone: PHONE } });
    expect((await db.store.texts.of([order])).get(order)?.texts).toEqual({ note: '旧' });
    expect(await db.store.ledger.proofOf(id)).toEqual(WHOLE);
  };
  await expectReadable();

  expect(await db.store.tickets.renew()).toBe(1);
  expect(await db.store.tickets.renew()).toBe(0);
  expect(await db.store.texts.renew()).toBe(1);
  expect(await db.store.texts.renew()).toBe(0);
  await expectReadable();
  const stored = JSON.stringify([await tickets.findOne({ _id: id }), await commands.findOne({ _id: order })]);
  for (const said of ['鹅叫', '四十只鹅', '旧']) expect(stored).not.toContain(said);
  const { items } = await db.store.tickets.list(words, undefined, 50);
  expect(items.map((it) => it.id)).toContain(id);

  // Its ledger goes on: what comes says what stands before, though that says nothing itself.
  const { seq } = story.ticket;
  await db.store.recordTurn(turnOf(story.do(later(1), command('urge', {})), seq), []);
  await collection('ledger').updateOne({ _id: `${id}:${seq}` }, { $set: { at: 1 } });
  expect(await db.store.ledger.proofOf(id)).toEqual({ ...WHOLE, broken: [seq + 1] });
});
