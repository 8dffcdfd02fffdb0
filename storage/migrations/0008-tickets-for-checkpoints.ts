import { pages } from '../page';
import type { Database, Migration } from './migration';

interface Ticket {
  _id: string;
}

/** What finds tickets that changed since a checkpoint; those of before, closed ones too, are to be in the next. */
export const ticketsForCheckpoints: Migration = {
  id: 8,
  name: 'tickets that are in no checkpoint yet',
  needed: false,
  async run(database: Database) {
    const tickets = database.collection<Ticket>('tickets');
    await tickets.createIndex({ uncovered: 1, _id: 1 }, { sparse: true });
    const read = (after: string, limit: number) =>
      tickets
        .find({ _id: { $gt: after } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
    for await (const page of pages(read, ({ _id }) => _id))
      await tickets.updateMany(
        { _id: { $in: page.map(({ _id }) => _id) }, 'view.seq': { $gt: 0 }, checkpoints: { $exists: false } },
        { $set: { uncovered: true } },
      );
  },
};
