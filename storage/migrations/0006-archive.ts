import type { Migration } from './migration';

/** What finds tickets that were closed long ago, dossiers whose tickets are not all gone yet, and old notes of who looked at what. */
export const indexesOfTheArchive: Migration = {
  id: 6,
  name: 'indexes of the archive, and of what is forgotten',
  needed: false,
  async run(database) {
    await database.collection('tickets').createIndex({ 'rulebook.id': 1, 'view.closedAt': 1, _id: 1 });
    await database.collection('archive').createIndex({ clearing: 1 }, { sparse: true });
    await database.collection('accesses').createIndex({ at: 1 });
  },
};
