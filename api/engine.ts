import {
  type Client,
  Client as TemporalClient,
  Connection,
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Command, Refusal } from '../domain/command';
import type { Applied } from '../workflows/ticket';

/** What became of a command that was sent to a ticket's workflow. */
export type Outcome =
  | ({ readonly kind: 'applied' } & Applied)
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No workflow runs for this ticket. */
  | { readonly kind: 'not-running' }
  /** Nobody knows: the engine or its workers did not answer in time. It may still be applied. */
  | { readonly kind: 'no-answer' };

const COMMAND_PATIENCE = 10_000;
const PING_PATIENCE = 1_500;

/** Connects when first used, so that the service starts while Temporal is away; Temporal's own settings say where it is. */
export function connectEngine(): Client {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const { address, tls, apiKey, metadata } = connectionOptions;
  const connection = Connection.lazy({
    address,
    tls,
    apiKey,
    metadata: metadata as Record<string, string> | undefined,
    // Found again within seconds after an outage, not only after the two minutes that are gRPC's own.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
  });
  return new TemporalClient({ connection, namespace });
}

/** Sends one command as an update of its own name; the same command id is applied once. */
export async function sendCommand(client: Client, ticketId: string, command: Command): Promise<Outcome> {
  const handle = client.workflow.getHandle(ticketId);
  try {
    const applied = await client.withDeadline(Date.now() + COMMAND_PATIENCE, () =>
      handle.executeUpdate<Applied, [Command]>(command.name, { args: [command], updateId: command.id }),
    );
    return { kind: 'applied', ...applied };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** Reads what the engine's client throws; a fault of ours is thrown on. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof WorkflowNotFoundError) return { kind: 'not-running' };
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    if (cause instanceof ApplicationFailure && cause.type === 'Refused') {
      return { kind: 'refused', refusal: cause.details?.[0] as Refusal };
    }
    // The workflow ended, or was ended, before the command was done.
    return { kind: 'no-answer' };
  }
  if (isEngineAway(error)) return { kind: 'no-answer' };
  throw error;
}

/** Whether the engine could not be asked, or gave no answer in time. */
export const isEngineAway = (error: unknown): boolean =>
  error instanceof Error &&
  (isGrpcServiceError(error) ||
    ['ServiceError', 'WorkflowUpdateRPCTimeoutOrCancelledError'].includes(error.name) ||
    isEngineAway(error.cause));

/** Whether the engine really answers, for our namespace. */
export async function engineAnswers(client: Client): Promise<boolean> {
  const { namespace } = client.options;
  try {
    await client.withDeadline(Date.now() + PING_PATIENCE, () => client.workflowService.describeNamespace({ namespace }));
    return true;
  } catch {
    return false;
  }
}
