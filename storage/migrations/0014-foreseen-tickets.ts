import type { Migration } from './migration';

/** What finds open tickets to which something happens by itself; what those of before lack, the sweep makes up. */
export const foreseenTickets: Migration = {
  id: 14,
  name: 'indexes of what happens by itself',
  needed: false,
  async run(database) {
    const openClocks = database.collection('open-clocks');
    await openClocks.createIndex({ next: 1 });
    await openClocks.createIndex({ units: 1, next: 1 });
  },
};
