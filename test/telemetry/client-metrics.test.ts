import { Client, type Connection } from '@temporalio/client';
import { Server, ServerCredentials, status as CODES } from '@grpc/grpc-js';
import { Registry } from 'prom-client';
import { engineBy, lazyConnection } from '../../engine/commands';
import { clientMetrics } from '../../telemetry/client-metrics';
import { samplesOf } from '../given/metrics';
import { waitFor } from '../given/wait-for';

/** How an engine answers what is asked of it, one code after the other; never, where its client is to give up. */
type Codes = Readonly<Record<string, readonly CODES[]>>;

let server: Server;
let connection: Connection;
/** The API's client, of a server that answers so, and what it has measured. */
async function clientOf(codes: Codes) {
  server = new Server();
  const itsName = 'temporal.api.workflowservice.v1.WorkflowService';
  for (const [operation, itsCodes] of Object.entries(codes)) {
    const answers = itsCodes.values();
    const same = (bytes: Buffer): Buffer => bytes;
    const path = `/${itsName}/${operation}`;
    const [requestStream, responseStream] = [false, false];
    const whole = { requestSerialize: same, requestDeserialize: same, responseSerialize: same };
    server.addService(
      { it: { path, requestStream, responseStream, ...whole, responseDeserialize: same } },
      {
        it: (_call: unknown, answer: (error: object | null, bytes?: Buffer) => void) => {
          const { value: code = CODES.OK } = answers.next();
          if (code === CODES.DEADLINE_EXCEEDED) return;
          if (code === CODES.OK) answer(null, Buffer.alloc(0));
          else answer({ code, details: '' });
        },
      },
    );
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  process.env.TEMPORAL_ADDRESS = `127.0.0.1:${port}`;
  const requests = clientMetrics();
  const registry = new Registry();
  for (const metric of requests.all) registry.registerMetric(metric);
  const seen = async (name: string) => samplesOf(await registry.metrics(), name);
  ({ connection } = lazyConnection(requests));
  return { engine: engineBy(new Client({ connection })), service: connection.workflowService, seen };
}
afterEach(async () => {
  await connection.close();
  server.forceShutdown();
});

test('each request is measured by its operation, and each try of it: one that failed by its code too', async () => {
  const { engine, service, seen } = await clientOf({
    DescribeNamespace: [CODES.UNAVAILABLE, CODES.OK],
    DescribeTaskQueue: [CODES.OK],
    DescribeWorkflowExecution: [CODES.NOT_FOUND],
  });
  await service.describeNamespace({});
  await service.describeTaskQueue({});
  expect(await engine.isRunning('HY-0000-0000-0000')).toBe(false);
  expect(await seen('temporal_request_latency_seconds_count')).toEqual({
    'operation="DescribeNamespace"': 2,
    'operation="DescribeTaskQueue"': 1,
    'operation="DescribeWorkflowExecution"': 1,
  });
  expect(await seen('temporal_request_failure_total')).toEqual({
    'operation="DescribeNamespace",status_code="UNAVAILABLE"': 1,
    'operation="DescribeWorkflowExecution",status_code="NOT_FOUND"': 1,
  });
});

test('what waits for a worker is measured apart', async () => {
  const { engine, seen } = await clientOf({ UpdateWorkflowExecution: [CODES.NOT_FOUND] });
  expect(await engine.send('HY-0000-0000-0000', { name: 'urge', id: 'one' } as never, [])).toEqual({
    kind: 'not-running',
  });
  expect(await seen('temporal_long_request_failure_total')).toEqual({
    'operation="UpdateWorkflowExecution",status_code="NOT_FOUND"': 1,
  });
  expect(await seen('temporal_request_latency_seconds_count')).toEqual({});
});

test('a server that is away is a failure too', async () => {
  const { engine, seen } = await clientOf({ DescribeNamespace: [CODES.OK], DescribeTaskQueue: [CODES.OK] });
  await waitFor('it answers', () => engine.answers());
  await waitFor('it names nobody who asks for work', async () => (await engine.isPolled()) === false);
  server.forceShutdown();
  await waitFor('a try has failed', async () => {
    expect(await engine.answers()).toBe(false);
    const failures = await seen('temporal_request_failure_total');
    return 'operation="DescribeNamespace",status_code="UNAVAILABLE"' in failures;
  });
});

test('one that hangs is a failure of its own kind, when its client gives up', async () => {
  const { engine, seen } = await clientOf({ DescribeTaskQueue: [CODES.DEADLINE_EXCEEDED] });
  expect(await engine.isPolled()).toBe(undefined);
  expect(await seen('temporal_request_failure_total')).toEqual({
    'operation="DescribeTaskQueue",status_code="DEADLINE_EXCEEDED"': 1,
  });
});
