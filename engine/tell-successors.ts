import type { WorkflowHandle } from '@temporalio/client';
import type { Succession } from '../domain/ticket/succession';

/** Tells a ticket who succeeds the closed units that it names; told twice, it goes on with each once. */
export async function tellSuccessors(
  ticket: Pick<WorkflowHandle, 'signal'>,
  successions: readonly Succession[],
): Promise<void> {
  for (const succession of successions) await ticket.signal<[Succession]>('succeed', succession);
}
