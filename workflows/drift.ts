import type { Sinks } from '@temporalio/workflow';

/** Where a workflow tells that it, replayed, comes to another ticket than it did when it lived: its rules were changed under it. */
export interface DriftSinks extends Sinks {
  readonly drift: {
    /** @param seq the last event of the turn */
    found(ticket: string, seq: number): void;
  };
}
