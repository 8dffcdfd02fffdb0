import { type Connection, createConnection } from 'mongoose';
import { limitWorkingTime } from './working-time';

/**
 * Limits in ms, so that a lost database is noticed within seconds and a call fails instead of waiting;
 * the driver looks for the database every few seconds and goes on by itself when it is back.
 */
const LIMITS = {
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
  heartbeatFrequencyMS: 2_000,
} as const;

/**
 * Connects to the database; the URI may override any limit.
 * @throws MongooseServerSelectionError when no server answers within 2 s
 */
export async function connect(uri: string): Promise<Connection> {
  const connection = createConnection(uri, {
    ...LIMITS,
    appName: 'huiyin',
    maxPoolSize: 50,
    // Without it a field that is undefined would be stored, and read again, as null.
    ignoreUndefined: true,
    // Mongoose would hold calls back for 10 s while the database is away; the driver's own 2 s are wanted.
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
  });
  // The driver tells of a lost server by every call that fails; without a listener the event would end the process.
  connection.on('error', () => {});
  try {
    await connection.asPromise();
    if (connection.db) limitWorkingTime(connection.db);
    return connection;
  } catch (error) {
    await connection.close(true);
    throw error;
  }
}

/** Asks the database for a sign of life. @throws the driver's error, within seconds, when there is none */
export async function ping(connection: Connection): Promise<void> {
  await connection.db?.command({ ping: 1 });
}
