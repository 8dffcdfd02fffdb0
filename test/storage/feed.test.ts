import fc from 'fast-check';
import { HOUR, instant, MINUTE } from '../../domain/time/instant';
import { BEGINNING, isBefore, type Place, type PlacedChange } from '../../storage/feed/block';
import { NoSuchPlace } from '../../storage/feed/feed';
import { openStore, type Store } from '../../storage/store';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { storeKilled, isKilled } from '../given/servers/killed-store';
import { asUnit, at, command, dispatchTo, PARKS, Story } from '../given/story';
import { intake, partingIn, turnOf } from '../given/stored-story';

/** The change feed: every change of every ticket once, in the order of its ledger, whoever writes when. */
let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const later = (minutes: number) => instant(noon + minutes * MINUTE);

async function taken({ tickets }: Store = db.store): Promise<Story> {
  const matter = aMatter();
  await tickets.add(intake(matter));
  return new Story(LAW, matter);
}

/** All turns that a story takes, in order. */
const steps = [
  (story: Story) => story,
  (story: Story) => story.do(later(1), dispatchTo(PARKS)),
  (story: Story) => story.do(later(2), command('sign', {}, asUnit(PARKS))),
  (story: Story) => story.do(later(3), command('urge', {})),
  (story: Story) => story.do(later(4), command('withdraw', {})),
];

/** Writes the turns of a ticket that nobody disturbs. */
async function lived(store: Store, turns = steps.length): Promise<Story> {
  const story = await taken(store);
  for (const step of steps.slice(0, turns)) {
    const before = step === steps[0] ? 0 : story.ticket.seq;
    await store.recordTurn(turnOf(step(story), before), []);
  }
  return story;
}

async function gatherAll({ feed }: Pick<Store, 'feed'> = db.store): Promise<void> {
  while ((await feed.gather()) > 0);
}

/** Pages from a place to the end of what is gathered. */
async function readFrom(place: Place, limit = 7): Promise<{ changes: PlacedChange[]; place: Place }> {
  const all: PlacedChange[] = [];
  for (let from = place; ;) {
    const page = await db.store.feed.after(from, limit);
    all.push(...page.changes);
    if (page.changes.length === 0) return { changes: all, place: page.place };
    from = page.place;
  }
}

const said = (changes: readonly PlacedChange[], id: string) =>
  changes.filter(({ ticket }) => ticket === id).map(({ seq, type }) => `${seq} ${type}`);
const ledgerOf = async (id: string) =>
  (await db.store.ledger.linesOf(id)).map(({ event: { seq, type } }) => `${seq} ${type}`);

test('each change is told with what its ticket was at the end of its turn, and not with what it is by now', async () => {
  const { place } = await readFrom(await db.store.feed.end());
  const { ticket } = await lived(db.store);
  await gatherAll();
  const { changes } = await readFrom(place);
  expect(said(changes, ticket.id)).toEqual(await ledgerOf(ticket.id));
  const of = (type: string) => changes.find((it) => it.ticket === ticket.id && it.type === type);
  expect(of('registered')).toMatchObject({ state: 'registered', level: 0 });
  expect(of('dispatched')).toMatchObject({ state: 'handling' });
  expect(of('closed')).toMatchObject({ state: 'closed' });
});

test('what is told is shown: the ticket is read with at least that place', async () => {
  const place = await db.store.feed.end();
  const { ticket } = await lived(db.store, 3);
  await gatherAll();
  const { changes } = await readFrom(place);
  const shown = await db.store.tickets.find(ticket.id);
  expect(changes.filter((it) => it.ticket === ticket.id).at(-1)?.seq).toBe(shown?.seq);
});

test('a turn written a second time is told once', async () => {
  const place = await db.store.feed.end();
  const story = await taken();
  const turn = turnOf(story.do(later(1), dispatchTo(PARKS)));
  await db.store.recordTurn(turn, []);
  await gatherAll();
  await db.store.recordTurn(turn, []);
  await gatherAll();
  expect(said((await readFrom(place)).changes, story.ticket.id)).toEqual(await ledgerOf(story.ticket.id));
});

