import { MockActivityEnvironment } from '@temporalio/testing';
import { makeBulkActivities } from '../../activities/bulk/bulk-activities';
import type { Command } from '../../domain/procedures/command';
import { because, notNow } from '../../domain/procedures/refusal';
import type { Fate } from '../../engine/commands';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { aMatter } from '../given/matter';
import { at } from '../given/story';
import { intake } from '../given/stored-story';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const by = { sub: 'operator-7', role: 'operator' } as const;
const noon = at('2026-09-29 12:00');
let bulks = 0;

/** A bulk of so many tickets, and an engine that answers each as it is told to. */
async function bulkOf(count: number, answer: (command: Command, nth: number, sent: number) => Fate) {
  const tickets = Array.from({ length: count }, () => aMatter());
  for (const matter of tickets) await db.store.tickets.add(intake(matter));
  const id = `BK-${++bulks}`;
  await db.store.bulks.begin(
    { id, command: 'urge', facts: {}, by, at: noon },
    { text: '请尽快办理' },
    tickets.map((matter) => ({ ticket: matter.id, seq: 0 })),
  );
  const sent: Command[] = [];
  let [now, most] = [0, 0];
  const engine = {
    async send(ticket: string, command: Command): Promise<Fate> {
      most = Math.max(most, ++now);
      sent.push(command);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now--;
      const nth = tickets.findIndex((it) => it.id === ticket);
      return answer(command, nth, sent.filter((it) => it.id === command.id).length);
    },
  };
  const { tellBulkPage, closeBulk } = makeBulkActivities({
    store: db.store,
    engine: engine as never,
    units: { successions: () => [] },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const tell = async (which: 'waiting' | 'unavailable') =>
    // What an environment runs, it forgets the type of.
    (await new MockActivityEnvironment().run(tellBulkPage, { bulk: id, page: 0, which })) as Awaited<
      ReturnType<typeof tellBulkPage>
    >;
  return { id, tickets, sent, tell, closeBulk, most: () => most };
}

const DONE: Fate = { kind: 'applied', seq: 0 };
const AWAY: Fate = { kind: 'no-answer', cause: new Error('away') };

test('each ticket is told once, by its own command, at most eight at a time, its text stored before', async () => {
  const bulk = await bulkOf(20, () => DONE);
  expect(await bulk.tell('waiting')).toEqual({ counts: [20, 0, 0], waiting: 0, away: false, stopped: false });
  expect(bulk.most()).toBeGreaterThan(1);
  expect(bulk.most()).toBeLessThanOrEqual(8);
  // Told again, as after a crash, nobody is asked twice.
  await bulk.tell('waiting');
  expect(bulk.sent.map(({ id }) => id).toSorted()).toEqual(
    bulk.tickets.map((matter) => `${bulk.id}:${matter.id}`).toSorted(),
  );
  const [first] = bulk.sent;
  expect(first).toMatchObject({ name: 'urge', actor: { role: 'operator' }, at: noon, parts: ['text'] });
  const texts = await db.store.texts.of(bulk.sent.map(({ id }) => id));
  expect(texts.get(first?.id ?? '')).toMatchObject({ actor: by, texts: { text: '请尽快办理' } });
});

test('one that refuses stops no other, and leaves no text; one that gave no answer is asked again with the same command', async () => {
  const bulk = await bulkOf(3, (_, nth, sent) => {
    if (nth === 0) return { kind: 'refused', refusal: notNow(because('closed'), []) };
    return nth === 1 && sent === 1 ? AWAY : DONE;
  });
  expect(await bulk.tell('waiting')).toMatchObject({ counts: [1, 1, 1], waiting: 0 });
  expect(await bulk.tell('unavailable')).toMatchObject({ counts: [2, 1, 0] });
  const again = bulk.sent.filter(({ id }) => id.endsWith(bulk.tickets[1]?.id ?? ''));
  expect(again.map(({ id }) => id)).toEqual([again[0]?.id, again[0]?.id]);
  const texts = await db.store.texts.of(bulk.sent.map(({ id }) => id));
  expect(texts.size).toBe(2);
  const bulkNow = await db.store.bulks.find(bulk.id);
  const { items } = await db.store.bulks.items(bulkNow as never, 'refused', undefined, 10);
  expect(items).toEqual([
    expect.objectContaining({ refusal: expect.objectContaining({ reason: 'closed' }) }),
  ]);
});

test('where nobody answers, not all are asked; where it was stopped, nobody is; and in the end its texts are gone', async () => {
  const bulk = await bulkOf(40, () => AWAY);
  const seen = await bulk.tell('waiting');
  expect(seen).toMatchObject({ away: true, stopped: false });
  expect(bulk.sent.length).toBeLessThan(24);
  expect(seen.waiting).toBe(40 - bulk.sent.length);
  await db.store.bulks.askToStop(bulk.id, noon);
  const before = bulk.sent.length;
  expect(await bulk.tell('waiting')).toMatchObject({ stopped: true, waiting: seen.waiting });
  expect(bulk.sent).toHaveLength(before);
  await new MockActivityEnvironment().run(bulk.closeBulk, { bulk: bulk.id, stopped: true });
  expect(await db.store.bulks.textsOf(bulk.id)).toBeUndefined();
  expect((await db.store.bulks.open('', 100)).map(({ id }) => id)).not.toContain(bulk.id);
});

test('a ticket that is broken stops no other: what came of it nobody knows', async () => {
  const bulk = await bulkOf(20, (_, nth) => {
    if (nth === 3) throw new Error('spoilt');
    return DONE;
  });
  expect(await bulk.tell('waiting')).toMatchObject({ counts: [19, 0, 1], waiting: 0, away: false });
});

test('where the database is away no other is told, and the page is asked for again: each whose outcome was not noted, by the same command', async () => {
  let away = true;
  const bulk = await bulkOf(40, (_, nth) => {
    if (nth === 9 && away) throw Object.assign(new Error('away'), { name: 'MongoNetworkError' });
    return DONE;
  });
  await expect(bulk.tell('waiting')).rejects.toThrow('away');
  expect(bulk.sent.length).toBeLessThan(40);
  away = false;
  const before = bulk.sent.length;
  expect(await bulk.tell('waiting')).toMatchObject({ counts: [40, 0, 0], waiting: 0 });
  expect(bulk.sent.length - before).toBeLessThan(40);
  expect(new Set(bulk.sent.map(({ id }) => id)).size).toBe(40);
});

test.each([true, false])(
  'one that has come to its end (stopped: %s) tells nobody, though its workflow is set back',
  async (stopped) => {
    const bulk = await bulkOf(3, () => DONE);
    if (!stopped) await bulk.tell('waiting');
    const before = bulk.sent.length;
    await new MockActivityEnvironment().run(bulk.closeBulk, { bulk: bulk.id, stopped });
    const seen = await bulk.tell('waiting');
    // Where any is left it has to end, and not to ask for ever.
    expect(seen).toMatchObject({ stopped, waiting: stopped ? 3 : 0 });
    expect(bulk.sent).toHaveLength(before);
  },
);
