import type { Migration } from './migration';

/** What finds tickets and commands of the first format, which the sweep renews: it has the key for it. */
export const formatsOfBefore: Migration = {
  id: 4,
  name: 'indexes of formats',
  needed: false,
  async run(database) {
    await database.collection('tickets').createIndex({ version: 1 });
    await database.collection('commands').createIndex({ version: 1 });
  },
};
