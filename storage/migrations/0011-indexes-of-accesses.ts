import type { Migration } from './migration';

const BY_MOMENT = { at: -1, _id: -1 } as const;

/** What finds who looked at what by person, by what was shown, and by time. */
export const indexesOfAccesses: Migration = {
  id: 11,
  name: 'indexes of who looked at what, by person and time',
  needed: false,
  async run(database) {
    for (const key of [{ sub: 1, ...BY_MOMENT }, { what: 1, ...BY_MOMENT }, BY_MOMENT] as const)
      await database.collection('accesses').createIndex(key);
  },
};
