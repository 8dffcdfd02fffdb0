import type { Migration } from './migration';

/** What finds sessions that are over, which are forgotten by the sweep as everything else is that has had its time. */
export const sessions: Migration = {
  id: 19,
  name: 'index of sessions that are over',
  needed: false,
  async run(database) {
    await database.collection('sessions').createIndex({ until: 1 });
  },
};
