import type { Migration } from './migration';

/** What lists all tickets, and those of which something waits for a decision, by what is due first. */
export const queues: Migration = {
  id: 18,
  name: 'indexes of what is due first',
  needed: false,
  async run(database) {
    const tickets = database.collection('tickets');
    await tickets.createIndex({ 'view.due': 1, _id: 1 });
    await tickets.createIndex({ 'view.pending.request': 1, 'view.due': 1, _id: 1 });
  },
};
