import { reason } from '../progress';
import { atInstallation } from '../../engine/installation';
import { keepHistory } from './keep';

/** Keeps the history of a workflow's newest run, as of a ticket by its number: `npm run record-history -- WORKFLOW NAME [RUN]`. */
async function record([workflowId, name, run]: readonly string[]): Promise<void> {
  if (!workflowId || name === undefined || !/^[a-z0-9-]+$/.test(name)) {
    throw new Error('Usage: npm run record-history -- WORKFLOW NAME [RUN], with a NAME of a–z, 0–9 and -');
  }
  await atInstallation(async ({ workflow }) =>
    keepHistory(name, await workflow.getHandle(workflowId, run).fetchHistory()),
  );
}

record(process.argv.slice(2)).catch((error: unknown) => {
  console.error(reason(error));
  process.exitCode = 1;
});