test('a write that lands late comes after what readers have passed, and is not missed', async () => {
  const hangs = await taken();
  const turn = turnOf(hangs.do(later(1), dispatchTo(PARKS)));
  const place = await db.store.feed.end();
  const other = await lived(db.store);
  await gatherAll();
  const first = await readFrom(place);
  expect(said(first.changes, other.ticket.id)).not.toEqual([]);
  // Decided before all that, by a writer whose clock is an hour behind too.
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - HOUR);
  await db.store.recordTurn(turn, []);
  clock.mockRestore();
  await gatherAll();
  const rest = await readFrom(first.place);
  expect(said(rest.changes, hangs.ticket.id)).toEqual(await ledgerOf(hangs.ticket.id));
  expect(rest.changes.every((it) => it.ticket === hangs.ticket.id)).toBe(true);
});

test('what a lost turn said stays told, and what was decided in its place is told from its first line on', async () => {
  const place = await db.store.feed.end();
  const { id, seq, lost, real } = await partingIn(db.store, noon);
  await db.store.recordTurn(turnOf(lost.do(later(1), command('withdraw', {})), seq), []);
  await gatherAll();
  const before = said((await readFrom(place)).changes, id);
  expect(before).toEqual(await ledgerOf(id));
  const anew = real.do(later(2), command('sign', {}, asUnit(PARKS)));
  await db.store.recordTurn(turnOf(anew, seq), []);
  await gatherAll();
  const after = said((await readFrom(place)).changes, id);
  const real_ = await ledgerOf(id);
  expect(after).toEqual([...before, ...real_.slice(seq)]);
  await db.store.recordTurn(turnOf(anew.do(later(3), command('urge', {})), real_.length), []);
  await gatherAll();
  expect(said((await readFrom(place)).changes, id)).toEqual([
    ...after,
    ...(await ledgerOf(id)).slice(real_.length),
  ]);
});

test('a lost turn that nobody was told of is never told', async () => {
  const { id, seq, lost, real } = await partingIn(db.store, noon);
  const place = BEGINNING;
  await db.store.recordTurn(turnOf(lost.do(later(1), command('withdraw', {})), seq), []);
  await db.store.recordTurn(turnOf(real.do(later(2), command('urge', {})), seq), []);
  await gatherAll();
  expect(said((await readFrom(place)).changes, id)).toEqual(await ledgerOf(id));
});

test('what takes the place of a lost turn waits until it is shown', async () => {
  for (let nth = 1, dies = true; dies; nth++) {
    const place = await db.store.feed.end();
    const { id, seq, lost, real } = await partingIn(db.store, noon);
    await db.store.recordTurn(turnOf(lost.do(later(1), command('withdraw', {})), seq), []);
    const anew = turnOf(real.do(later(2), command('sign', {}, asUnit(PARKS))), seq);
    dies = await isKilled(storeKilled(db.connection, nth).recordTurn(anew, []));
    await gatherAll();
    const shown = await db.store.tickets.find(id);
    const told = said((await readFrom(place)).changes, id);
    expect([nth, told.includes(`${seq + 1} signed`)]).toEqual([nth, shown?.state !== 'closed']);
    // Its writer tries again.
    await db.store.recordTurn(anew, []);
    await gatherAll();
    expect(said((await readFrom(place)).changes, id)).toContain(`${seq + 1} signed`);
  }
});

test('lines of a turn that is not shown yet wait for it', async () => {
  const place = await db.store.feed.end();
  const story = await lived(db.store, 2);
  const seq = story.ticket.seq;
  const turn = turnOf(story.do(later(2), command('sign', {}, asUnit(PARKS))), seq);
  // Its writer is ended right before what readers see of it.
  for (let nth = 1, dies = true; dies; nth++) {
    const before = await db.store.tickets.find(story.ticket.id);
    dies = await isKilled(storeKilled(db.connection, nth).recordTurn(turn, []));
    await gatherAll();
    const shown = await db.store.tickets.find(story.ticket.id);
    const told = said((await readFrom(place)).changes, story.ticket.id);
    expect(told).toHaveLength(shown?.seq ?? 0);
    if (dies && before?.seq === seq)
      await db.connection
        .collection('tickets')
        .updateOne({ _id: story.ticket.id }, { $set: { untold: 'changed' } });
  }
  expect(said((await readFrom(place)).changes, story.ticket.id)).toEqual(await ledgerOf(story.ticket.id));
});

