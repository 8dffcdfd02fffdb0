import { randomBytes } from 'node:crypto';
import { dataKeys } from '../../keys/data-keys';
import type { CountedTicket } from '../../storage/reports/counts';
import { openStore, type Store } from '../../storage/store';
import type { Registration } from '../../domain/ticket/register';
import { CHENGGUAN, SUPERVISOR, ticketIn } from '../given/cities';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await startDatabase();
  store = openStore(database.connection, dataKeys(randomBytes(32)));
});
afterAll(() => database.stop());

const tickets = () => database.connection.collection<{ _id: string }>('tickets');
const by = { sub: 'a', role: 'unit' } as const;

/** Dispatched, and closed by a termination that was approved. */
const storyOf = (matter: Registration): Story =>
  ticketIn('weifang', matter).do(at('2026-09-29 11:00'), dispatchTo(CHENGGUAN));
const ended = (story: Story): Story =>
  story
    .do(
      at('2026-10-08 09:00'),
      command(
        'request-termination',
        { ground: 'uncooperative' },
        { ...asUnit(CHENGGUAN), parts: ['reason'] },
      ),
    )
    .do(
      at('2026-10-08 10:00'),
      command('decide', { request: 'termination', approve: true }, { ...SUPERVISOR, parts: ['reason'] }),
    );

/** As it was taken in and recorded under Weifang's rulebook. */
async function recorded(story: Story): Promise<void> {
  const { matter, ticket } = story;
  const plain = intake(matter);
  await store.tickets.add({ ...plain, input: { ...plain.input, rules: ticket.law.rules } });
  await store.recordTurn(turnOf(story), []);
}

async function upToDate(): Promise<number> {
  let counted = 0;
  for (let some = 1; some > 0; counted += some) some = await store.counts.bringUpToDate();
  return counted;
}

async function of(months: readonly number[]): Promise<CountedTicket[]> {
  const all: CountedTicket[] = [];
  for await (const some of store.counts.of('weifang', months)) all.push(...some);
  return all;
}

test('a ticket is counted as its last turn left it, in each month that it belongs to, and once over two of them', async () => {
  const matter = aMatter();
  const story = storyOf(matter);
  await recorded(story);
  expect(await upToDate()).toBe(1);
  expect(await upToDate()).toBe(0);
  const before = story.ledger.length;
  ended(story);
  await store.recordTurn(turnOf(story, before), []);
  expect(await upToDate()).toBe(1);
  const september = await of([202609]);
  expect(september.map(({ id }) => id)).toEqual([matter.id]);
  expect(september[0]?.counted).toMatchObject({ state: 'closed', outcome: 'terminated' });
  expect(await of([202609, 202610])).toEqual(september);
  expect(await of([202612])).toEqual([]);
  expect(await store.counts.find(matter.id)).toEqual({ ...september[0], rulebook: 'weifang' });
});

test('one whose last turn was shown before it was kept is counted from its ledger, to the same', async () => {
  const matter = aMatter();
  await recorded(ended(storyOf(matter)));
  await upToDate();
  const counted = await store.counts.find(matter.id);
  await tickets().updateOne(
    { _id: matter.id },
    { $unset: { 'view.counted': 1 }, $set: { uncounted: 'changed' } },
  );
  await database.connection.collection('counts').deleteMany({});
  await upToDate();
  expect(counted).toBeDefined();
  expect(await store.counts.find(matter.id)).toEqual(counted);
});

