import type { Migration } from './migration';

/** What finds lines that gave way, and tickets that show what the engine may have lost. */
export const indexesOfTheLost: Migration = {
  id: 2,
  name: 'indexes of what the engine lost',
  needed: false,
  async run(database) {
    const superseded = database.collection('ledger-superseded');
    await superseded.createIndex({ ticketId: 1, seq: 1, decided: 1 });
    await superseded.createIndex({ command: 1 }, { sparse: true });
    await superseded.createIndex({ unsettled: 1, _id: 1 }, { sparse: true });
    await database.collection('tickets').createIndex({ unanswered: 1, _id: 1 }, { sparse: true });
  },
};
