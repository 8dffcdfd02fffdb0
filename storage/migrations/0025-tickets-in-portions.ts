import type { Migration } from './migration';

/** A backtest finds the tickets of a rulebook in the order of their numbers, page by page. */
export const ticketsInPortions: Migration = {
  id: 25,
  name: 'indexes of tickets and dossiers by rulebook and number',
  needed: false,
  async run(database) {
    await database.collection('tickets').createIndex({ 'rulebook.id': 1, _id: 1, 'matter.receivedAt': 1 });
    await database.collection('archive').createIndex({ rulebook: 1, erased: 1, _id: 1, closedAt: 1 });
  },
};
