import type { mongo } from 'mongoose';
import type { Migration } from './migration';

type Index = readonly [key: mongo.IndexSpecification, options?: mongo.CreateIndexesOptions];

const SPARSE = { sparse: true } as const;

const INDEXES: Readonly<Record<string, readonly Index[]>> = {
  'data-acts': [[{ ticketId: 1 }], [{ type: 1, at: 1, _id: 1 }], [{ due: 1, _id: 1 }, SPARSE]],
  // What is kept longer than a city wants, and what belongs to one caller.
  tickets: [[{ 'rulebook.id': 1, erased: 1, 'view.closedAt': 1, _id: 1 }]],
  archive: [[{ rulebook: 1, erased: 1, closedAt: 1, _id: 1 }], [{ phoneHash: 1 }, SPARSE], [{ version: 1 }]],
  requests: [[{ 'target.ticket': 1 }, SPARSE]],
};

/** What finds acts about personal data, and whose data they are about; what dossiers of before are found by, the sweep adds, which has the key for it. */
export const personalData: Migration = {
  id: 12,
  name: 'indexes of acts about personal data',
  needed: false,
  async run(database) {
    for (const [collection, indexes] of Object.entries(INDEXES))
      for (const [key, options] of indexes) await database.collection(collection).createIndex(key, options);
  },
};
