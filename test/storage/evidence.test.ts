import fc from 'fast-check';
import stringify from 'safe-stable-stringify';
import { HOUR, instant } from '../../domain/time/instant';
import { signingKey } from '../../keys/signing-key';
import { keysOf } from '../../verify/checkpoints';
import { hashOf } from '../../storage/ledger/chain';
import { canonical, type KeptCheckpoint, type Pack } from '../../verify/pack';
import { NOON, packOf, openIn, SIGNER, spokenTicket, takeCheckpoint, wrongIn } from '../given/evidence';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { command } from '../given/story';

/** What proves a ticket's course to somebody who has nothing but a public key. */
let db: TestDatabase;
let hour = 0;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const collection = (name: string) => db.connection.collection<{ _id: string }>(name);
const checkpoint = () => takeCheckpoint(db.store, instant(NOON + 2 * hour++ * HOUR));

/** A checkpoint as its third party has it. */
async function keptCheckpoint(number: number): Promise<KeptCheckpoint> {
  const { checkpoint: found, heads } = (await db.store.checkpoints.find(number))!;
  const shown = (await packOf(db.store, heads[0]!.ticket)).inclusions.find(
    (it) => it.checkpoint.number === number,
  )!;
  expect(shown.checkpoint.signature).toBe(found.signature);
  return { ...shown.checkpoint, heads };
}
const newestNumber = async () => (await db.store.checkpoints.list(undefined, 1))[0]!.number;

test('holds as it was written: lines, texts, deadlines, and each checkpoint that has it', async () => {
  const { id, goOn } = await spokenTicket(db.store);
  await spokenTicket(db.store);
  await checkpoint();
  await goOn(1, 'sign');
  await checkpoint();
  const pack = await packOf(db.store, id);
  expect(wrongIn(pack)).toEqual([]);
  expect(pack.inclusions).toHaveLength(2);
  expect(pack.texts.map(({ said }) => said)).toEqual([
    { title: '鹅叫', content: '四十只鹅' },
    { note: '青花瓷' },
  ]);
  await goOn(2);
  const later = await packOf(db.store, id);
  expect(wrongIn(later)).toEqual([]);
  expect(openIn(later)).toContainEqual(expect.stringContaining('its newest lines, 1 of them'));
});

test('does not hold before a checkpoint has it, nor by another’s key', async () => {
  const { id } = await spokenTicket(db.store);
  expect(wrongIn(await packOf(db.store, id))).toEqual([
    'checkpoints: no checkpoint has this ticket: its ledger may have been written anew',
  ]);
  await checkpoint();
  const pack = await packOf(db.store, id);
  expect(wrongIn(pack, [], keysOf([{ ...signingKey(Buffer.alloc(32, 9)).public }]))).toEqual([
    expect.stringContaining(`signed by ${SIGNER.public.kid}, which is not among the keys given`),
  ]);
});

test('an erased text leaves its commitment, and breaks nothing; and what opens one text opens no other', async () => {
  const { id, order } = await spokenTicket(db.store);
  await checkpoint();
  const before = await packOf(db.store, id);
  await collection('commands').deleteOne({ _id: order });
  const pack = await packOf(db.store, id);
  expect(wrongIn(pack)).toEqual([]);
  expect(openIn(pack)).toContain(`erased, their commitments stand: ${order}`);
  expect(pack.texts).toContainEqual({ of: order });
  expect(JSON.stringify(pack)).not.toContain(before.texts[1]!.opener);
  // With the ticket's key all of its texts are gone.
  await collection('tickets').updateOne({ _id: id }, { $unset: { key: 1 } });
  const gone = await packOf(db.store, id);
  expect(wrongIn(gone)).toEqual([]);
  expect(gone.texts).toEqual([{ of: id }, { of: order }]);
});

test('a turn that the engine lost, which a checkpoint had, is shown as such, and the course holds', async () => {
  const { id, story, tell } = await spokenTicket(db.store);
  const { seq } = story.ticket;
  const lost = tell().do(instant(NOON + HOUR), command('urge', {}));
  await db.store.recordTurn(turnOf(lost, seq), []);
  await checkpoint();
  const real = tell().do(instant(NOON + 2 * HOUR), command('withdraw', {}));
  await db.store.recordTurn(turnOf(real, seq), []);
  await checkpoint();
  const pack = await packOf(db.store, id);
  expect(pack.superseded).toHaveLength(1);
  expect(wrongIn(pack)).toEqual([]);
  const forged = { ...pack, superseded: [{ ...pack.superseded[0]!, at: 1 }] };
  expect(wrongIn(forged)).toEqual([
    expect.stringContaining(`line ${seq + 1} is another than when it was taken`),
  ]);
  expect(wrongIn({ ...pack, superseded: [] })).toHaveLength(1);
});

