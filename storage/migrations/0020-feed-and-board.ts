import type { Migration } from './migration';

const DUE = { due: 1, _id: 1 } as const;

const OF_OPEN_TICKETS = [
  { inFigures: 1, ...DUE },
  { inFigures: 1, district: 1, ...DUE },
  { inFigures: 1, overdue: 1, ...DUE },
  { inFigures: 1, level: 1, ...DUE },
  { works: 1, ...DUE },
] as const;

/**
 * What finds tickets that the feed has to tell of, and what the board counts. Tickets of before are told from their first event on when
 * they next change; what open ones lack of what they are counted by, the sweep makes up.
 */
export const feedAndBoard: Migration = {
  id: 20,
  name: 'indexes of the change feed and of the board',
  needed: false,
  async run(database) {
    await database.collection('tickets').createIndex({ untold: 1, _id: 1 }, { sparse: true });
    for (const key of OF_OPEN_TICKETS) await database.collection('open-clocks').createIndex(key);
  },
};
