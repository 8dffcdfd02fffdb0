import type { mongo } from 'mongoose';
import type { Migration } from './migration';

type Index = readonly [key: mongo.IndexSpecification, options?: mongo.CreateIndexesOptions];

const SPARSE = { sparse: true } as const;

const INDEXES: Readonly<Record<string, readonly Index[]>> = {
  restrictions: [
    [{ phoneHash: 1, at: -1, _id: -1 }],
    [{ at: -1, _id: -1 }],
    [{ due: 1, _id: 1 }, SPARSE],
    [{ rulebook: 1, erased: 1, ended: 1, _id: 1 }],
  ],
  knowledge: [
    [{ at: -1, _id: -1 }],
    [{ owner: 1, at: -1, _id: -1 }],
    [{ proposed: 1, at: -1, _id: -1 }, SPARSE],
    [{ remindAt: 1, _id: 1 }, SPARSE],
  ],
  'knowledge-versions': [[{ entry: 1, version: -1 }]],
};

/** What finds a caller's restrictions (HZ-4) and entries of the knowledge base (WF-31), and what of both is to be seen to. */
export const restrictionsAndKnowledge: Migration = {
  id: 13,
  name: 'indexes of restrictions and of the knowledge base',
  needed: false,
  async run(database) {
    for (const [collection, indexes] of Object.entries(INDEXES))
      for (const [key, options] of indexes) await database.collection(collection).createIndex(key, options);
  },
};
