import type { Headers, WorkflowInterceptors } from '@temporalio/workflow';

/** Under which name Temporal's interceptors for OpenTelemetry carry a trace. */
const TRACE = '_tracer-data';

/**
 * Where a ticket is traced: its effects belong to the trace of the command, or the signal, that they follow from. They are carried out by
 * the ticket's own loop, whose span is sent only when the ticket is closed. What time alone does belongs to what started the workflow.
 */
export function interceptors(): WorkflowInterceptors {
  let start: Headers[string] | undefined;
  let cause: Headers[string] | undefined;
  const following = (headers: Headers): Headers => (cause ? { ...headers, [TRACE]: cause } : headers);
  return {
    inbound: [
      {
        execute(input, next) {
          start = cause = input.headers[TRACE];
          return next(input);
        },
        handleUpdate(input, next) {
          cause = input.headers[TRACE];
          return next(input);
        },
        handleSignal(input, next) {
          cause = input.headers[TRACE];
          return next(input);
        },
      },
    ],
    outbound: [
      {
        startTimer(input, next) {
          return next(input).then(() => {
            cause = start;
          });
        },
        scheduleActivity: (input, next) => next({ ...input, headers: following(input.headers) }),
        scheduleLocalActivity: (input, next) => next({ ...input, headers: following(input.headers) }),
      },
    ],
  };
}
