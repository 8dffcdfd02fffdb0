import { createHash } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import stringify from 'safe-stable-stringify';
import type { DataAct } from '../../domain/law/personal-data';
import type { Instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import { isNew } from '../errors';
import { type Page, pageOf } from '../page';

/** Who did it; the service itself has none. */
export interface DoneBy {
  readonly sub: string;
  readonly role: Role;
}

/** An act as it is recorded: by whom and when, and never what the data was. */
export type RecordedAct = DataAct & {
  readonly ticketId: string;
  /** Its place among the acts of its ticket, from 1. */
  readonly number: number;
  readonly at: Instant;
  readonly by?: DoneBy;
};

export type ActDocument = RecordedAct & {
  /** `ticket:number` */
  _id: string;
  /** Of the request that it came with: the same once more is the same act. */
  request?: string;
  /** Why, sealed: of an erasure by a data key, of all else by the ticket's own, so that an erasure takes it along. */
  reason?: string;
  /** What is put right, sealed by the ticket's own key; gone when that is done. */
  change?: string;
  /** The hash of the act before. */
  before?: string;
  /** From when on the sweep sees to it; gone when it is done. */
  due?: Instant;
};

export type NewAct = DataAct & Pick<ActDocument, 'at' | 'by' | 'request' | 'due'>;

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    ticketId: { type: String, required: true },
    number: { type: Number, required: true },
    type: { type: String, required: true },
    at: { type: Number, required: true },
    by: Mixed,
    ground: String,
    parts: { type: [String], default: undefined },
    request: String,
    reason: String,
    change: String,
    before: String,
    due: Number,
  },
  { versionKey: false },
);

/** An erasure, for whoever keeps a list of them outside of the database. */
export interface Erasure {
  readonly ticketId: string;
  readonly at: Instant;
}

export type Acts = ReturnType<typeof actsIn>;

/**
 * What was done about personal data; only ever added to, each act with the hash of the one before. Two of one ticket at once never take
 * the same place: the later is decided anew, after the earlier.
 */
export function actsIn(connection: Connection) {
  const model = connection.model('data-act', schema, 'data-acts');

  /** Those of these tickets, by their places. */
  async function of(ticketIds: readonly string[]): Promise<ActDocument[]> {
    const found = await model.find({ ticketId: { $in: ticketIds } }).lean<ActDocument[]>();
    return found.toSorted((a, b) => a.number - b.number);
  }

  return {
    model,
    of,

    /**
     * Adds an act.
     * @param decide what is added after these; nothing where it gives none, or what is no act
     * @param sealed what of it is sealed for its place
     * @returns the acts of the ticket with it, or what `decide` gave instead
     */
    async add<Not>(
      ticketId: string,
      decide: (acts: readonly ActDocument[]) => NewAct | { readonly not: Not },
      sealed: (place: string) => Pick<ActDocument, 'reason' | 'change'> = () => ({}),
    ): Promise<{ readonly acts: readonly ActDocument[] } | { readonly not: Not }> {
      for (;;) {
        const acts = await of([ticketId]);
        const decided = decide(acts);
        if ('not' in decided) return decided;
        const last = acts.at(-1);
        const number = acts.length + 1;
        const place = `${ticketId}:${number}`;
        const before = last && hashOf(last);
        const act = {
          ...decided,
          _id: place,
          ticketId,
          number,
          ...(before ? { before } : {}),
          ...sealed(place),
        };
        if (await isNew(model.insertMany([act], { lean: true }))) return { acts: [...acts, act] };
      }
    },

    /** Acts that are to be seen to, by their ids. */
    async due(now: Instant, after: string, limit: number): Promise<ActDocument[]> {
      const filter = { due: { $lte: now }, _id: { $gt: after } };
      return model.find(filter).sort({ _id: 1 }).limit(limit).lean<ActDocument[]>();
    },

    /** Notes when an act is to be seen to again; never again where it is left out. */
    async settle({ _id }: Pick<ActDocument, '_id'>, again?: Instant): Promise<void> {
      const change = again === undefined ? { $unset: { due: 1, change: 1 } } : { $set: { due: again } };
      await model.updateOne({ _id }, change);
    },

    /** Which tickets were erased, the earliest first. @throws RangeError for a cursor that no list gave out */
    async erasures(cursor: string | undefined, limit: number): Promise<Page<Erasure>> {
      const page = await pageOf(
        { cursor, limit },
        { field: 'at', earliestFirst: true, of: ({ at }: ActDocument) => at },
        (conditions, most) =>
          model
            .find({ $and: [{ type: 'erased' }, ...conditions] })
            .sort({ at: 1, _id: 1 })
            .limit(most)
            .lean<ActDocument[]>(),
      );
      return { ...page, items: page.items.map(({ ticketId, at }) => ({ ticketId, at })) };
    },
  };
}

/** What an act says, and through the one before it all that was done before. What is sealed is not in it: seals are renewed with their keys. */
const hashOf = ({ ticketId, number, type, at, by, before, ...rest }: ActDocument): string => {
  const ground = 'ground' in rest ? rest.ground : undefined;
  const parts = 'parts' in rest ? rest.parts : undefined;
  return createHash('sha256')
    .update(stringify([ticketId, number, type, at, by, ground, parts, before]))
    .digest('base64url');
};

/** Places of acts that do not follow from the one before, or of which one is missing before them. @param acts of one ticket, by their places */
export const brokenIn = (acts: readonly ActDocument[]): number[] =>
  acts
    .filter(({ number, before }, i) => {
      const previous = acts[i - 1];
      return number !== i + 1 || before !== (previous && hashOf(previous));
    })
    .map(({ number }) => number);