test('one that can’t be counted is told of, stops no other, and is counted when its next turn is whole', async () => {
  const [broken, whole] = [aMatter(), aMatter()];
  const story = storyOf(broken);
  await recorded(story);
  await recorded(storyOf(whole));
  const { rulebook } = (await tickets().findOne({ _id: broken.id })) as unknown as { rulebook: object };
  await tickets().updateOne({ _id: broken.id }, { $unset: { rulebook: 1 } });
  const failed = jest.fn();
  while ((await store.counts.bringUpToDate(failed)) > 0);
  expect(failed.mock.calls).toEqual([[broken.id, expect.any(TypeError)]]);
  expect([await store.counts.find(broken.id), (await store.counts.find(whole.id))?.rulebook]).toEqual([
    undefined,
    'weifang',
  ]);
  await tickets().updateOne({ _id: broken.id }, { $set: { rulebook } });
  const before = story.ledger.length;
  ended(story);
  await store.recordTurn(turnOf(story, before), []);
  await upToDate();
  expect((await store.counts.find(broken.id))?.counted.state).toBe('closed');
});

test('what the caller says after the closure counts too (HZ-10)', async () => {
  const matter = aMatter();
  await recorded(ended(storyOf(matter)));
  await upToDate();
  const late = { satisfaction: 'satisfied', command: 'c', sub: 's', at: at('2026-10-20 10:00') };
  expect(await store.evaluations.keep(matter.id, 'handling', late)).toBe(true);
  expect(await upToDate()).toBe(1);
  expect((await store.counts.find(matter.id))?.counted.satisfaction).toBe('satisfied');
});

test('what is counted stays when its ticket goes to the archive', async () => {
  const matter = aMatter();
  await recorded(ended(storyOf(matter)));
  await store.tickets.confirm(matter.id, 1_000);
  await upToDate();
  expect(await store.archive.put(matter.id, at('2027-11-01 10:00'))).toBe(true);
  expect(await store.counts.find(matter.id)).toBeDefined();
});

test('a month that was reported keeps the assessment by which it was, whatever is loaded since (BJ-13)', async () => {
  const first = { id: 'weifang', version: '1', hash: 'a'.repeat(64) } as never;
  const second = { id: 'weifang', version: '2', hash: 'b'.repeat(64) } as never;
  const now = at('2026-10-01 09:00');
  await store.assessments.keep([first, second], now);
  expect(await store.assessments.reportedBy(first, '2026-09', now)).toEqual(first);
  expect(await store.assessments.reportedBy(second, '2026-09', now)).toEqual(first);
  expect(await store.assessments.reportedBy(second, '2026-10', now)).toEqual(second);
});

test('a unit objects once to a count, and it is decided once; reasons are sealed', async () => {
  const matter = aMatter();
  await recorded(storyOf(matter));
  const count = {
    rulebook: 'weifang',
    month: '2026-10',
    ticket: matter.id,
    unit: 'chengguan',
    indicator: 'urges',
  };
  const now = at('2026-10-20 10:00');
  const add = (request: string) =>
    store.objections.add({ ...count, at: now, by, reason: '系统故障误催' }, request);
  const made = await add('r-1');
  expect(made).toMatchObject({ is: 'new', objection: { ...count, reason: '系统故障误催' } });
  expect((await add('r-1')).is).toBe('same');
  expect((await add('r-2')).is).toBe('other');
  expect(await store.objections.struck('weifang', '2026-10')).toEqual(new Set());
  const { id } = made.objection;
  const decide = (approved: boolean, request: string) =>
    store.objections.decide(id, { approved, at: now, by, reason: '属实' }, request);
  expect(await decide(true, 'd-1')).toMatchObject({
    is: 'new',
    objection: { decision: { approved: true, reason: '属实' } },
  });
  expect((await decide(true, 'd-1'))?.is).toBe('same');
  expect(await decide(false, 'd-2')).toMatchObject({
    is: 'other',
    objection: { decision: { approved: true } },
  });
  expect(await store.objections.struck('weifang', '2026-10')).toEqual(
    new Set([`${matter.id}|chengguan|urges`]),
  );
  expect(await store.objections.struck('weifang', '2026-11')).toEqual(new Set());
  const stored = JSON.stringify(await database.connection.collection('objections').find().toArray());
  expect(stored).not.toMatch(/误催|属实/);
});
