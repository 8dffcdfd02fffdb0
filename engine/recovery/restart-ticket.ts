import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { openTicket } from '../../domain/ticket/input';
import type { Store } from '../../storage/store';
import { startTicket } from '../start-ticket';

/**
 * Lets a ticket's workflow begin again from its ledger, which knows more than the workflow: the engine was set back, or lost a turn.
 * From then on what stands there is never taken back, so that a run which is still writing can't.
 * @param runId only where this run is still the one that goes on
 * @throws the client's error; TurnUnderWay where the ledger is being written
 */
export async function restartTicket(
  { client, store }: { readonly client: Client; readonly store: Store },
  id: string,
  runId?: string,
): Promise<void> {
  if (runId !== undefined && (await currentRun(client, id)) !== runId) return;
  const input = await store.rebuildInput(id);
  if (!input) return;
  const { ticket } = openTicket(input);
  await store.tickets.confirm(id, ticket.seq);
  if (ticket.state === 'closed')
    await client.workflow.getHandle(id, runId).terminate('Its ledger says that it is closed.');
  else await startTicket(client, input, 'in place of one that runs');
}

async function currentRun(client: Client, id: string): Promise<string | undefined> {
  try {
    return (await client.workflow.getHandle(id).describe()).runId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
