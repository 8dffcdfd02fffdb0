import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { readSettings } from '../config/settings';
import { errorFields } from '../engine/error-fields';
import { type Finding, reconcileTickets, reconcileUnknown } from '../engine/recovery/reconcile';
import { dataKeys } from '../keys/data-keys';
import { storeAt } from '../storage/store';

/**
 * `npm run reconcile`: after either server was set back, compares every ticket with its workflow and sets right what has one right answer.
 * One line of JSON a finding; what a person has to look at has `lost`. It may be ended at any moment and started again, also with
 * `-- --after ID` from where it was, or with `-- --share 0.05` for a sample.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { after: { type: 'string' }, share: { type: 'string' } } });
  const share = Number(values.share ?? 1);
  if (!(share > 0 && share <= 1)) throw new Error('--share expects a number above 0, at most 1.');
  const { MONGODB_URI, HUIYIN_DATA_KEY } = readSettings(['MONGODB_URI', 'HUIYIN_DATA_KEY']);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const { address, tls, apiKey } = connectionOptions;
  const connection = await Connection.connect({ address, tls, apiKey });
  const store = await storeAt(MONGODB_URI, dataKeys(HUIYIN_DATA_KEY));
  const counts = { looked: 0, found: 0, lost: 0, failed: 0 };
  const by = {
    client: new Client({ connection, namespace }),
    store,
    found: (finding: Finding) => {
      counts.found++;
      if (finding.lost !== undefined) counts.lost++;
      console.log(JSON.stringify(finding));
    },
    failed: (ticket: string, error: unknown) => {
      counts.failed++;
      console.log(JSON.stringify({ ticket, failed: errorFields(error) }));
    },
    passed: (id: string) => console.error(`… ${id}`),
  };
  try {
    // First what the database does not know: then all tickets are there to be compared.
    if (values.after === undefined) await reconcileUnknown(by);
    counts.looked = await reconcileTickets(by, values.after, share);
    console.error(
      `${counts.looked} tickets compared: ${counts.found} set right, in ${counts.lost} of them a person has to look; ${counts.failed} failed.`,
    );
    if (counts.failed > 0) process.exitCode = 1;
  } finally {
    await store.close();
    await connection.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
