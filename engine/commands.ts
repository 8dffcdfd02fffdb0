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
import type { RestrictionCommand, RestrictionInput } from '../domain/restriction/restriction';
import type { Succession } from '../domain/ticket/succession';
import { instant } from '../domain/time/instant';
import type { DataKeys } from '../keys/data-keys';
import { proving } from '../keys/proof';
import type { Bulk } from '../storage/bulk/bulks';
import type { Change } from '../storage/changes/changes';
import type { ClientMetrics } from '../telemetry/client-metrics';
import { startBulk, wakeToStop } from './bulk/start-bulk';
import { installation } from './installation';
import type { OccasionCommand } from '../domain/occasions/command';
import type { OccasionInput } from '../domain/occasions/occasion';
import type { OccasionRefusal } from '../domain/occasions/refusal';
import { isRunning } from './is-running';
import { startOccasion } from './occasions/opening';
import { isPolled, onceIn } from './pollers';
import { restrictionWorkflow } from './names';
import { startChange } from './start-change';
import { startRestriction } from './hotline/start-restriction';
import { reopenTicket, startTicket } from './start-ticket';
import { tellSuccessors } from './tell-tickets';

/** What became of a command that was sent to a ticket's workflow. */
export type Fate =
  | ({ readonly kind: 'applied' } & Applied)
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No workflow runs for this ticket. */
  | { readonly kind: 'not-running' }
  /** Nobody knows: the engine or its workers did not answer in time. It may still be applied. */
  | { readonly kind: 'no-answer'; readonly cause: unknown };

/** What became of a command on an occasion; refused by its own rules. */
export type OccasionFate =
  | { readonly kind: 'applied'; readonly seq: number }
  | { readonly kind: 'refused'; readonly refusal: OccasionRefusal }
  | Extract<Fate, { readonly kind: 'not-running' | 'no-answer' }>;

/** Temporal, as far as the API needs it. */
export interface Engine {
  /** Starts a ticket's workflow; harmless when repeated. @throws when the engine does not take it in good time */
  start(input: TicketInput): Promise<void>;
  /** Starts the workflow of a change; harmless when repeated. @throws when the engine does not take it in good time */
  startChange(change: Change): Promise<void>;
  /** Starts the workflow of a restriction; harmless when repeated. @throws when the engine does not take it in good time */
  startRestriction(input: RestrictionInput): Promise<void>;
  /** Sends a restriction one command as an update of its own name; the same command id is applied once. */
  tellRestriction(id: string, command: RestrictionCommand): Promise<Fate>;
  /**
   * Sends one command as an update of its own name; the same command id is applied once.
   * @param successions what the ticket has to know before: who succeeds the closed units that it names
   */
  send(ticketId: string, command: Command, successions: readonly Succession[]): Promise<Fate>;
  /**
   * Starts the workflow of a ticket once more that has come to its end, and gives it a command with that: it ends again where it refuses.
   * One that runs is given the command alone.
   */
  reopen(input: TicketInput, command: Command): Promise<Fate>;
  /** Starts an occasion's workflow; harmless when repeated. @throws when the engine does not take it in good time */
  startOccasion(input: OccasionInput): Promise<void>;
  /** Sends a command to an occasion, as an update of its own name; the same command id is applied once. */
  sendToOccasion(id: string, command: OccasionCommand): Promise<OccasionFate>;
  /** Starts a bulk's workflow; harmless when repeated. @throws when the engine does not take it in good time */
  startBulk(bulk: Bulk): Promise<void>;
  /** Wakes a bulk that was asked to stop. @throws when the engine gives no answer in good time */
  wakeToStop(bulk: string): Promise<void>;
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
 * @param keys prove what workflows are sent
 * @param measured measures each try of each request
 * @param interceptors of a client that traces
 */
export function lazyEngine(
  keys: DataKeys,
  measured: Pick<ClientMetrics, 'interceptor'>,
  interceptors: ClientInterceptors = {},
): Engine {
  const { connection, namespace } = lazyConnection(measured);
  const client = new Client({ connection, namespace, dataConverter: proving(keys), interceptors });
  return { ...engineBy(client), close: () => connection.close() };
}

/** The connection below it, that waits as long as whoever asks. */
export function lazyConnection(measured: Pick<ClientMetrics, 'interceptor'>) {
  const { options, namespace } = installation();
  const connection = Connection.lazy({
    ...options,
    // Found again within seconds after an outage, not only after the two minutes that are gRPC's own.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
    // Those that are given take the place of the client's own, which tries again what may go well then.
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), measured.interceptor],
  });
  return { connection, namespace };
}

/** An engine by a client that is there already, and is closed by whoever made it. */
export function engineBy(client: Client): Omit<Engine, 'close'> {
  const within = <T>(patience: number, ask: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + patience, ask);
  return {
    start: async (input) => {
      await within(START_PATIENCE, () => startTicket(client, input));
    },
    startChange: async (change) => {
      await within(START_PATIENCE, () => startChange(client, change));
    },
    startRestriction: (input) => within(START_PATIENCE, () => startRestriction(client, input)),
    tellRestriction: (id, command) =>
      within(COMMAND_PATIENCE, () =>
        client.workflow
          .getHandle(restrictionWorkflow(id))
          .executeUpdate<Applied, [RestrictionCommand]>(command.name, {
            args: [command],
            updateId: command.id,
          }),
      ).then((applied): Fate => ({ kind: 'applied', ...applied }), fateOf),
    send: (ticketId, command, successions) =>
      within(COMMAND_PATIENCE, async () => {
        const ticket = client.workflow.getHandle(ticketId);
        await tellSuccessors(ticket, successions, command.at ?? instant(Date.now()));
        return acrossRuns(() =>
          ticket.executeUpdate<Applied, [Command]>(command.name, { args: [command], updateId: command.id }),
        );
      }).then((applied): Fate => ({ kind: 'applied', ...applied }), fateOf),
    reopen: (input, command) =>
      within(COMMAND_PATIENCE, () => reopenTicket(client, input, command)).then(
        (applied): Fate => ({ kind: 'applied', ...applied }),
        fateOf,
      ),
    startOccasion: async (input) => {
      await within(START_PATIENCE, () => startOccasion(client, input));
    },
    sendToOccasion: (id, command) =>
      within(COMMAND_PATIENCE, () =>
        acrossRuns(() =>
          client.workflow.getHandle(id).executeUpdate<number, [OccasionCommand]>(command.name, {
            args: [command],
            updateId: command.id,
          }),
        ),
      ).then(
        (seq): OccasionFate => ({ kind: 'applied', seq }),
        // Its workflow throws refusals of its own kind.
        (error: unknown) => fateOf(error) as OccasionFate,
      ),
    startBulk: async (bulk) => {
      await within(START_PATIENCE, () => startBulk(client, bulk));
    },
    wakeToStop: (bulk) => within(START_PATIENCE, () => wakeToStop(client, bulk)),
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
