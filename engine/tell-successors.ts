import type { WorkflowHandle } from '@temporalio/client';
import type { Succession } from '../domain/ticket/succession';
import type { Instant } from '../domain/time/instant';

/**
 * Tells a ticket who succeeds the closed units that it names; told twice, it goes on with each once.
 * @param at from when that counts; where a command follows, not after it
 */
export async function tellSuccessors(
  ticket: Pick<WorkflowHandle, 'signal'>,
  successions: readonly Succession[],
  at: Instant,
): Promise<void> {
  for (const succession of successions) await ticket.signal<[Succession, Instant]>('succeed', succession, at);
}
