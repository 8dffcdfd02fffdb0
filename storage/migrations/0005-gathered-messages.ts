import type { Migration } from './migration';

/** What is gathered for a unit and not sent yet; nothing else stands in it. */
export const gatheredMessages: Migration = {
  id: 5,
  name: 'index of gathered messages',
  needed: false,
  async run(database) {
    await database
      .collection('outbox')
      .createIndex(
        { gathered: 1, at: 1, _id: 1 },
        { partialFilterExpression: { gathered: { $exists: true } } },
      );
  },
};
