import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Applied } from '../../domain/procedures/command';
import type { SpotCheck } from '../../domain/procedures/closing/spot-check';
import type { SentInput } from '../../domain/ticket/input';
import type { Store } from '../../storage/store';
import { TICKET_WORKFLOW } from '../names';
import { startOf } from '../start-ticket';

/**
 * Tells a ticket the result of its re-inspection (JE-14, JE-15). It is closed, and its workflow is over: this starts it from its ledger and
 * tells it in the same step; one that passed comes to its end again, one that failed goes on. The same once more does nothing.
 * @throws a failure that is not tried again where the ticket is not there any more, or lies in the archive; the client's other errors
 */
export async function tellChecked(
  { client, store }: { readonly client: Client; readonly store: Pick<Store, 'rebuildInput' | 'tickets'> },
  {
    ticket,
    occasion,
    passed,
    at,
    command,
  }: Omit<SpotCheck, 'id'> & {
    readonly ticket: string;
    readonly command: SpotCheck['id'];
  },
): Promise<void> {
  const input = await store.rebuildInput(ticket);
  if (!input) throw ApplicationFailure.nonRetryable('The ticket is not there any more.', 'NoSuchTicket');
  const { restored: _, ...carried } = { restored: undefined, ...input.carried };
  const again = input.carried ? { ...input, carried: carried as NonNullable<typeof input.carried> } : input;
  const startWorkflowOperation = new WithStartWorkflowOperation(TICKET_WORKFLOW, {
    ...startOf(again),
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
  const check: SpotCheck = { id: command, occasion, passed, at };
  await client.workflow.executeUpdateWithStart<(input: SentInput) => Promise<void>, Applied, [SpotCheck]>(
    'spotChecked',
    {
      args: [check],
      updateId: command,
      startWorkflowOperation,
    },
  );
}
