import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { projectRoot } from './cache';
import { reason } from './progress';

/**
 * Keeps the history of a ticket's newest run in `test/histories/`, where the replay test holds every change of the workflows
 * against it: `npm run record-history -- TICKET NAME [RUN]`.
 */
async function recordHistory([ticket, name, run]: readonly string[]): Promise<void> {
  if (!ticket || !/^[a-z0-9-]+$/.test(name ?? '')) {
    throw new Error('Usage: npm run record-history -- TICKET NAME [RUN], with a NAME of a–z, 0–9 and -');
  }
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await Connection.connect({ address: connectionOptions.address });
  try {
    const history = await new Client({ connection, namespace }).workflow
      .getHandle(ticket, run)
      .fetchHistory();
    const folder = join(projectRoot, 'test', 'histories');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.json`), `${historyToJSON(history)}\n`);
    console.log(`${name}.json: ${history.events?.length ?? 0} events`);
  } finally {
    await connection.close();
  }
}

recordHistory(process.argv.slice(2)).catch((error: unknown) => {
  console.error(reason(error));
  process.exitCode = 1;
});
