import type { Client } from '@temporalio/client';
import { keysOf, STATES } from '../../domain/words';
import { BULK_WORKFLOW, CHANGE_WORKFLOW, TICKET_WORKFLOW } from '../../engine/names';
import { reason } from '../progress';
import { atInstallation } from '../../engine/installation';
import { keepHistory } from './keep';

const OF_EACH = 3;

/** What is sampled: tickets in each state, changes of calendars and rulebooks, and bulks. */
const KINDS: readonly (readonly [name: string, query: string])[] = [
  ...keysOf(STATES).map(
    (state) => [state, `WorkflowType = '${TICKET_WORKFLOW}' AND TicketState = '${state}'`] as const,
  ),
  ['change', `WorkflowType = '${CHANGE_WORKFLOW}'`],
  ['bulk', `WorkflowType = '${BULK_WORKFLOW}'`],
];

/**
 * Keeps the histories of an installation's newest tickets, some in each state, in place of an earlier sample, so that a release is
 * tried on them before it goes there: `npm run sample-histories [-- HOW-MANY]`. One that can't be kept is named, and stops no other.
 */
async function sample([count = String(OF_EACH)]: readonly string[]): Promise<void> {
  if (!/^[1-9]\d{0,3}$/.test(count)) throw new Error('Usage: npm run sample-histories [-- HOW-MANY of each]');
  await atInstallation(async ({ workflow }) => {
    for (const [kind, query] of KINDS)
      for (const [index, { workflowId, runId }] of (await newest(workflow, query, Number(count))).entries())
        await workflow
          .getHandle(workflowId, runId)
          .fetchHistory()
          .then((history) => keepHistory(`sampled-${kind}-${index + 1}`, history))
          .catch((error: unknown) => failed(`${workflowId}: ${reason(error)}`));
  });
}

async function newest(workflow: Client['workflow'], query: string, count: number) {
  const found = [];
  for await (const { workflowId, runId } of workflow.list({ query, pageSize: count })) {
    if (found.push({ workflowId, runId }) === count) break;
  }
  return found;
}

function failed(why: string): void {
  console.error(why);
  process.exitCode = 1;
}

sample(process.argv.slice(2)).catch((error: unknown) => failed(reason(error)));
