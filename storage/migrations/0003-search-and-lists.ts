import type { mongo } from 'mongoose';
import { type Migration, withoutIndex } from './migration';

const NEWEST = { 'matter.receivedAt': -1, _id: -1 } as const;
const DUE_FIRST = { 'view.due': 1, _id: 1 } as const;
const OLDEST = { at: 1, _id: 1 } as const;

const INDEXES: Readonly<Record<string, readonly mongo.IndexSpecification[]>> = {
  tickets: [
    // Words; what the tickets of before are found by is kept by the sweep, which has the key for it.
    { words: 1, ...NEWEST },
    { 'matter.category': 1, ...NEWEST },
    // A unit's calendar, in its whole order.
    { 'view.assignments.unit': 1, ...DUE_FIRST },
    { 'view.above': 1, ...DUE_FIRST },
    // The sweep.
    { started: 1, 'view.next.at': 1 },
    // Changes.
    { 'view.state': 1, calendarBy: 1 },
    { 'rulebook.id': 1, 'view.state': 1, _id: 1 },
  ],
  outbox: [{ ticketId: 1, ...OLDEST }],
  attachments: [{ ticketId: 1, ...OLDEST }],
  changes: [
    { kind: 1, _id: 1 },
    { 'progress.completedAt': 1, _id: 1 },
  ],
  'rulebook-versions': [{ rulebook: 1, loadedAt: -1, _id: 1 }],
  'open-clocks': [{ rulebook: 1 }],
};

/** What the new ones are used instead of. */
const REPLACED = [
  ['tickets', 'view.assignments.unit_1_view.due_1'],
  ['tickets', 'view.above_1_view.due_1'],
  ['tickets', 'view.next.at_1__id_1'],
  ['outbox', 'ticketId_1_at_1'],
  ['rulebook-versions', 'rulebook_1_loadedAt_-1'],
] as const;

/** What words are searched by; and whole orders of lists, and sweeps that went through everything. */
export const searchAndLists: Migration = {
  id: 3,
  name: 'indexes of words, and of lists and sweeps that had none',
  needed: false,
  async run(database) {
    for (const [collection, indexes] of Object.entries(INDEXES))
      for (const key of indexes) await database.collection(collection).createIndex(key);
    for (const [collection, name] of REPLACED) await withoutIndex(database, collection, name);
  },
};
