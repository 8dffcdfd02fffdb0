import { setTimeout as pause } from 'node:timers/promises';
import {
  Client,
  type ClientInterceptors,
  Connection,
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Applied, Command } from '../domain/procedures/command';
import type { Refusal } from '../domain/procedures/refusal';
import type { TicketInput } from '../domain/ticket/input';
import type { Succession } from '../domain/ticket/succession';
import { instant } from '../domain/time/instant';
import type { Change } from '../storage/changes/changes';
import type { ClientMetrics } from '../telemetry/client-metrics';
import { installation } from './installation';
import { isRunning } from './is-running';
import { isPolled, onceIn } from './pollers';
import { startChange } from './start-change';
import { startTicket } from './start-ticket';
import { tellSuccessors } from './tell-tickets';

/** What became of a command that was sent to a ticket's workflow. */
export type Fate =
  | ({ readonly kind: 'applied' } & Applied)
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No workflow runs for this ticket. */
  | { readonly kind: 'not-running' }
  /** Nobody knows: the engine or its workers did not answer in time. It may still be applied. */
  | { readonly kind: 'no-answer'; readonly cause: unknown };

/** Temporal, as far as the API needs it. */
export interface Engine {
  /** Starts a ticket's workflow; harmless when repeated. @throws when the engine does not take it in good time */
  start(input: TicketInput): Promise<void>;
  /** Starts the workflow of a change; harmless when repeated. @throws when the engine does not take it in good time */
  startChange(change: Change): Promise<void>;
  /**
   * Sends one command as an update of its own name; the same command id is applied once.
   * @param successions what the ticket has to know before: who succeeds the closed units that it names
   */
  send(ticketId: string, command: Command, successions: readonly Succession[]): Promise<Fate>;
  /** Whether a run of a ticket's workflow goes on; undefined where the engine gave no answer in good time. */
  isRunning(ticketId: string): Promise<boolean | undefined>;
  /** Whether the engine really answers, for our namespace. */
  answers(): Promise<boolean>;
  /** Whether any worker asks for work, as it was some seconds ago; undefined where the engine gave no answer in good time. */
  isPolled(): Promise<boolean | undefined>;
  close(): Promise<void>;
}

/** How long the engine may take to start a workflow, to carry out a command, and to say that it is there (ms). */
const START_PATIENCE = 3_000;
const COMMAND_PATIENCE = 10_000;
const PING_PATIENCE = 1_500;

/** How long the answer counts whether a worker asks for work (ms). */
const POLLED_FOR = 5_000;

/**
 * Connects when first used, so that the service starts while Temporal is away; Temporal's own settings say where it is.
 * @param measured measures each try of each request
 * @param interceptors of a client that traces
 */
export function lazyEngine(
  measured: Pick<ClientMetrics, 'interceptor'>,
  interceptors: ClientInterceptors = {},
): Engine {
  const { options, namespace } = installation();
  const connection = Connection.lazy({
    ...options,
    // Found again within seconds after an outage, not only after the two minutes that are gRPC's own.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
    // Those that are given take the place of the client's own, which tries again what may go well then.
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), measured.interceptor],
  });
  const client = new Client({ connection, namespace, interceptors });
  const within = <T>(patience: number, ask: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + patience, ask);
  return {
    start: async (input) => {
      await within(START_PATIENCE, () => startTicket(client, input));
    },
    startChange: async (change) => {
      await within(START_PATIENCE, () => startChange(client, change));
    },
    send: (ticketId, command, successions) =>
      within(COMMAND_PATIENCE, async () => {
        const ticket = client.workflow.getHandle(ticketId);
        await tellSuccessors(ticket, successions, command.at ?? instant(Date.now()));
        return acrossRuns(() =>
          ticket.executeUpdate<Applied, [Command]>(command.name, { args: [command], updateId: command.id }),
        );
      }).then((applied): Fate => ({ kind: 'applied', ...applied }), fateOf),
    isRunning: (ticketId) =>
      within(COMMAND_PATIENCE, () => isRunning(client, ticketId)).catch((error: unknown) => {
        if (isEngineAway(error)) return undefined;
        throw error;
      }),
    answers: () =>
      within(PING_PATIENCE, () =>
        client.workflowService.describeNamespace({ namespace: client.options.namespace }),
      ).then(
        () => true,
        () => false,
      ),
    isPolled: onceIn(POLLED_FOR, () => within(PING_PATIENCE, () => isPolled(client)).catch(() => undefined)),
    close: () => connection.close(),
  };
}

/** gRPC's code for a workflow that can't take an update at this very moment. */
const FAILED_PRECONDITION = 9;
/** In ms. */
const NEXT_RUN_COMES_WITHIN = 100;

/**
 * Sends an update again that met a workflow just as it continued as new or came to its end: the server lets go of what the run
 * had not seen yet, and leaves it to the client to try again (temporalio/temporal#7296). The deadline around it ends the tries.
 */
async function acrossRuns<T>(send: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (!(isGrpcServiceError(cause) && (cause.code as number) === FAILED_PRECONDITION)) throw error;
      await pause(NEXT_RUN_COMES_WITHIN);
    }
  }
}

/** Reads what the engine's client throws; a fault of ours is thrown on. */
export function fateOf(error: unknown): Fate {
  if (error instanceof WorkflowNotFoundError) return { kind: 'not-running' };
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    if (cause instanceof ApplicationFailure && cause.type === 'Refused') {
      // The validator throws refusals so.
      return { kind: 'refused', refusal: cause.details?.[0] as Refusal };
    }
    // Thrown where the command was weighed: the same command throws there again.
    if (cause instanceof ApplicationFailure && cause.failure?.source === 'TypeScriptSDK') throw cause;
    // The workflow ended, or was ended, before the command was done.
    return { kind: 'no-answer', cause: error };
  }
  if (isEngineAway(error)) return { kind: 'no-answer', cause: error };
  throw error;
}

/** Whether the engine could not be asked, or gave no answer in time. */
const isEngineAway = (error: unknown): boolean =>
  error instanceof Error &&
  (isGrpcServiceError(error) ||
    ['ServiceError', 'WorkflowUpdateRPCTimeoutOrCancelledError'].includes(error.name) ||
    isEngineAway(error.cause));
