import type { Migration } from './migration';

/** What finds the difficult points of a month (JE-13); the index has nothing else. */
export const difficultPoints: Migration = {
  id: 23,
  name: 'index of difficult points',
  needed: false,
  async run(database) {
    await database
      .collection('tickets')
      .createIndex(
        { 'rulebook.id': 1, 'view.difficultSince': 1 },
        { partialFilterExpression: { 'view.difficultSince': { $exists: true } } },
      );
  },
};
