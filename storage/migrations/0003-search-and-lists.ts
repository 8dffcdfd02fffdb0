import type { Migration } from './migration';

const NEWEST = { 'matter.receivedAt': -1, _id: -1 } as const;

/** What words are searched by. What the tickets of before are found by is kept by the sweep, which has the key for it. */
export const searchAndLists: Migration = {
  id: 3,
  name: 'indexes of words',
  needed: false,
  async run(database) {
    const tickets = database.collection('tickets');
    await tickets.createIndex({ words: 1, ...NEWEST });
    await tickets.createIndex({ 'matter.category': 1, ...NEWEST });
  },
};
