import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { type FoundBy, searchAttributesOf } from '../domain/telling/search-attributes';
import { describe } from '../domain/telling/titles';
import { openTicket, packed, type SentInput, type TicketInput } from '../domain/ticket/input';
import { spokenInstant } from '../domain/time/instant';
import { CHANNELS } from '../domain/words';
import { isNewlyStarted } from './is-running';
import { TASK_QUEUE, TICKET_WORKFLOW } from './names';
import type { Applied, Command } from '../domain/procedures/command';

/**
 * Starts a ticket's workflow; harmless when repeated. One that runs, or that came to its own end, is left alone:
 * only after a run that was terminated, failed or timed out does the same ticket get another.
 * @param which `in place of one that runs`: that one is terminated
 * @returns `there-already` where a run goes on or has been completed
 * @throws the client's error when the engine does not take it
 */
export async function startTicket(
  client: Client,
  input: TicketInput,
  which: 'where none runs' | 'in place of one that runs' = 'where none runs',
): Promise<'started' | 'there-already'> {
  const isNew = await isNewlyStarted(() =>
    client.workflow.start(TICKET_WORKFLOW, {
      ...startOf(input),
      ...(which === 'where none runs'
        ? { workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY', workflowIdConflictPolicy: 'FAIL' }
        : { workflowIdReusePolicy: 'ALLOW_DUPLICATE', workflowIdConflictPolicy: 'TERMINATE_EXISTING' }),
    }),
  );
  return isNew ? 'started' : 'there-already';
}

/**
 * Starts the workflow of a ticket once more that came to its own end, with a command that it is given before it can end again; where one
 * runs, that is given the command. The same command id is applied once.
 * @throws the client's error
 */
export const reopenTicket = (client: Client, input: TicketInput, command: Command): Promise<Applied> =>
  client.workflow.executeUpdateWithStart<TicketWorkflow, Applied, [Command]>(command.name, {
    args: [command],
    updateId: command.id,
    startWorkflowOperation: new WithStartWorkflowOperation<TicketWorkflow>(TICKET_WORKFLOW, {
      ...startOf(input),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  });

type TicketWorkflow = (sent: SentInput) => Promise<void>;

/** What each start of a ticket's workflow says: what it is found by, and what Temporal Web shows above its details. */
export function startOf(input: TicketInput) {
  const { matter, rules } = input;
  const { ticket } = openTicket(input);
  return {
    workflowId: matter.id,
    taskQueue: TASK_QUEUE,
    args: [packed(input)] as [SentInput],
    typedSearchAttributes: searchAttributesOf(ticket, rules.id).filter(isSet),
    // As it is called by now: one that is started once more may have been put right since.
    staticSummary: describe(ticket),
    staticDetails: [
      `**规则** ${rules.id}@${rules.version}`,
      `**收到** ${spokenInstant(matter.receivedAt)} · ${CHANNELS[matter.channel]}`,
    ].join('\n\n'),
  };
}

const isSet = (found: FoundBy): found is FoundBy & SearchAttributePair => found.value !== null;
