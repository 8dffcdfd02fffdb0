import { createPublicKey, verify } from 'node:crypto';
import { HOUR, type Instant, instant } from '../../domain/time/instant';
import { signingKey } from '../../keys/signing-key';
import { checkpointHash, leafOf, signedText } from '../../storage/evidence/checkpoint';
import type { Taking } from '../../storage/evidence/checkpoints';
import { PART, rootOf } from '../../storage/evidence/merkle';
import { rootThrough } from '../../verify/merkle';
import { storeKilled, isKilled } from '../given/servers/killed-store';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { at, command, dispatchTo, PARKS, Story } from '../given/story';

/** Signed statements of how tickets stand. */
let db: TestDatabase;
beforeEach(async () => {
  db = await startDatabase();
});
afterEach(() => db.stop());

const noon = at('2026-09-29 12:00');
const hours = (count: number): Instant => instant(noon + count * HOUR);
const key = signingKey(Buffer.alloc(32, 7));
const taking = (now: Instant, changes: Partial<Taking> = {}): Taking => ({
  key,
  now,
  every: HOUR,
  ...changes,
});
const take = (now: Instant, changes?: Partial<Taking>) => db.store.checkpoints.take(taking(now, changes));

/** A ticket in the database, as far as its dispatch. */
async function dispatched(): Promise<Story> {
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  const story = new Story(LAW, matter).do(noon, dispatchTo(PARKS));
  await db.store.recordTurn(turnOf(story), []);
  return story;
}

async function urged(story: Story, moment: Instant): Promise<void> {
  const { seq } = story.ticket;
  await db.store.recordTurn(turnOf(story.do(moment, command('urge', {})), seq), []);
}

const headsOf = async (number: number): Promise<[string, number][]> => {
  const found = await db.store.checkpoints.find(number);
  return (found?.heads ?? []).map(({ ticket, seq }) => [ticket, seq]);
};

test('the first has every ticket, each later one those that changed, also where none did', async () => {
  const [one, other] = [await dispatched(), await dispatched()];
  const { seq } = one.ticket;
  const [first, second] = [one.matter.id, other.matter.id].toSorted();
  expect(await take(noon)).toBe(2);
  expect(await headsOf(1)).toEqual([
    [first, seq],
    [second, seq],
  ]);
  await urged(other, hours(0.5));
  expect(await take(hours(1))).toBe(1);
  expect(await headsOf(2)).toEqual([[other.matter.id, other.ticket.seq]]);
  expect(await take(hours(2))).toBe(0);
  expect(await db.store.checkpoints.find(3)).toMatchObject({ heads: [] });
  expect(await db.store.checkpoints.find(4)).toBeUndefined();
});

test('none is taken before its time, but where more tickets changed than one has', async () => {
  for (let i = 0; i < 3; i++) await dispatched();
  expect(await take(noon, { most: 2 })).toBe(2);
  expect(await take(noon, { most: 2 })).toBe(1);
  expect(await take(hours(0.9), { most: 2 })).toBeUndefined();
  const [second, first] = await db.store.checkpoints.list(undefined, 10);
  expect(second!.at).toBeGreaterThan(first!.at);
});

test('each is signed, and has the hash of the one before; another key signs from then on, and the first stays known', async () => {
  await dispatched();
  await take(noon);
  const next = signingKey(Buffer.alloc(32, 8));
  await take(hours(1), { key: next });
  const all = await db.store.checkpoints.list(undefined, 10);
  expect(all.map(({ number }) => number)).toEqual([2, 1]);
  expect(all.map((it) => it.key)).toEqual([next.public.kid, key.public.kid]);
  expect(all[0]?.before).toBe(checkpointHash(all[1]!));
  const keys = await db.store.checkpoints.keys();
  expect(keys.map((it) => [it.key.kid, it.from])).toEqual([
    [key.public.kid, 1],
    [next.public.kid, 2],
  ]);
  for (const [i, { signature, ...unsigned }] of all.toReversed().entries()) {
    const by = createPublicKey({ key: { ...keys[i]!.key }, format: 'jwk' });
    const isSigned = (of: typeof unsigned) =>
      verify(null, Buffer.from(signedText(of)), by, Buffer.from(signature, 'base64url'));
    expect(isSigned(unsigned)).toBe(true);
    expect(isSigned({ ...unsigned, count: unsigned.count + 1 })).toBe(false);
  }
  expect((await db.store.checkpoints.list(2, 10)).map(({ number }) => number)).toEqual([1]);
});

