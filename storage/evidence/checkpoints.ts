import { type Connection, Schema } from 'mongoose';
import { type Instant, instant } from '../../domain/time/instant';
import type { SigningKey } from '../../keys/signing-key';
import { isNew } from '../errors';
import { type Checkpoint, checkpointHash, type Head, leafOf, signedText } from './checkpoint';
import type { CoveredTickets, TakenHead } from './covered-tickets';
import { type Heads, headsIn } from './heads';
import { PART, pathTo, rootOf } from './merkle';
import { type PublishedKey, publishedKeysIn } from './published-keys';

/** What proves that a ticket stood so when a checkpoint was taken. */
export interface Inclusion {
  readonly checkpoint: Checkpoint;
  readonly head: Omit<Head, 'ticket'>;
  /** The place of its leaf in the tree, from 0, and the roots beside its way up. */
  readonly index: number;
  readonly path: readonly string[];
}

/** When a checkpoint is due, and by whom it is signed. */
export interface Taking {
  readonly key: SigningKey;
  readonly now: Instant;
  /** How long after the one before (ms). */
  readonly every: number;
  /** How many tickets one has; where more have changed, the next one does not wait. */
  readonly most?: number;
  /** Called now and then. */
  readonly pause?: () => void;
}

type CheckpointDocument = Omit<Checkpoint, 'number'> & {
  /** Its number. */
  _id: number;
  /** The first ticket of each part of its tree, and that part's root. */
  parts: { first: string; root: string }[];
  /** All its tickets know that it has them. */
  settled?: boolean;
};

const schema = new Schema(
  {
    _id: { type: Number, required: true },
    at: { type: Number, required: true },
    root: { type: String, required: true },
    count: { type: Number, required: true },
    before: String,
    key: { type: String, required: true },
    signature: { type: String, required: true },
    parts: { type: [{ _id: false, first: String, root: String }], required: true },
    settled: Boolean,
  },
  { versionKey: false },
);

/** Tickets of one checkpoint: few enough to be given out as one answer. */
const MOST = 32 * PART;
/** How many tickets are looked at, or noted, at once. */
const PAGE = 200;

const bytes = (root: string): Buffer => Buffer.from(root, 'base64url');
const text = (hash: Buffer): string => hash.toString('base64url');

export type Checkpoints = ReturnType<typeof checkpointsIn>;

