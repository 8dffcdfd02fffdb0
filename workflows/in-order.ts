import { defaultPayloadConverter } from '@temporalio/common';
import type { ActivateInput, WorkflowInterceptors } from '@temporalio/workflow';
import type { SentInput } from '../domain/ticket/input';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];
type Payload = NonNullable<NonNullable<Job['doUpdate']>['input']>[number];

/**
 * Lets a ticket take the commands and changes of one task in the order of their moments. That is where many come at once, since its workflow
 * was reset: all that it was ever told. By itself the SDK holds what comes at the very beginning until the workflow has begun, and gives it
 * out name by name as handlers are set; and of a signal between two updates it keeps the place the first time, but not in a replay.
 */
export function interceptors(): WorkflowInterceptors {
  let inOrder = false;
  return {
    internals: [
      {
        activate(input, next) {
          const jobs = input.activation.jobs ?? [];
          const beginning = jobs.find(({ initializeWorkflow }) => initializeWorkflow)?.initializeWorkflow;
          if (beginning) inOrder = wantsOrder(beginning.arguments?.[0]);
          if (!inOrder) return next(input);
          const told = ordered(jobs.filter((job) => isTold(job)));
          const rest = jobs.filter((job) => !isTold(job));
          // At the beginning the workflow sets its handlers first.
          for (const some of beginning ? [rest, told] : [[...rest, ...told]])
            if (some.length > 0) next({ ...input, activation: { ...input.activation, jobs: some } });
        },
      },
    ],
  };
}

const wantsOrder = (sent?: Payload): boolean =>
  sent !== undefined &&
  (defaultPayloadConverter.fromPayload<Partial<SentInput> | null>(sent)?.inOrder ?? false);

const isTold = ({ doUpdate, signalWorkflow }: Job): boolean => Boolean(doUpdate ?? signalWorkflow);

/** Of two at the same moment the signal is first, as the SDK has it: who succeeds a unit, and then what the successor does. */
const ordered = (told: readonly Job[]): Job[] =>
  told
    .map((job) => ({ job, at: momentOf(job), update: Number(Boolean(job.doUpdate)) }))
    .toSorted((a, b) => compared(a.at, b.at) || a.update - b.update)
    .map(({ job }) => job);

const compared = (a: number, b: number): number => (a === b ? 0 : a - b);

/** Without a moment of its own, a signal comes first and a command last, as the SDK has it. */
function momentOf({ doUpdate, signalWorkflow }: Job): number {
  const command = doUpdate?.input?.[0];
  if (doUpdate)
    return (command && defaultPayloadConverter.fromPayload<{ at?: number } | null>(command)?.at) ?? Infinity;
  const at = signalWorkflow?.input?.[1];
  return (at && defaultPayloadConverter.fromPayload<number | null>(at)) ?? 0;
}
