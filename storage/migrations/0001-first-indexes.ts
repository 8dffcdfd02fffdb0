import type { mongo } from 'mongoose';
import type { Migration } from './migration';

type Index = readonly [key: mongo.IndexSpecification, options?: mongo.CreateIndexesOptions];

const BY_NEWEST = { 'matter.receivedAt': -1, _id: -1 } as const;
const BY_MOMENT = { at: -1, _id: -1 } as const;

const INDEXES: Readonly<Record<string, readonly Index[]>> = {
  tickets: [
    // Lists.
    [BY_NEWEST],
    [{ 'view.state': 1, ...BY_NEWEST }],
    [{ 'view.assignments.unit': 1, ...BY_NEWEST }],
    [{ 'matter.kind': 1, ...BY_NEWEST }],
    [{ 'matter.district.id': 1, ...BY_NEWEST }],
    [{ 'rulebook.id': 1, ...BY_NEWEST }],
    [{ 'view.overdue': 1, ...BY_NEWEST }],
    [{ 'view.level': 1, ...BY_NEWEST }],
    [{ phoneHash: 1, ...BY_NEWEST }, { sparse: true }],
    // Deferrals, which are listed by their due moment.
    [{ 'view.state': 1, 'view.due': 1, _id: 1 }],
    // A unit's calendar; a ticket without an open clock has no `due`.
    [{ 'view.assignments.unit': 1, 'view.due': 1 }],
    [{ 'view.above': 1, 'view.due': 1 }, { sparse: true }],
    // The sweep.
    [{ 'view.assignments.unit': 1, 'view.state': 1 }],
    [{ started: 1, _id: 1 }],
    [{ 'view.next.at': 1, _id: 1 }],
  ],
  // For the sweep of command texts. A ticket's own events are read by their ids, which need no further index.
  ledger: [[{ command: 1 }, { sparse: true }]],
  commands: [[{ applied: 1, at: 1 }]],
  outbox: [[{ ticketId: 1, at: 1 }], [{ status: 1 }], [{ to: 1, ...BY_MOMENT }]],
  requests: [[{ at: 1 }]],
  accesses: [[{ ticketId: 1, ...BY_MOMENT }]],
  attachments: [
    // What bounds the number of a ticket's attachments: each has a place, and a place has one.
    [{ ticketId: 1, place: 1 }, { unique: true }],
    // The sweep.
    [{ file: 1 }],
  ],
  uploads: [[{ at: 1 }]],
  changes: [[{ kind: 1, year: 1, _id: 1 }], [{ request: 1 }, { sparse: true }]],
  'change-effects': [[{ change: 1, _id: 1 }], [{ change: 1, dates: 1 }], [{ ticket: 1 }]],
  'rulebook-versions': [[{ rulebook: 1, loadedAt: -1 }]],
};

/** The indexes that processes made for themselves at every start before there were migrations. */
export const firstIndexes: Migration = {
  id: 1,
  name: 'indexes of lists, sweeps, and of the places of attachments',
  needed: true,
  async run(database) {
    for (const [collection, indexes] of Object.entries(INDEXES))
      for (const [key, options] of indexes) await database.collection(collection).createIndex(key, options);
  },
};
