import type { mongo } from 'mongoose';

/** How long the database may work on one call (ms): less than a connection waits for an answer, so that it says itself that this was too slow. */
export const WORKING_TIME = 4_000;

/** The calls that the database works on, each with the place of its options among its arguments. */
const OPTIONS_AT = {
  aggregate: 1,
  countDocuments: 1,
  deleteMany: 1,
  deleteOne: 1,
  distinct: 2,
  find: 1,
  findOne: 1,
  findOneAndUpdate: 2,
  insertMany: 1,
  insertOne: 1,
  replaceOne: 2,
  updateMany: 2,
  updateOne: 2,
} as const;

type Call = (...args: (object | undefined)[]) => unknown;

/**
 * Lets the database give up whatever takes longer than {@link WORKING_TIME}, unless a call says otherwise: for all that is asked
 * through a collection of this database, be it by mongoose, by GridFS or by us. Neither of the first two has such an option for
 * everything. Building an index is none of these calls.
 */
export function limitWorkingTime(db: mongo.Db): void {
  const collectionOf = db.collection.bind(db);
  db.collection = <T extends mongo.Document>(name: string, options?: mongo.CollectionOptions) => {
    const collection = collectionOf<T>(name, options);
    const calls = collection as unknown as Record<keyof typeof OPTIONS_AT, Call>;
    for (const call of Object.keys(OPTIONS_AT) as (keyof typeof OPTIONS_AT)[]) {
      const unlimited = calls[call].bind(collection);
      calls[call] = (...args) => {
        args[OPTIONS_AT[call]] = { maxTimeMS: WORKING_TIME, ...args[OPTIONS_AT[call]] };
        return unlimited(...args);
      };
    }
    return collection;
  };
}
