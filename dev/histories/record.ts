import { reason } from '../progress';
import { atInstallation } from '../../engine/installation';
import { keepHistory } from './keep';

/** Keeps the history of a ticket's newest run: `npm run record-history -- TICKET NAME [RUN]`. */
async function record([ticket, name, run]: readonly string[]): Promise<void> {
  if (!ticket || name === undefined || !/^[a-z0-9-]+$/.test(name)) {
    throw new Error('Usage: npm run record-history -- TICKET NAME [RUN], with a NAME of a–z, 0–9 and -');
  }
  await atInstallation(async ({ workflow }) =>
    keepHistory(name, await workflow.getHandle(ticket, run).fetchHistory()),
  );
}

record(process.argv.slice(2)).catch((error: unknown) => {
  console.error(reason(error));
  process.exitCode = 1;
});
