import type { mongo } from 'mongoose';
import type { Migration } from './migration';

type Index = readonly [key: mongo.IndexSpecification, options?: mongo.CreateIndexesOptions];

const NEWEST = { openedAt: -1, _id: -1 } as const;
const SPARSE = { sparse: true } as const;

const INDEXES: Readonly<Record<string, readonly Index[]>> = {
  occasions: [
    [NEWEST],
    [{ rulebook: 1, ...NEWEST }],
    [{ kind: 1, ...NEWEST }],
    [{ state: 1, ...NEWEST }],
    [{ parties: 1, ...NEWEST }],
    [{ open: 1, _id: 1 }, SPARSE],
    [{ waiting: 1 }, SPARSE],
  ],
  'occasion-texts': [[{ tickets: 1 }, SPARSE], [{ applied: 1, at: 1 }]],
};

/** What finds occasions, by whom they concern, and what was written on them. */
export const occasions: Migration = {
  id: 17,
  name: 'indexes of occasions',
  needed: false,
  async run(database) {
    for (const [collection, indexes] of Object.entries(INDEXES))
      for (const [key, options] of indexes) await database.collection(collection).createIndex(key, options);
  },
};
