import type { Migration } from './migration';

/** What finds bulks: those of an account, and those that are under way. */
export const bulks: Migration = {
  id: 22,
  name: 'indexes of bulks',
  needed: false,
  async run(database) {
    const bulks = database.collection('bulks');
    await bulks.createIndex({ 'by.sub': 1, 'by.role': 1, at: -1, _id: -1 });
    await bulks.createIndex({ open: 1, _id: 1 }, { sparse: true });
  },
};