test('a ticket is proven in each checkpoint that has it, and in no other', async () => {
  const stories = [];
  for (let i = 0; i < 5; i++) stories.push(await dispatched());
  await take(noon);
  await take(hours(1));
  await urged(stories[3]!, hours(1));
  await take(hours(2));
  const { id } = stories[3]!.matter;
  const proofs = await db.store.checkpoints.inclusionsOf(id, [1, 2, 3, 9]);
  expect(proofs.map(({ checkpoint, head }) => [checkpoint.number, head.seq])).toEqual([
    [1, 5],
    [3, stories[3]!.ticket.seq],
  ]);
  for (const { checkpoint, head, index, path } of proofs) {
    const way = path.map((it) => Buffer.from(it, 'base64url'));
    const root = rootThrough(leafOf({ ticket: id, ...head }), index, checkpoint.count, way);
    expect(root?.toString('base64url')).toBe(checkpoint.root);
  }
});

test('a tree of several parts is one tree, and whoever stands in a later part is proven too', async () => {
  const count = PART + 3;
  const story = await dispatched();
  const tickets = db.connection.collection<{ _id: string }>('tickets');
  const lines = db.connection.collection<{ _id: string; ticketId: string }>('ledger');
  const { seq } = story.ticket;
  const ticket = (await tickets.findOne({ _id: story.matter.id }))!;
  const line = (await lines.findOne({ _id: `${story.matter.id}:${seq}` }))!;
  const ids = Array.from({ length: count }, (_, i) => `U-${String(i).padStart(6, '0')}`);
  await tickets.insertMany(ids.map((_id) => ({ ...ticket, _id })));
  await lines.insertMany(ids.map((ticketId) => ({ ...line, ticketId, _id: `${ticketId}:${seq}` })));
  expect(await take(noon)).toBe(count + 1);
  const { checkpoint, heads } = (await db.store.checkpoints.find(1))!;
  expect(heads).toHaveLength(count + 1);
  expect(rootOf(heads.map(leafOf)).toString('base64url')).toBe(checkpoint.root);
  for (const id of [ids[0]!, ids[PART - 2]!, ids[PART]!, ids.at(-1)!]) {
    const [proof] = await db.store.checkpoints.inclusionsOf(id, [1]);
    const { head, index, path } = proof!;
    const way = path.map((it) => Buffer.from(it, 'base64url'));
    const root = rootThrough(leafOf({ ticket: id, ...head }), index, checkpoint.count, way);
    expect(root?.toString('base64url')).toBe(checkpoint.root);
  }
  expect(await tickets.countDocuments({ uncovered: true })).toBe(0);
});

test('a ticket that changes while a checkpoint is taken is in the next', async () => {
  const story = await dispatched();
  let once = true;
  const pause = (): void => {
    if (once) during.push(urged(story, hours(0.5)));
    once = false;
  };
  const during: Promise<void>[] = [];
  await take(noon, { pause });
  await Promise.all(during);
  await take(hours(1));
  const all = [...(await headsOf(1)), ...(await headsOf(2))];
  expect(all.at(-1)).toEqual([story.matter.id, story.ticket.seq]);
});

test.each([
  ['as it was', false],
  ['of other heads, since something happened in between', true],
])(
  'killed before any of its writes, it is taken anew, %s, once, with every ticket, and nothing is left over',
  async (_, changes) => {
    for (let nth = 1, killed = true; killed; nth++) {
      const story = await dispatched();
      killed = await isKilled(storeKilled(db.connection, nth).checkpoints.take(taking(hours(10 * nth))));
      if (changes) await urged(story, hours(10 * nth + 1));
      await take(hours(10 * nth + 2));
      await take(hours(10 * nth + 4));
      const all = await db.store.checkpoints.list(undefined, 100);
      expect(all.map(({ number }) => number)).toEqual(all.map((_, i) => all.length - i));
      const { id } = story.matter;
      const heads = await Promise.all(all.map(({ number }) => headsOf(number)));
      expect(heads.flat().filter(([ticket, seq]) => ticket === id && seq === story.ticket.seq)).toHaveLength(
        1,
      );
      const stored = await db.connection
        .collection<{ _id: string; checkpoints?: number[]; uncovered?: boolean }>('tickets')
        .findOne({ _id: id });
      expect(stored?.uncovered).toBeUndefined();
      const proofs = await db.store.checkpoints.inclusionsOf(id, stored?.checkpoints ?? []);
      expect(proofs).toHaveLength(stored?.checkpoints?.length ?? -1);
      const roots = new Set(all.filter(({ count }) => count > 0).map(({ root }) => root));
      const kept = await db.connection
        .collection<{ _id: string; root: string }>('checkpoint-heads')
        .find()
        .toArray();
      expect(new Set(kept.map(({ root }) => root))).toEqual(roots);
    }
  },
);

test('two at once come to one checkpoint of each number', async () => {
  for (let i = 0; i < 5; i++) await dispatched();
  const taken = await Promise.all([1, 2, 3].map((ms) => take(instant(noon + ms))));
  expect(taken.filter((it) => it !== undefined)).toEqual([5]);
  await take(hours(2));
  expect((await db.store.checkpoints.list(undefined, 10)).map(({ number }) => number)).toEqual([2, 1]);
  expect(await headsOf(2)).toEqual([]);
});
