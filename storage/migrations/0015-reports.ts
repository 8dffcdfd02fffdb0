import { pages } from '../page';
import type { Database, Migration } from './migration';

interface Ticket {
  _id: string;
}

/** What finds tickets that are to be counted anew, what is counted of a month, and objections to it. Tickets of before are counted from their ledgers, by the sweep. */
export const reports: Migration = {
  id: 15,
  name: 'what is counted in reports',
  needed: false,
  async run(database: Database) {
    const tickets = database.collection<Ticket>('tickets');
    await tickets.createIndex({ uncounted: 1 }, { sparse: true });
    await database.collection('counts').createIndex({ months: 1 });
    await database.collection('objections').createIndex({ of: 1, at: -1, _id: -1 });
    await database.collection('objections').createIndex({ ticketId: 1 });
    const read = (after: string, limit: number) =>
      tickets
        .find({ _id: { $gt: after } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
    for await (const page of pages(read, ({ _id }) => _id))
      await tickets.updateMany(
        {
          _id: { $in: page.map(({ _id }) => _id) },
          'view.seq': { $gt: 0 },
          'view.counted': { $exists: false },
        },
        { $set: { uncounted: 'changed' } },
      );
  },
};
