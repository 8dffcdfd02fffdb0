import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeBulkActivities } from '../../activities/bulk/bulk-activities';
import type { Command } from '../../domain/procedures/command';
import { because, notNow } from '../../domain/procedures/refusal';
import { instant } from '../../domain/time/instant';
import type { Fate } from '../../engine/commands';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { aMatter } from '../given/matter';
import { LAW } from '../given/law';
import { at, command, Story } from '../given/story';
import { intake, turnOf } from '../given/stored-story';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const by = { sub: 'operator-7', role: 'operator' } as const;
const noon = at('2026-09-29 12:00');
let bulks = 0;

interface Given {
  /** Of a ticket in the set, by its place in it: the event at which it was seen. */
  readonly seen?: readonly number[];
  readonly despiteChanges?: true;
  /** Whether the workflow of a ticket that is closed goes on. */
  readonly isRunning?: boolean;
  /** They are closed. */
  readonly closed?: boolean;
  /** The set has one that nobody knows. */
  readonly unknown?: boolean;
  /** It comes to its end just as a page of it is read. */
  readonly endsMeanwhile?: boolean;
}

/** A bulk of so many tickets, and an engine that answers each as it is told to. */
async function bulkOf(
  count: number,
  answer: (command: Command, nth: number, sent: number) => Fate | Promise<Fate>,
  { seen = [], despiteChanges, isRunning, closed, unknown, endsMeanwhile }: Given = {},
) {
  const tickets = Array.from({ length: count }, () => aMatter());
  for (const matter of tickets) {
    if (!unknown) await db.store.tickets.add(intake(matter));
    if (closed) await db.store.recordTurn(turnOf(withdrawn(matter)), []);
  }
  const id = `BK-${++bulks}`;
  await db.store.bulks.begin(
    { id, command: 'urge', facts: {}, by, at: noon, ...(despiteChanges ? { despiteChanges } : {}) },
    { text: '请尽快办理' },
    tickets.map((matter, nth) => ({ ticket: matter.id, seq: seen[nth] ?? 0 })),
  );
  const sent: Command[] = [];
  let [now, most] = [0, 0];
  const engine = {
    isRunning: async () => isRunning,
    async send(ticket: string, command: Command): Promise<Fate> {
      most = Math.max(most, ++now);
      sent.push(command);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now--;
      const nth = tickets.findIndex((it) => it.id === ticket);
      return answer(command, nth, sent.filter((it) => it.id === command.id).length);
    },
  };
  const { store } = db;
  const { tellBulkPage, closeBulk } = makeBulkActivities({
    store: endsMeanwhile ? { ...store, bulks: { ...store.bulks, textsOf: async () => undefined } } : store,
    engine: engine as never,
    units: { successions: () => [] },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const tell = async (which: 'waiting' | 'unavailable', environment = new MockActivityEnvironment()) =>
    // What an environment runs, it forgets the type of.
    (await environment.run(tellBulkPage, { bulk: id, page: 0, which })) as Awaited<
      ReturnType<typeof tellBulkPage>
    >;
  const refusals = async () => {
    const bulk = await db.store.bulks.find(id);
    const { items } = await db.store.bulks.items(bulk!, 'refused', undefined, 100);
    return items.map(({ refusal }) => refusal?.reason);
  };
  return { id, tickets, sent, tell, refusals, closeBulk, most: () => most };
}

const withdrawn = (matter: ReturnType<typeof aMatter>): Story =>
  new Story(LAW, matter).do(noon, command('withdraw', {}, { parts: ['text'] }));

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

test('only where eight in a row gave no answer no further one is asked', async () => {
  const bulk = await bulkOf(40, (_, nth) => (nth % 2 === 0 ? AWAY : DONE));
  expect(await bulk.tell('waiting')).toMatchObject({ counts: [20, 0, 20], waiting: 0, away: false });
});

test('it is told as one who saw the ticket as it was, unless changes do not matter or nothing was there to be seen', async () => {
  const seenIn = async (given: Given) => {
    const bulk = await bulkOf(2, () => DONE, given);
    await bulk.tell('waiting');
    return bulk.tickets.map(({ id }) => bulk.sent.find((it) => it.id.endsWith(id))?.seen);
  };
  expect(await seenIn({ seen: [3, 0] })).toEqual([3, undefined]);
  expect(await seenIn({ seen: [3, 0], despiteChanges: true })).toEqual([undefined, undefined]);
});

test('a ticket that is closed refuses, where its workflow is over; where it goes on, that decides; and where nobody knows, it is asked later', async () => {
  const over = await bulkOf(2, () => DONE, { closed: true, isRunning: false });
  expect(await over.tell('waiting')).toMatchObject({ counts: [0, 2, 0] });
  expect(await over.refusals()).toEqual(['closed', 'closed']);
  const goesOn = await bulkOf(2, () => DONE, { closed: true, isRunning: true });
  expect(await goesOn.tell('waiting')).toMatchObject({ counts: [2, 0, 0] });
  const unsure = await bulkOf(2, () => DONE, { closed: true });
  expect(await unsure.tell('waiting')).toMatchObject({ counts: [0, 0, 2] });
  expect([over.sent, unsure.sent]).toEqual([[], []]);
});

test('one that comes to its end just then tells nobody: its texts are gone', async () => {
  const bulk = await bulkOf(2, () => DONE, { endsMeanwhile: true });
  expect(await bulk.tell('waiting')).toMatchObject({ waiting: 2 });
  expect(bulk.sent).toEqual([]);
});

test('one that nobody knows refuses', async () => {
  const bulk = await bulkOf(1, () => DONE, { unknown: true });
  expect(await bulk.tell('waiting')).toMatchObject({ counts: [0, 1, 0] });
  expect(await bulk.refusals()).toEqual(['not-this-ticket']);
  expect(bulk.sent).toEqual([]);
});

test('while one ticket is waited for, the engine hears that the work goes on; and no more once it is over', async () => {
  const begun = jest.spyOn(globalThis, 'setInterval');
  const ended = jest.spyOn(globalThis, 'clearInterval');
  const environment = new MockActivityEnvironment();
  const heard = new Promise<Fate>((resolve) => environment.on('heartbeat', () => resolve(DONE)));
  const bulk = await bulkOf(1, () => heard);
  expect(await bulk.tell('waiting', environment)).toMatchObject({ counts: [1, 0, 0] });
  const alive = begun.mock.results[begun.mock.calls.findIndex(([, every]) => every === 3_000)]?.value;
  expect(ended).toHaveBeenCalledWith(alive);
  jest.restoreAllMocks();
});

test('where its worker ends, no other ticket is told, and the page is asked for again', async () => {
  const environment = new MockActivityEnvironment();
  const bulk = await bulkOf(40, (_, nth) => {
    if (nth === 9) environment.cancel('WORKER_SHUTDOWN');
    return DONE;
  });
  await expect(bulk.tell('waiting', environment)).rejects.toThrow(CancelledFailure);
  expect(bulk.sent.length).toBeLessThan(40);
  expect(await bulk.tell('waiting')).toMatchObject({ counts: [40, 0, 0], waiting: 0 });
  expect(new Set(bulk.sent.map(({ id }) => id)).size).toBe(bulk.sent.length);
});

test('what was begun while the engine was away is started later, each for itself, and nothing that has only just begun or has ended', async () => {
  const [first, second, late, over] = await Promise.all(
    ['BK-W1', 'BK-W2', 'BK-W3', 'BK-W4'].map((id, nth) =>
      db.store.bulks.begin(
        { id, command: 'urge', facts: {}, by, at: instant(noon + (nth === 2 ? 1_000 : 0)) },
        {},
        [],
      ),
    ),
  );
  await db.store.bulks.end(over!.id, { at: noon, stopped: false });
  const started: string[] = [];
  const { startWaiting } = makeBulkActivities({
    store: db.store,
    engine: {
      async startBulk({ id }: { readonly id: string }) {
        started.push(id);
        if (id === first!.id) throw new Error('away');
      },
    } as never,
    units: { successions: () => [] },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  await new MockActivityEnvironment().run(startWaiting, noon + 5_500);
  expect(started.filter((id) => id.startsWith('BK-W'))).toEqual([first!.id, second!.id]);
  await new MockActivityEnvironment().run(startWaiting, noon + 6_500);
  expect(started.filter((id) => id.startsWith('BK-W')).slice(2)).toEqual([first!.id, second!.id, late!.id]);
});
