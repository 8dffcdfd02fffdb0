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

interface RequestDocument {
  _id: string;
  bodyHash: string;
  target: Target;
  answer?: Answer;
  at: Instant;
}

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    bodyHash: { type: String, required: true },
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
  return {
    model,

    /**
     * Claims a request for its first sender.
     * @param id hash of who asks and of the key
     */
    async claim(id: string, bodyHash: string, target: Target, at: Instant): Promise<Claim> {
      if (await isNew(model.insertMany([{ _id: id, bodyHash, target, at }], { lean: true })))
        return { is: 'fresh', target };
      const known = await model.findById(id).orFail().lean<RequestDocument>();
      if (known.bodyHash !== bodyHash) return { is: 'different' };
      return { is: 'same', target: known.target, at: known.at, answer: known.answer };
    },

    /** Keeps the answer of a request. */
    async answer(id: string, answer: Answer): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { answer } });
    },

    /** Forgets requests that came before `before`, at most `limit` of them. @returns how many */
    forget: (before: Instant, limit: number): Promise<number> => forgetBefore(model, before, limit),
  };
}
