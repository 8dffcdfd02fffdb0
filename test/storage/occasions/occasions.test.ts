import { randomBytes } from 'node:crypto';
import { dataKeys } from '../../../keys/data-keys';
import { DAY, instant } from '../../../domain/time/instant';
import { openStore, type Store } from '../../../storage/store';
import { ERASED } from '../../../storage/tickets/texts/sealed-text';
import { DRAFT, livedBy, noon, read, summaryOf } from '../../given/occasions';
import { aMatter } from '../../given/matter';
import { intake } from '../../given/stored-story';
import { startDatabase, type TestDatabase } from '../../given/servers/database';

let db: TestDatabase;
let store: Store;
beforeAll(async () => {
  db = await startDatabase();
  store = openStore(db.connection, dataKeys(randomBytes(32)));
});
afterAll(() => db.stop());

let n = 0;
const fresh = (changes = {}) => summaryOf({ id: `jinan-enforcement/monthly-summary/${n++}`, ...changes });

test('the same occasion is opened once', async () => {
  const input = fresh();
  expect(await store.occasions.add(input)).toBe(true);
  expect(await store.occasions.add({ ...input, openedAt: instant(noon + 1) })).toBe(false);
  expect((await store.occasions.find(input.id))?.input.openedAt).toBe(noon);
});

test('one that nobody started is found, until it is started or its workflow writes', async () => {
  const [started, written] = [fresh(), fresh()];
  for (const input of [started, written]) await store.occasions.add(input);
  const waiting = () => store.occasions.neverStarted(instant(noon + 1));
  expect(await waiting()).toEqual(expect.arrayContaining([started.id, written.id]));
  expect(await store.occasions.neverStarted(noon)).toEqual([]);
  await store.occasions.markStarted(started.id);
  await store.occasions.record(written.id, livedBy(written).events);
  expect((await waiting()).filter((id) => [started.id, written.id].includes(id))).toEqual([]);
});

test('what happened is written once, however often it is, and a late write shows nothing earlier', async () => {
  const input = fresh();
  await store.occasions.add(input);
  const { occasion, events } = livedBy(input, [DRAFT, read('lixia'), read('shizhong')]);
  await store.occasions.record(input.id, events);
  await store.occasions.record(input.id, events.slice(0, 3));
  await store.occasions.record(input.id, events);
  const found = await store.occasions.find(input.id);
  expect(found?.events).toEqual(events);
  expect(found?.occasion).toEqual(occasion);
  const { items } = await store.occasions.list({ state: 'closed' }, undefined, 10);
  expect(items.map(({ id, outcome }) => [id, outcome])).toEqual([[input.id, 'done']]);
  expect(await store.occasions.openOnes('')).not.toContain(input.id);
  expect((await store.occasions.startInput(input.id))?.carried).toEqual(events);
});

test('a write that was read before another never shows less than that did', async () => {
  const input = fresh();
  await store.occasions.add(input);
  const shown = db.connection.collection<{ _id: string }>('occasions');
  await shown.updateOne({ _id: input.id }, { $set: { seq: 99, title: 'later' } });
  await store.occasions.record(input.id, livedBy(input).events);
  expect(await shown.findOne({ _id: input.id })).toMatchObject({ seq: 99, title: 'later' });
});

test('lists are newest first, page by page, and a unit’s are those in which it has a part', async () => {
  const rulebook = 'listed';
  const kept = [1, 2, 3].map((i) => fresh({ rulebook, openedAt: instant(noon + i) }));
  for (const input of kept) await store.occasions.add(input);
  const first = await store.occasions.list({ rulebook }, undefined, 2);
  const second = await store.occasions.list({ rulebook }, first.nextCursor, 2);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(
    kept.map(({ id }) => id).toReversed(),
  );
  // Drafted, it is nobody's but the hotline's; circulated, it is theirs.
  expect((await store.occasions.list({ rulebook, parties: ['lixia'] }, undefined, 10)).items).toEqual([]);
  for (const input of kept) await store.occasions.record(input.id, livedBy(input, [DRAFT]).events);
  const own = await store.occasions.list({ rulebook, parties: ['lixia'] }, undefined, 10);
  expect(own.items).toHaveLength(3);
  expect((await store.occasions.list({ rulebook, parties: ['tianqiao'] }, undefined, 10)).items).toEqual([]);
});

test('JE-14: what was drawn from is kept the first time, so that who tries again draws from the same', async () => {
  const input = fresh();
  await store.occasions.add(input);
  await store.occasions.fill(input.id, { sections: {}, population: ['T-1', 'T-2'] });
  const again = await store.occasions.fill(input.id, { sections: {}, population: ['T-3'] });
  expect(again.population).toEqual(['T-1', 'T-2']);
});

test('up to when it was planned never goes back, and begins with the first look', async () => {
  expect(await store.occasions.plannedUpTo('new', noon)).toBe(noon);
  await store.occasions.notePlanned('new', instant(noon + 10));
  await store.occasions.notePlanned('new', instant(noon + 5));
  expect(await store.occasions.plannedUpTo('new', instant(noon + 20))).toBe(noon + 10);
});

