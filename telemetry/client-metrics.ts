import { InterceptingCall, type Interceptor, status as CODES } from '@grpc/grpc-js';
import { Counter, Histogram } from 'prom-client';

export type ClientMetrics = ReturnType<typeof clientMetrics>;

/** These wait for a worker, and say nothing of how fast the engine is. */
const LONG: ReadonlySet<string> = new Set(['UpdateWorkflowExecution', 'PollWorkflowExecutionUpdate']);

/** Temporal's own (s). */
const BUCKETS = [0.05, 0.1, 0.5, 1, 2.5, 10];

/**
 * What a client of Temporal measures that is made of JavaScript alone: each request, and each try of it, under the names and labels by
 * which the SDK's native code measures those of a worker. Operations and codes are gRPC's words; no label holds anything of a ticket.
 */
export function clientMetrics() {
  const requests = requestMetrics('request', 'Requests to Temporal');
  const longRequests = requestMetrics('long_request', 'Requests to Temporal that wait for a worker');
  const interceptor: Interceptor = (options, nextCall) => {
    const operation = options.method_definition.path.split('/').at(-1) ?? '';
    const { seconds, failures } = LONG.has(operation) ? longRequests : requests;
    return new InterceptingCall(nextCall(options), {
      start(metadata, _listener, next) {
        const stop = seconds.startTimer({ operation });
        next(metadata, {
          onReceiveStatus(status, pass) {
            stop();
            if (status.code !== CODES.OK) failures.inc({ operation, status_code: CODES[status.code] });
            pass(status);
          },
        });
      },
    });
  };
  return {
    /** For a connection of the client; the innermost, so that each try counts. */
    interceptor,
    /** For the registry of whoever serves them. */
    all: [requests, longRequests].flatMap(({ seconds, failures }) => [seconds, failures]),
  };
}

function requestMetrics(name: string, what: string) {
  return {
    seconds: new Histogram({
      name: `temporal_${name}_latency_seconds`,
      help: `${what}, by operation: how long each took.`,
      labelNames: ['operation'] as const,
      buckets: BUCKETS,
      registers: [],
    }),
    failures: new Counter({
      name: `temporal_${name}_failure_total`,
      help: `${what} that failed, by operation and by gRPC's code.`,
      labelNames: ['operation', 'status_code'] as const,
      registers: [],
    }),
  };
}
