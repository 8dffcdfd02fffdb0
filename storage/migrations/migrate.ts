import { type Connection, mongo } from 'mongoose';
import { connect } from '../connection';
import { unlessDuplicate } from '../errors';
import { firstIndexes } from './0001-first-indexes';
import { indexesOfTheLost } from './0002-indexes-of-the-lost';
import { searchAndLists } from './0003-search-and-lists';
import { formatsOfBefore } from './0004-formats-of-before';
import { gatheredMessages } from './0005-gathered-messages';
import { indexesOfTheArchive } from './0006-archive';
import { noKeysInMessages } from './0007-no-keys-in-messages';
import { ticketsForCheckpoints } from './0008-tickets-for-checkpoints';
import { queueOfCallers } from './0009-queue-of-callers';
import { formatOfAttachments } from './0010-format-of-attachments';
import { indexesOfAccesses } from './0011-indexes-of-accesses';
import { personalData } from './0012-personal-data';
import { restrictionsAndKnowledge } from './0013-restrictions-and-knowledge';
import { foreseenTickets } from './0014-foreseen-tickets';
import { reports } from './0015-reports';
import { repeats } from './0016-repeats';
import { occasions } from './0017-occasions';
import { queues } from './0018-queues';
import { sessions } from './0019-sessions';
import { feedAndBoard } from './0020-feed-and-board';
import { desk } from './0021-desk';
import { bulks } from './0022-bulks';
import { difficultPoints } from './0023-difficult-points';
import { openClocksInPages } from './0024-open-clocks-in-pages';
import { ticketsInPortions } from './0025-tickets-in-portions';
import type { Database, Migration } from './migration';

/** In the order of their numbers, without a gap. */
export const MIGRATIONS: readonly Migration[] = [
  firstIndexes,
  indexesOfTheLost,
  searchAndLists,
  formatsOfBefore,
  gatheredMessages,
  indexesOfTheArchive,
  noKeysInMessages,
  ticketsForCheckpoints,
  queueOfCallers,
  formatOfAttachments,
  indexesOfAccesses,
  personalData,
  restrictionsAndKnowledge,
  foreseenTickets,
  reports,
  repeats,
  occasions,
  queues,
  sessions,
  feedAndBoard,
  desk,
  bulks,
  difficultPoints,
  openClocksInPages,
  ticketsInPortions,
];

/** What is not done yet that this version does not work without. */
export class NotMigrated extends Error {
  override readonly name = 'NotMigrated';
  constructor(waiting: readonly Migration[]) {
    super(`The database waits for npm run migrate: ${waiting.map(titleOf).join('; ')}.`);
  }
}

export const titleOf = ({ id, name }: Pick<Migration, 'id' | 'name'>): string => `${id}, ${name}`;

/**
 * Makes the migrations that the database has not had yet, one after the other; each is noted when it is done. One that is ended
 * half-way begins anew the next time.
 * @param about called before each
 * @returns how many there were
 */
export async function migrate(
  connection: Connection,
  about: (migration: Migration) => void = () => {},
  migrations = MIGRATIONS,
): Promise<number> {
  const waiting = await waitingOf(connection, migrations);
  const database = databaseOf(connection);
  for (const migration of waiting) {
    about(migration);
    await migration.run(database);
    const { id: _id, name } = migration;
    await done(database).insertOne({ _id, name, at: Date.now() }).catch(unlessDuplicate);
  }
  return waiting.length;
}

/** Brings the database at an address to this version. @returns how many migrations it took */
export async function migrateAt(uri: string, about?: (migration: Migration) => void): Promise<number> {
  const connection = await connect(uri);
  try {
    return await migrate(connection, about);
  } finally {
    await connection.close();
  }
}

/** @throws NotMigrated where the database lacks what this version does not work without; the driver's error while it is away */
export async function assertMigrated(connection: Connection, migrations = MIGRATIONS): Promise<void> {
  const waiting = await waitingOf(connection, migrations);
  if (waiting.some(({ needed }) => needed)) throw new NotMigrated(waiting);
}

async function waitingOf(connection: Connection, migrations: readonly Migration[]): Promise<Migration[]> {
  const found = await done(databaseOf(connection)).find().toArray();
  const known = new Set(found.map(({ _id }) => _id));
  return migrations.filter(({ id }) => !known.has(id));
}

interface DoneMigration {
  _id: number;
  name: string;
  at: number;
}

const done = (database: Database) => database.collection<DoneMigration>('migrations');

function databaseOf({ db }: Connection): Database {
  if (!db) throw new mongo.MongoNotConnectedError('The connection is not open.');
  return db;
}
