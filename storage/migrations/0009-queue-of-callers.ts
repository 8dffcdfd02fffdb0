import type { Migration } from './migration';

/** What waits for a gateway that takes it to callers; the index has nothing else but what waits. */
export const queueOfCallers: Migration = {
  id: 9,
  name: 'index of messages that wait for a gateway',
  needed: false,
  async run(database) {
    await database
      .collection('outbox')
      .createIndex(
        { status: 1, channel: 1, at: 1, _id: 1 },
        { partialFilterExpression: { status: 'waiting' } },
      );
  },
};
