import type { mongo } from 'mongoose';
import type { Migration } from './migration';

type Index = readonly [key: mongo.IndexSpecification, options?: mongo.CreateIndexesOptions];

const INDEXES: Readonly<Record<string, readonly Index[]>> = {
  drafts: [[{ at: 1 }], [{ ticket: 1 }, { sparse: true }]],
  holds: [[{ at: 1 }], [{ account: 1 }]],
};

/** What finds drafts that are over or of a ticket that is erased, and the call-backs that somebody holds. */
export const desk: Migration = {
  id: 21,
  name: 'indexes of the desk',
  needed: false,
  async run(database) {
    for (const [collection, indexes] of Object.entries(INDEXES))
      for (const [key, options] of indexes) await database.collection(collection).createIndex(key, options);
  },
};
