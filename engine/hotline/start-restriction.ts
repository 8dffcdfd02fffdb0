import type { Client } from '@temporalio/client';
import { restrictionTitle, type RestrictionInput } from '../../domain/restriction/restriction';
import { spokenInstant } from '../../domain/time/instant';
import type { Restriction } from '../../storage/restrictions/restrictions';
import { isNewlyStarted } from '../is-running';
import { RESTRICTION_WORKFLOW, restrictionWorkflow, TASK_QUEUE } from '../names';

/** What the workflow of a restriction starts with; undefined where nothing is restricted (WF-34). */
export function restrictionInput({
  id,
  rulebook,
  at,
  until,
  source,
  events,
}: Restriction): RestrictionInput | undefined {
  if (until === undefined) return undefined;
  const known = events.map(({ text: _, ...event }) => event);
  return { id, rulebook, at, until, ...(source === undefined ? {} : { source }), events: known };
}

/**
 * Starts a restriction's workflow, also where one was ended from outside; one that runs is left alone.
 * @throws the client's error when the engine does not take it
 */
export async function startRestriction(client: Client, input: RestrictionInput): Promise<void> {
  await isNewlyStarted(() =>
    client.workflow.start(RESTRICTION_WORKFLOW, {
      workflowId: restrictionWorkflow(input.id),
      taskQueue: TASK_QUEUE,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: restrictionTitle(input),
      staticDetails: [
        `**规则** ${input.rulebook}${input.source === undefined ? '' : `（${input.source}）`}`,
        `**时间** ${spokenInstant(input.at)}`,
      ].join('\n\n'),
    }),
  );
}
