import type { Client } from '@temporalio/client';
import { openTicket, type TicketInput } from '../../domain/ticket/input';
import type { Store } from '../../storage/store';
import { unlessGone } from '../is-running';
import { startTicket } from '../start-ticket';

/** Where a ticket's workflow runs, and what its ledger lies in. */
export interface BothSides {
  readonly client: Client;
  readonly store: Store;
}

/**
 * Starts a ticket's workflow as its ledger tells it, where none runs.
 * @returns `closed` also where the database does not know it
 * @throws the client's error; TurnUnderWay where the ledger is being written
 */
export async function startFromLedger(
  { client, store }: BothSides,
  id: string,
): Promise<'started' | 'there-already' | 'closed'> {
  const input = await store.rebuildInput(id);
  return !input || isOver(input) ? 'closed' : startTicket(client, input);
}

/** A closed ticket goes on only where a main ticket has to hear of it. */
const isOver = ({ carried }: TicketInput): boolean =>
  carried?.ticket.state === 'closed' && carried.ticket.owesMain === undefined;

/**
 * Lets a ticket's workflow begin again from its ledger, which knows more than the workflow: the engine was set back, or lost a turn.
 * From then on what stands there is never taken back, so that a run which is still writing can't.
 * @param runId only where this run is still the one that goes on
 * @throws the client's error; TurnUnderWay where the ledger is being written
 */
export async function restartTicket({ client, store }: BothSides, id: string, runId?: string): Promise<void> {
  if (runId !== undefined) {
    const current = await unlessGone(() => client.workflow.getHandle(id).describe());
    if (current?.runId !== runId) return;
  }
  const close = (why: string): Promise<unknown> => client.workflow.getHandle(id, runId).terminate(why);
  const input = await store.rebuildInput(id);
  if (!input) {
    if (await store.archive.has(id)) await close('It lies in the archive.');
    return;
  }
  const { ticket } = openTicket(input);
  await store.tickets.confirm(id, ticket.seq);
  if (isOver(input)) await close('Its ledger says that it is closed.');
  else await startTicket(client, input, 'in place of one that runs');
}
