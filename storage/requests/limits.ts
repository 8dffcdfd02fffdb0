import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import { unlessDuplicate } from '../errors';

interface LimitDocument {
  _id: string;
  count: number;
}

const schema = new Schema(
  { _id: { type: String, required: true }, count: { type: Number, required: true } },
  { versionKey: false },
);

/** In the order of their ends, so that what is over is found by the ids alone. */
const idOf = (key: string, until: Instant): string => `${String(until).padStart(15, '0')}:${key}`;

export type Limits = ReturnType<typeof limitsIn>;

/** How often something was done within a window of time, counted by all processes together. */
export function limitsIn(connection: Connection) {
  const model = connection.model('limit', schema, 'limits');
  const add = async (key: string, until: Instant, by: number): Promise<number> =>
    (
      await model
        .findOneAndUpdate(
          { _id: idOf(key, until) },
          { $inc: { count: by } },
          { upsert: true, returnDocument: 'after' },
        )
        .orFail()
        .lean<LimitDocument>()
    ).count;
  return {
    model,

    /**
     * Adds to a count, in one step.
     * @param key what is counted, nothing that a person is known by
     * @param until when its window ends, which makes it another count
     * @returns how many there are now
     */
    async add(key: string, until: Instant, by: number): Promise<number> {
      try {
        return await add(key, until, by);
      } catch (error) {
        // Two that begin the same count at once: one has put it there.
        unlessDuplicate(error);
        return add(key, until, by);
      }
    },

    /** Forgets counts whose window is over, at most `limit` of them. @returns how many */
    async forget(now: Instant, limit: number): Promise<number> {
      const over = await model
        .find({ _id: { $lt: idOf('', now) } }, { _id: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>();
      return (await model.deleteMany({ _id: { $in: over.map(({ _id }) => _id) } })).deletedCount;
    },
  };
}