test('who gathers is ended between any two writes, and the next makes it whole', async () => {
  for (let nth = 1, dies = true; dies; nth++) {
    const place = await db.store.feed.end();
    const stories = [await lived(db.store, 3), await lived(db.store, 5)];
    dies = await isKilled(storeKilled(db.connection, nth).feed.gather());
    await gatherAll();
    const { changes } = await readFrom(place);
    for (const { ticket } of stories) expect(said(changes, ticket.id)).toEqual(await ledgerOf(ticket.id));
    if (nth > 1) continue;
    expect(dies).toBe(true);
  }
});

test('nothing is marked where all is told, so that a look costs one answer', async () => {
  await lived(db.store);
  await gatherAll();
  expect(await db.connection.collection('tickets').countDocuments({ untold: { $exists: true } })).toBe(0);
  expect(await db.connection.collection('feed').countDocuments({ told: { $exists: true } })).toBe(0);
});

test('more than one block has is told over several, in order', async () => {
  const place = await db.store.feed.end();
  const story = await taken();
  for (let n = 0; n < 600; n++) story.do(later(n + 1), command('urge', {}));
  await db.store.recordTurn(turnOf(story), []);
  await gatherAll();
  const { changes, place: end } = await readFrom(place, 100);
  expect(said(changes, story.ticket.id)).toEqual(story.ledger.map(({ seq, type }) => `${seq} ${type}`));
  expect(end.block).toBeGreaterThan(place.block + 1);
});

test('a place that the feed does not have is refused: the database was set back, or nobody gave it out', async () => {
  await lived(db.store, 1);
  await gatherAll();
  const end = await db.store.feed.end();
  for (const place of [
    { ...end, tag: 'another' },
    { ...end, block: end.block + 1 },
    { ...end, count: end.count + 1 },
  ])
    await expect(db.store.feed.after(place, 1)).rejects.toThrow(NoSuchPlace);
});

test('a ticket goes to the archive when all of it is told, and stays told', async () => {
  const place = await db.store.feed.end();
  const story = await lived(db.store);
  const { id } = story.ticket;
  const lines = await ledgerOf(id);
  await db.store.tickets.confirm(id, story.ticket.seq);
  expect(await db.store.archive.put(id, later(10))).toBe(true);
  await gatherAll();
  expect(said((await readFrom(place)).changes, id)).toEqual(lines);
});

test('however many write, gather and read at once, each reader meets every change once, in the order of its ledger', async () => {
  const others = [
    openStore(await db.another(), db.keys),
    openStore(await db.another(), db.keys),
    openStore(await db.another(), db.keys),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ turns: fc.integer({ min: 1, max: 5 }), by: fc.integer({ min: 0, max: 2 }) }), {
        minLength: 2,
        maxLength: 4,
      }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      async (writers, readers) => {
        const place = await db.store.feed.end();
        let writing = true;
        const written = Promise.all(writers.map(({ turns, by }) => lived(others[by]!, turns))).finally(
          () => (writing = false),
        );
        const follow = async (limit: number, n: number): Promise<PlacedChange[]> => {
          const { feed } = others[n % others.length]!;
          const all: PlacedChange[] = [];
          for (let from = place; ;) {
            const goesOn = writing;
            await feed.gather();
            const page = await feed.after(from, limit);
            all.push(...page.changes);
            from = page.place;
            if (!goesOn && page.changes.length === 0 && (await feed.gather()) === 0) return all;
          }
        };
        const met = await Promise.all(readers.map(follow));
        for (const { ticket } of await written) {
          const lines = await ledgerOf(ticket.id);
          for (const all of met) expect(said(all, ticket.id)).toEqual(lines);
        }
        const [first = []] = met;
        for (const all of met) expect(all).toEqual(first);
        expect(first.every((it, i) => i === 0 || isBefore(first[i - 1]!.place, it.place))).toBe(true);
      },
    ),
    { numRuns: 6 },
  );
});
