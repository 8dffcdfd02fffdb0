import { ApplicationFailure, patched, proxySinks, workflowInfo } from '@temporalio/workflow';
import type { ActivateInput, Sinks, WorkflowInterceptors } from '@temporalio/workflow';
import { moveOnSignal } from './ticket';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];
type Told = NonNullable<Job['doUpdate'] | Job['signalWorkflow']>;
type Payload = NonNullable<Told['input']>[number];
type Headers = Told['headers'];

/** Where a worker notes, in the metadata of what a workflow is sent, that it has no proof to come from the service, and what to do. */
export const UNPROVEN = 'unproven';
/** It counts for nothing; or it counts, and is told of, while those that send it are replaced by others that prove what they send. */
export const REFUSED = 1;
export const NOTED = 2;
/** Where a workflow asks its worker to prove what it starts its next run with. */
export const TO_BE_PROVEN = 'to-be-proven';

/** What of it there is. */
export type Unproven = 'start' | 'signal' | 'update';

/** Where a workflow tells what it was sent without a proof. */
export interface UnprovenSinks extends Sinks {
  readonly unproven: {
    /** @param name of the workflow's type, the signal, the update */
    met(what: Unproven, name: string): void;
  };
}

const { unproven } = proxySinks<UnprovenSinks>();

/**
 * Keeps from a workflow what a console sent it: anybody who reaches Temporal can name any actor. Whether something is proven, its worker
 * says, which has the key; and it may say otherwise in a replay, once a key is gone. So each decision is one that no replay makes again:
 * validators run once; of a signal that was refused the history keeps a mark; and a start is looked at before anything has happened.
 */
export function interceptors(): WorkflowInterceptors {
  return {
    internals: [
      {
        activate(input, next) {
          input.activation.jobs?.forEach(mark);
          next(input);
        },
        concludeActivation(input, next) {
          for (const { continueAsNewWorkflowExecution } of input.commands) {
            const [first] = continueAsNewWorkflowExecution?.arguments ?? [];
            if (first) first.metadata = { ...first.metadata, [TO_BE_PROVEN]: new Uint8Array() };
          }
          return next(input);
        },
      },
    ],
    inbound: [
      {
        async execute(input, next) {
          const found = markIn(input.headers);
          if (found !== undefined && !workflowInfo().unsafe.isReplaying) {
            unproven.met('start', workflowInfo().workflowType);
            if (found === REFUSED) throw refused();
          }
          return next(input);
        },
        validateUpdate(input, next) {
          const found = markIn(input.headers);
          if (found !== undefined) unproven.met('update', input.name);
          if (found === REFUSED) throw refused();
          next(input);
        },
        async handleSignal(input, next) {
          const found = markIn(input.headers);
          if (found === undefined) return next(input);
          // Refused once, it is in every replay; let through once, the same: so it was before there were proofs, or the key is gone.
          const refuses = found === REFUSED && patched('unproven-signals-refused');
          unproven.met('signal', input.signalName);
          if (!refuses) return next(input);
        },
      },
    ],
  };
}

/** The mark goes where interceptors find it, beside the arguments: nothing in a workflow has to know of it. */
function mark({ initializeWorkflow: start, doUpdate: update, signalWorkflow: signal }: Job): void {
  if (start) start.headers = marked(start.headers, start.arguments);
  if (update) update.headers = marked(update.headers, update.input, REFUSED);
  if (signal && signal.signalName !== moveOnSignal.name)
    signal.headers = marked(signal.headers, signal.input, REFUSED);
}

/** @param empty the mark of what says nothing, which can't be proven */
function marked(headers: Headers, input: readonly Payload[] | null | undefined, empty?: number): Headers {
  const { [UNPROVEN]: _, ...rest } = headers ?? {};
  const [first] = input ?? [];
  const mark = first ? first.metadata?.[UNPROVEN]?.[0] : empty;
  return mark === undefined ? rest : { ...rest, [UNPROVEN]: { data: new Uint8Array([mark]) } };
}

const markIn = (headers: Headers): number | undefined => headers?.[UNPROVEN]?.data?.[0];

const refused = (): ApplicationFailure =>
  ApplicationFailure.nonRetryable('It does not come from the service: nothing is done.', 'Unproven');
