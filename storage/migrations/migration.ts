import type { Connection } from 'mongoose';

/** The database as a migration works on it: the driver's own, since models are of today and a migration is of its day. */
export type Database = NonNullable<Connection['db']>;

/**
 * One numbered change of what is stored, made once by `npm run migrate` and never altered after its release. It may be ended at any
 * moment and started again, and two may run at once: each of its steps is harmless when repeated, and old processes work on meanwhile.
 */
export interface Migration {
  readonly id: number;
  readonly name: string;
  /** What knows this migration does not work before it is done; all others find their way without it, if more slowly. */
  readonly needed: boolean;
  run(database: Database): Promise<void>;
}

/** MongoDB's codes for an index, or its collection, that is not there. */
const GONE: readonly unknown[] = [26, 27];

/** Takes away an index that another one is used instead of. */
export async function withoutIndex(database: Database, collection: string, name: string): Promise<void> {
  await database
    .collection(collection)
    .dropIndex(name)
    .catch((error: { code?: unknown }) => {
      if (!GONE.includes(error.code)) throw error;
    });
}
