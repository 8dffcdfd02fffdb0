import { isDeepStrictEqual } from 'node:util';
import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import { isNew } from '../errors';
import { forgetBefore } from './forgetting';

/** What a request was answered with, to be given again. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ids that the first try of a request chose, so that a further try works on the same ticket and command. */
export type Target = Readonly<Record<string, string>>;

/** `same`, with when it came first; without an answer: an earlier try did not come to its end, or is still under way. */
export type Claim =
  | { readonly is: 'fresh'; readonly target: Target }
  | { readonly is: 'same'; readonly target: Target; readonly at: Instant; readonly answer?: Answer }
  | { readonly is: 'different' };

/** A request as one data key knows it. */
export interface KnownRequest {
  /** Hash of who asks and of the `Idempotency-Key`. */
  readonly id: string;
  readonly bodyHash: string;
  /** The id of the data key. */
  readonly key: string;
}

export interface RequestDocument {
  _id: string;
  bodyHash: string;
  /** The data key whose hash this is, where it was the newest; not kept of earlier requests. */
  key?: string;
  /** The same request as another key knows it, beside the newest. */
  twin?: true;
  target: Target;
  answer?: Answer;
  at: Instant;
}

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    bodyHash: { type: String, required: true },
    key: String,
    twin: Boolean,
    target: { type: Mixed, required: true },
    answer: Mixed,
    at: { type: Number, required: true },
  },
  { minimize: false, versionKey: false },
);

export type Requests = ReturnType<typeof requestsIn>;

/** The requests that carried an `Idempotency-Key`. */
export function requestsIn(connection: Connection) {
  const model = connection.model('request', schema, 'requests');

  /** Those that stand there, the earliest first. */
  async function among(known: readonly KnownRequest[]): Promise<RequestDocument[]> {
    const found = await model.find({ _id: { $in: known.map(({ id }) => id) } }).lean<RequestDocument[]>();
    return found.toSorted((a, b) => a.at - b.at || (a._id < b._id ? -1 : 1));
  }

  const isAnother = (known: readonly KnownRequest[], stood: readonly RequestDocument[]): boolean =>
    known.some(({ id, bodyHash }) => stood.some((it) => it._id === id && it.bodyHash !== bodyHash));

  return {
    model,

    /**
     * Claims a request for its first sender, under each data key: a further try that comes to a process with another newest key finds it.
     * @param known the newest key's first
     */
    async claim(known: readonly KnownRequest[], target: Target, at: Instant): Promise<Claim> {
      // With one key the insertion itself tells.
      const before = known.length > 1 ? await among(known) : [];
      if (isAnother(known, before)) return { is: 'different' };
      const [first = { target, at }] = before;
      const documents = known.map(({ id: _id, bodyHash, key }, i) => ({
        _id,
        bodyHash,
        ...(i === 0 ? { key } : { twin: true }),
        target: first.target,
        at: first.at,
      }));
      const allNew = await isNew(model.insertMany(documents, { ordered: false, lean: true }));
      if (allNew && before.length === 0) return { is: 'fresh', target };
      const stood = await among(known);
      if (isAnother(known, stood)) return { is: 'different' };
      const [claimed] = stood;
      if (!claimed) throw new Error('A request that stood there was forgotten at once.');
      // Two tries at once, of processes with other newest keys: each put in one. The earlier holds for both.
      if (stood.some((it) => !isDeepStrictEqual(it.target, claimed.target)))
        await model.updateMany(
          { _id: { $in: stood.map(({ _id }) => _id) } },
          { $set: { target: claimed.target } },
        );
      const answer = stood.find((it) => it.answer !== undefined)?.answer;
      return { is: 'same', target: claimed.target, at: claimed.at, answer };
    },

    /** Keeps the answer of a request. @param ids as each key knows it */
    async answer(ids: readonly string[], answer: Answer): Promise<void> {
      await model.updateMany({ _id: { $in: ids } }, { $set: { answer } });
    },

    /** Forgets requests that came before `before`, at most `limit` of them. @returns how many */
    forget: (before: Instant, limit: number): Promise<number> => forgetBefore(model, before, limit),
  };
}
