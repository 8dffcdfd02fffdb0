import type { Migration } from './migration';

/** What finds attachments of the first format, which the sweep seals: it has the keys for it. */
export const formatOfAttachments: Migration = {
  id: 10,
  name: 'index of the format of attachments',
  needed: false,
  async run(database) {
    await database.collection('attachments').createIndex({ version: 1 });
  },
};
