import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { startMongo } from '../../../dev/servers/mongo-server';
import { freePort } from '../../../dev/servers/ports';
import { connect } from '../../../storage/connection';
import { migrate } from '../../../storage/migrations/migrate';
import { type DataKeys, dataKeys } from '../../../keys/data-keys';
import { openStore, type Store } from '../../../storage/store';

export interface TestDatabase {
  readonly connection: Connection;
  readonly store: Store;
  readonly keys: DataKeys;
  readonly uri: string;
  /** One more connection to it, as another process has. */
  another(): Promise<Connection>;
  stop(): Promise<void>;
}

/** A real database server, empty, and a store on it; the server of `MONGODB_URI` where there is one, with a database of its own. */
export async function startDatabase(): Promise<TestDatabase> {
  const given = process.env.MONGODB_URI;
  const server = given === undefined ? await startMongo({ port: await freePort() }) : undefined;
  const uri = new URL(server?.uri ?? given ?? '');
  uri.pathname = `/test-${randomBytes(6).toString('hex')}`;
  const connection = await connect(uri.href);
  const keys = dataKeys(randomBytes(32));
  const store = openStore(connection, keys);
  await migrate(connection);
  const others: Connection[] = [];
  return {
    connection,
    store,
    keys,
    uri: uri.href,
    async another() {
      const other = await connect(uri.href);
      others.push(other);
      return other;
    },
    async stop() {
      for (const other of others) await other.close();
      if (!server) await connection.dropDatabase();
      await connection.close();
      await server?.stop();
    },
  };
}