describe('somebody who can write everything in the database', () => {
  test('and changes a line is found, though every later line was chained anew', async () => {
    const { id } = await spokenTicket(db.store);
    await checkpoint();
    const lines = (await collection('ledger').find({ ticketId: id }).sort({ seq: 1 }).toArray()) as never as {
      _id: string;
      seq: number;
      before?: string;
      at: number;
    }[];
    lines[2]!.at += 60_000;
    for (const [i, line] of lines.entries()) {
      if (i > 0) line.before = hashOf(lines[i - 1] as never);
      await collection('ledger').replaceOne({ _id: line._id }, line);
    }
    expect(await db.store.ledger.proofOf(id)).toMatchObject({ broken: [] });
    expect(wrongIn(await packOf(db.store, id))).toEqual([
      expect.stringMatching(/^checkpoints: checkpoint \d+: line 5 is another than when it was taken/),
    ]);
  });

  test('and takes checkpoints anew is found by whoever kept one, also where the newest lines were taken away', async () => {
    const { id, goOn } = await spokenTicket(db.store);
    await checkpoint();
    await goOn(1);
    await goOn(1.5);
    await checkpoint();
    const number = await newestNumber();
    const kept = await keptCheckpoint(number);
    expect(wrongIn(await packOf(db.store, id), [kept])).toEqual([]);
    const seq = (await db.store.tickets.find(id))!.seq;
    await collection('ledger').deleteOne({ _id: `${id}:${seq}` });
    await collection('tickets').updateOne(
      { _id: id },
      {
        $set: { 'view.seq': seq - 1 },
        $pull: { checkpoints: number },
      },
    );
    const pack = await packOf(db.store, id);
    expect(wrongIn(pack)).toEqual([]);
    expect(wrongIn(pack, [kept])).toEqual([
      `kept: kept checkpoint ${number}: line ${seq} is missing, and was there when it was taken`,
    ]);
  });

  test('but heads of a kept checkpoint that were changed prove nothing', async () => {
    const { id } = await spokenTicket(db.store);
    await checkpoint();
    const kept = await keptCheckpoint(await newestNumber());
    const pack = await packOf(db.store, id);
    const heads = kept.heads!.map((head) => (head.ticket === id ? { ...head, seq: head.seq - 1 } : head));
    expect(wrongIn(pack, [{ ...kept, heads }])).toContainEqual(
      expect.stringContaining('its heads are not those'),
    );
    expect(wrongIn(pack, [{ ...kept, count: 99 }])).toContainEqual(
      expect.stringContaining('its signature does not hold'),
    );
  });
});

/** Every place in a value at which something stands that can be changed. */
function* placesIn(value: unknown, path: readonly (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof value === 'object' && value !== null) {
    for (const [name, it] of Object.entries(value))
      yield* placesIn(it, [...path, Array.isArray(value) ? Number(name) : name]);
  } else yield [...path];
}

const changed = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return typeof value === 'string' ? `${value.startsWith('x') ? 'y' : 'x'}${value.slice(1)}` : 'x';
};

function withChange(pack: Pack, path: readonly (string | number)[]): Pack {
  const copy = structuredClone(pack) as unknown as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], copy);
  const last = path.at(-1)!;
  const at = holder as Record<string, unknown>;
  at[last] = changed(at[last]);
  return copy as unknown as Pack;
}

describe('any single change of a pack is found', () => {
  let pack: Pack;
  beforeAll(async () => {
    const { id, goOn } = await spokenTicket(db.store);
    for (let i = 0; i < 4; i++)
      await db.store.tickets.add(intake((await spokenTicket(db.store)).story.matter));
    await checkpoint();
    await goOn(1, 'sign');
    await goOn(2);
    await checkpoint();
    pack = await packOf(db.store, id);
    expect(wrongIn(pack)).toEqual([]);
  });

  /** When it was exported is by its own word only. */
  const places = () => [...placesIn(pack)].filter(([first]) => first !== 'exportedAt');

  test('of whatever stands in it, at whichever place', () => {
    const unseen = places().filter((path) => wrongIn(withChange(pack, path)).length === 0);
    expect(places().length).toBeGreaterThan(100);
    expect(unseen.map((path) => path.join('.'))).toEqual([]);
  });

  test('of a line that was taken out, put in, doubled or put elsewhere', () =>
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        const { lines } = pack;
        const [i, j] = [one % lines.length, other % lines.length];
        const without = lines.toSpliced(i, 1);
        for (const tampered of [
          without,
          lines.toSpliced(j, 0, lines[i]!),
          lines.toSpliced(j, 0, { ...lines[i]!, type: 'urged' }),
          without.map((line, place) => ({ ...line, seq: place + 1 })),
          ...(i === j ? [] : [lines.with(i, lines[j]!).with(j, lines[i]!)]),
        ])
          expect(wrongIn({ ...pack, lines: tampered })).not.toEqual([]);
      }),
    ));

  test('of a field that was added to a line, a text, a checkpoint or the whole', () => {
    const [line, ...lines] = pack.lines;
    const [text, ...texts] = pack.texts;
    const [first, ...inclusions] = pack.inclusions;
    const added: Pack[] = [
      { ...pack, lines: [{ ...line!, note: 'x' } as never, ...lines] },
      { ...pack, texts: [{ ...text!, note: 'x' } as never, ...texts] },
      {
        ...pack,
        inclusions: [{ ...first!, checkpoint: { ...first!.checkpoint, note: 'x' } as never }, ...inclusions],
      },
      { ...pack, note: 'x' } as never,
      { ...pack, texts: [...pack.texts, { of: 'somebody' }] },
      { ...pack, texts: pack.texts.slice(1) },
      { ...pack, inclusions: [] },
    ];
    expect(added.map((it) => wrongIn(it).length > 0)).toEqual(added.map(() => true));
  });
});

test('JSON is written as the service writes what it hashes', () =>
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonical(value)).toBe(stringify(value));
    }),
  ));