test('texts lie sealed; those of a command that never was are removed, and those about a ticket are erased with it', async () => {
  const { id: ticket } = await store.tickets.add(intake(aMatter()));
  const text = {
    occasion: 'x',
    tickets: [ticket],
    by: { sub: 's', role: 'supervisor' },
    at: noon,
    texts: { difficult: '夜市扰民' },
  } as const;
  await store.occasionTexts.put({ ...text, id: 'kept' });
  await store.occasionTexts.put({ ...text, id: 'left-over' });
  await store.occasionTexts.confirm(['kept']);
  const stored = await db.connection.collection('occasion-texts').find().toArray();
  expect(JSON.stringify(stored)).not.toContain('夜市');
  expect(await store.occasionTexts.removeLeftovers(noon)).toBe(0);
  expect(await store.occasionTexts.removeLeftovers(instant(noon + 1))).toBe(1);
  expect((await store.occasionTexts.of(['kept'])).get('kept')?.texts).toEqual({ difficult: '夜市扰民' });
  const subject = { id: ticket, state: 'closed', runs: false } as const;
  const by = { reason: '依法', by: { sub: 's', role: 'supervisor' }, at: noon } as const;
  await store.personalData.order(subject, { ...by, ground: 'purpose-over' });
  await store.personalData.erase(ticket, noon);
  expect((await store.occasionTexts.of(['kept'])).get('kept')?.texts).toEqual({ difficult: ERASED });
});

test('JE-13: what came in and was merged, came back or was linked is a repeat; what stands alone, or came before, is none', async () => {
  const receivedAt = instant(noon - 3 * DAY);
  const later = instant(receivedAt + 1);
  const first = aMatter({ receivedAt });
  const linked = aMatter({ receivedAt: later });
  const toArchived = aMatter({ receivedAt });
  const merged = aMatter({ receivedAt });
  const back = { ...aMatter({ receivedAt }), follows: first.id, period: 3 };
  const handledAgain = aMatter({ receivedAt });
  const alone = aMatter({ receivedAt });
  for (const matter of [first, linked, toArchived, merged, back, handledAgain, alone])
    await store.tickets.add(intake(matter));
  const tickets = db.connection.collection<{ _id: string }>('tickets');
  const shows = (id: string, view: object) => tickets.updateOne({ _id: id }, { $set: view });
  // Whichever of the two is looked at, they are linked.
  await shows(first.id, { 'view.links': [linked.id] });
  await shows(linked.id, { 'view.links': [first.id] });
  await shows(toArchived.id, { 'view.links': ['HY-ARCHIVED'] });
  await shows(merged.id, { 'view.mergedInto': first.id });
  await shows(back.id, { 'view.difficultSince': later });
  await shows(handledAgain.id, { 'view.difficultSince': later });
  const rulebook = intake(alone).input.rules.id;
  const expected = [
    { ticket: linked.id, how: 'linked', difficult: false },
    { ticket: toArchived.id, how: 'linked', difficult: false },
    { ticket: merged.id, how: 'merged', difficult: false },
    { ticket: back.id, how: 'came-back', difficult: true },
    { ticket: handledAgain.id, how: 'handled-again', difficult: true },
  ].toSorted((a, b) => (a.ticket < b.ticket ? -1 : 1));
  expect(await store.classCounts.repeats(rulebook, receivedAt, instant(later + 1))).toEqual(expected);
  expect(await store.classCounts.repeats(rulebook, instant(later + 1), noon)).not.toContainEqual(
    expect.objectContaining({ ticket: linked.id }),
  );
  // What becomes difficult in a later month is a difficult point of that, and no repeat once more.
  const next = instant(noon + DAY);
  await shows(back.id, { 'view.difficultSince': next });
  await shows(handledAgain.id, { 'view.difficultSince': next });
  const before = await store.classCounts.repeats(rulebook, receivedAt, instant(later + 1));
  expect(before).toContainEqual({ ticket: back.id, how: 'came-back', difficult: false });
  expect(before).not.toContainEqual(expect.objectContaining({ ticket: handledAgain.id }));
  expect(await store.classCounts.repeats(rulebook, next, instant(next + 1))).toEqual(
    [
      { ticket: back.id, difficult: true },
      { ticket: handledAgain.id, how: 'handled-again', difficult: true },
    ].toSorted((a, b) => (a.ticket < b.ticket ? -1 : 1)),
  );
});

test('JE-16: simulated matters are in no count, and are not drawn', async () => {
  const matter = aMatter({ receivedAt: instant(noon - DAY) });
  const simulated = { ...aMatter({ receivedAt: instant(noon - DAY) }), simulated: true } as const;
  await store.tickets.add(intake(matter));
  await store.tickets.add(intake(simulated));
  const { id, receivedAt, category } = matter;
  const rulebook = intake(matter).input.rules.id;
  const within = [rulebook, receivedAt, instant(receivedAt + 1)] as const;
  expect(await store.classCounts.byCategory(...within)).toEqual([{ category, count: 1 }]);
  const closed = { 'view.closedAt': noon, 'view.outcome': 'resolved' };
  await db.connection
    .collection<{ _id: string }>('tickets')
    .updateMany({ _id: { $in: [id, simulated.id] } }, { $set: closed });
  expect(await store.classCounts.settled(rulebook, noon, instant(noon + 1))).toEqual([id]);
  expect(await store.classCounts.byOutcome(rulebook, noon, instant(noon + 1))).toEqual([
    { outcome: 'resolved', count: 1 },
  ]);
});
