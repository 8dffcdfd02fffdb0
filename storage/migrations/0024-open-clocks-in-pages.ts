import { type Migration, withoutIndex } from './migration';

/** All open clocks of a rulebook are read page by page. */
export const openClocksInPages: Migration = {
  id: 24,
  name: 'index of open clocks by rulebook and ticket',
  needed: false,
  async run(database) {
    await database.collection('open-clocks').createIndex({ rulebook: 1, _id: 1 });
    await withoutIndex(database, 'open-clocks', 'rulebook_1');
  },
};
