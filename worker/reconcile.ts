import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DATA_KEYS, readSettings } from '../config/settings';
import { ticketNumbersIn } from '../domain/ids';
import { atInstallation } from '../engine/installation';
import { errorFields } from '../telemetry/fault';
import {
  type Reconciling,
  reconcileErased,
  reconcileTickets,
  reconcileUnknown,
} from '../engine/recovery/reconcile';
import type { BothSides } from '../engine/recovery/restart-ticket';
import { keysOf } from '../keys/data-keys';
import { storeAt } from '../storage/store';

/**
 * `npm run reconcile`: after either server was set back, compares every ticket with its workflow and sets right what has one right answer.
 * One line of JSON a finding; what a person has to look at has `lost`, or `unproven`: something stored is not what was written. It may be ended at any moment and started again, also with
 * `-- --after ID` from where it was, or with `-- --share 0.05` for a sample. `-- --erased FILE` erases again what the file names
 * by their numbers: what was erased since the backup was made.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { after: { type: 'string' }, share: { type: 'string' }, erased: { type: 'string' } },
  });
  const share = Number(values.share ?? 1);
  if (!(share > 0 && share <= 1)) throw new Error('--share expects a number above 0, at most 1.');
  const erased = values.erased === undefined ? [] : ticketNumbersIn(await readFile(values.erased, 'utf8'));
  const settings = readSettings(['MONGODB_URI', ...DATA_KEYS]);
  const keys = keysOf(settings);
  const store = await storeAt(settings.MONGODB_URI, keys);
  try {
    await atInstallation((client) => reconcile({ client, store }, values.after, share, erased), keys);
  } finally {
    await store.close();
  }
}

async function reconcile(
  sides: BothSides,
  after: string | undefined,
  share: number,
  erased: readonly string[],
): Promise<void> {
  const counts = { found: 0, lost: 0, unproven: 0, failed: 0 };
  const by: Reconciling = {
    ...sides,
    found: (finding) => {
      counts.found++;
      if (finding.lost !== undefined) counts.lost++;
      console.log(JSON.stringify(finding));
    },
    unproven: (ticket, unproven) => {
      counts.unproven++;
      console.log(JSON.stringify({ ticket, unproven }));
    },
    failed: (ticket, error) => {
      counts.failed++;
      console.log(JSON.stringify({ ticket, failed: errorFields(error) }));
    },
    passed: (id) => console.error(`… ${id}`),
  };
  // First what the database does not know: then all tickets are there to be compared.
  if (after === undefined) await reconcileUnknown(by);
  const looked = await reconcileTickets(by, after, share);
  // Last: a ticket that was closed since is closed again by now.
  await reconcileErased(by, erased);
  console.error(
    `${looked} tickets compared: ${counts.found} set right, in ${counts.lost} of them a person has to look; ${counts.unproven} not proven; ${counts.failed} failed.`,
  );
  if (counts.failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