/** Signed statements of how all tickets stood, one after the other, never changed. */
export function checkpointsIn(connection: Connection, tickets: CoveredTickets) {
  const model = connection.model('checkpoint', schema, 'checkpoints');
  const heads = headsIn(connection);
  const keys = publishedKeysIn(connection);

  const newest = (): Promise<CheckpointDocument | null> =>
    model.findOne().sort({ _id: -1 }).lean<CheckpointDocument>();

  /** Lets its tickets know of it, and removes what another that wanted to be this one left behind. */
  async function settle({ _id: number, root, parts }: CheckpointDocument, pause: () => void): Promise<void> {
    for (const part of parts.keys()) {
      const taken = await heads.of(number, root, part);
      for (let from = 0; from < taken.length; from += PAGE) {
        await tickets.cover(number, taken.slice(from, from + PAGE));
        pause();
      }
    }
    await heads.removeOthers(number, root);
    await model.updateOne({ _id: number }, { $set: { settled: true } });
  }

  async function changedTickets(most: number, pause: () => void): Promise<TakenHead[]> {
    const taken: TakenHead[] = [];
    for (let after: string | undefined = ''; after !== undefined && taken.length < most; pause()) {
      const page: Awaited<ReturnType<CoveredTickets['changed']>> = await tickets.changed(after, PAGE);
      taken.push(...page.heads);
      after = page.next;
    }
    return taken.slice(0, most);
  }

  /**
   * Writes the next checkpoint: its heads first, then itself, in one step and only where nobody else has written one of that number. What
   * was broken off before it leaves heads that nobody refers to.
   * @returns undefined where somebody else was faster
   */
  async function write(
    last: CheckpointDocument | null,
    taken: readonly TakenHead[],
    { key, now }: Taking,
  ): Promise<CheckpointDocument | undefined> {
    const parts = partsOf(taken);
    const unsigned = {
      number: (last?._id ?? 0) + 1,
      at: instant(Math.max(now, (last?.at ?? 0) + 1)),
      root: text(rootOf(parts.map(({ root }) => bytes(root)))),
      count: taken.length,
      ...(last ? { before: checkpointHash(checkpointOf(last)) } : {}),
      key: key.public.kid,
    };
    const { number: _id, root, ...rest } = unsigned;
    await keys.publish(key.public, _id, unsigned.at);
    await heads.keep(_id, root, taken);
    const document = {
      _id,
      root,
      ...rest,
      signature: key.sign(signedText(unsigned)),
      parts: parts.map(({ first, root: ofPart }) => ({ first, root: ofPart })),
    };
    return (await isNew(model.insertMany([document], { lean: true }))) ? document : undefined;
  }

  return {
    model,

    /**
     * Takes a checkpoint, where one is due: of every ticket that changed since the one before, also where none did. Broken off anywhere,
     * and begun anew or beside another, it comes to one checkpoint of each number, and every ticket that changed is in one.
     * @returns how many tickets it has; undefined where none was taken
     */
    async take(taking: Taking): Promise<number | undefined> {
      const { now, every, most = MOST, pause = () => {} } = taking;
      const last = await newest();
      if (last && !last.settled) await settle(last, pause);
      if (last && last.count < most && now < last.at + every) return undefined;
      const written = await write(last, await changedTickets(most, pause), taking);
      if (written) await settle(written, pause);
      return written?.count;
    },

    /** The newest first; `before` a number, where it is given. @param limit at least 1 */
    async list(before: number | undefined, limit: number): Promise<Checkpoint[]> {
      const found = await model
        .find(before === undefined ? {} : { _id: { $lt: before } }, { parts: 0 })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<CheckpointDocument[]>();
      return found.map(checkpointOf);
    },

    /** One with all its heads, in the order of the tree. */
    async find(number: number): Promise<{ checkpoint: Checkpoint; heads: Head[] } | undefined> {
      const found = await model.findById(number).lean<CheckpointDocument>();
      if (!found) return undefined;
      const all: Head[] = [];
      for (const part of found.parts.keys())
        for (const { decided: _, ...head } of await heads.of(number, found.root, part)) all.push(head);
      return { checkpoint: checkpointOf(found), heads: all };
    },

    /** What proves how a ticket stood in these checkpoints, of those that have it. */
    async inclusionsOf(ticket: string, numbers: readonly number[]): Promise<Inclusion[]> {
      const found = await model.find({ _id: { $in: numbers } }).lean<CheckpointDocument[]>();
      const proofs = await Promise.all(found.map((it) => inclusionIn(it, ticket, heads)));
      return proofs
        .flatMap((proof) => proof ?? [])
        .toSorted((a, b) => a.checkpoint.number - b.checkpoint.number);
    },

    /** The keys that signed, in their order. */
    keys: (): Promise<PublishedKey[]> => keys.all(),
  };
}

/** A tree's parts: what each begins with, and its root. */
const partsOf = (taken: readonly TakenHead[]): { first: string; root: string }[] =>
  Array.from({ length: Math.ceil(taken.length / PART) }, (_, part) => {
    const own = taken.slice(part * PART, (part + 1) * PART);
    return { first: own[0]?.ticket ?? '', root: text(rootOf(own.map(leafOf))) };
  });

async function inclusionIn(
  document: CheckpointDocument,
  ticket: string,
  heads: Heads,
): Promise<Inclusion | undefined> {
  const { _id: number, root, parts } = document;
  const part = parts.findLastIndex(({ first }) => first <= ticket);
  if (part < 0) return undefined;
  const own = await heads.of(number, root, part);
  const index = own.findIndex((it) => it.ticket === ticket);
  const found = own[index];
  if (!found) return undefined;
  const { seq, hash, law } = found;
  const path = [
    ...pathTo(index, own.map(leafOf)),
    ...pathTo(
      part,
      parts.map((it) => bytes(it.root)),
    ),
  ];
  return {
    checkpoint: checkpointOf(document),
    head: { seq, hash, law },
    index: part * PART + index,
    path: path.map(text),
  };
}

function checkpointOf({
  _id: number,
  at,
  root,
  count,
  before,
  key,
  signature,
}: CheckpointDocument): Checkpoint {
  return { number, at, root, count, ...(before === undefined ? {} : { before }), key, signature };
}
