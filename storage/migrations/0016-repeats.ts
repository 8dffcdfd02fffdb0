import type { Migration } from './migration';

/**
 * What finds tickets that changed (what is held in memory of them, to be compared, follows), those that are tied to another, those that owe
 * a main ticket word, and what their callers are told by that.
 */
export const repeats: Migration = {
  id: 16,
  name: 'indexes of what is found across tickets',
  needed: false,
  async run(database) {
    const [tickets, outbox] = [database.collection('tickets'), database.collection('outbox')];
    await tickets.createIndex({ 'view.decided': 1, _id: 1 });
    await tickets.createIndex({ 'view.links': 1, _id: 1 }, { sparse: true });
    await tickets.createIndex({ 'view.owesMain.seq': 1, _id: 1 }, { sparse: true });
    const hotSpots = database.collection('hot-spots');
    await hotSpots.createIndex({ foundAt: -1, _id: -1 });
    await hotSpots.createIndex({ tickets: 1 });
    await hotSpots.createIndex({ taken: 1, _id: 1 });
    await outbox.createIndex({ voice: 1, at: 1, _id: 1 }, { sparse: true });
  },
};
