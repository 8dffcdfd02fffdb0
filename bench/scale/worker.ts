import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import pino from 'pino';
import { proving } from '../../keys/proof';
import { connect } from '../../storage/connection';
import { openStore } from '../../storage/store';
import { KEYS, ourWorkers, quietRuntime } from '../workers';

/** Our workers in a process of their own, so that its memory is theirs: `node worker.js TEMPORAL MONGODB WEBHOOK CACHED`. */
async function main([address = '', uri = '', webhook = '', cached = '']: readonly string[]): Promise<void> {
  quietRuntime();
  const native = await NativeConnection.connect({ address });
  const store = openStore(await connect(uri), KEYS);
  const client = new Client({ connection: native, dataConverter: proving(KEYS) });
  const workers = await ourWorkers({ native, client, store, webhook, cached: Number(cached) });
  const running = Promise.all(workers.map((it) => it.run()));
  pino().info('worker ready');
  await running;
  await native.close();
  await store.close();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
