import { randomBytes, randomUUID } from 'node:crypto';
import { BODY } from '../given/matter';
import { LEAD, OPERATOR } from '../given/hotline';
import { calmRulebook } from '../given/servers/config-folder';
import { type ReceivedSpan, startTraceReceiver } from '../given/servers/trace-receiver';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

let service: WholeService;
let traces: Awaited<ReturnType<typeof startTraceReceiver>>;
beforeAll(async () => {
  traces = await startTraceReceiver();
  service = await startWholeService({ rulebooks: [calmRulebook('calm')], traces: traces.endpoint });
});
afterAll(async () => {
  await service?.stop();
  await traces?.stop();
});

const WORKER = 'huiyin-worker';
/** What a caller's own system says of a request that it sends. */
function called() {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const requestId = randomUUID();
  const headers = {
    traceparent: `00-${traceId}-${spanId}-01`,
    tracestate: 'who=ouyang-cuihua',
    baggage: 'phone=13987654321',
    'x-request-id': requestId,
  };
  return { traceId, spanId, requestId, headers };
}

/** The spans of a trace, once these are among them: each process tells of its own when it has some. */
const traced = (traceId: string, ...last: readonly string[]): Promise<ReceivedSpan[]> =>
  waitFor(`${last.join(', ')} were traced`, () => {
    const spans = traces.spans().filter((span) => span.traceId === traceId);
    return last.every((it) => spans.some(({ name }) => name === it)) && spans;
  });

/** The names of a span and of all above it, the span first. */
function wayUp(spans: readonly ReceivedSpan[], name: string): string[] {
  const way: string[] = [];
  for (let at = spans.find((it) => it.name === name); at;) {
    way.push(at.name);
    const above = at.parentSpanId;
    at = spans.find(({ spanId }) => spanId === above);
  }
  return way;
}

test('one trace goes from the caller’s system over HTTP, update and workflow to the activities, on both processes', async () => {
  const { hotline } = service;
  const { id } = await hotline.register({ rulebook: 'calm' });
  const { traceId, spanId, requestId, headers } = called();
  const answer = await hotline.ask(`/v1/tickets/${id}/dispatch`, {
    as: OPERATOR,
    body: { lead: LEAD },
    headers,
  });
  expect([answer.status, answer.headers.get('x-request-id')]).toEqual([200, requestId]);
  const http = 'POST /v1/tickets/:id/dispatch';
  const spans = await traced(traceId, 'RunActivity:deliver', http);
  for (const name of ['ValidateUpdate:dispatch', 'HandleUpdate:dispatch', 'RunActivity:record'])
    expect([wayUp(spans, name), spans.find((it) => it.name === name)?.service]).toEqual([
      [name, 'StartWorkflowUpdate:dispatch', http],
      WORKER,
    ]);
  expect(wayUp(spans, 'RunActivity:deliver')).toContain(http);
  expect(spans.find(({ name }) => name === http)).toMatchObject({
    service: 'huiyin-api',
    parentSpanId: spanId,
    attributes: { 'huiyin.request_id': requestId, 'http.response.status_code': 200 },
  });
  expect(spans.find(({ name }) => name === 'RunActivity:record')?.attributes).toMatchObject({
    temporalWorkflowId: id,
  });
});

test('a registration is traced to the ticket’s first record', async () => {
  const { traceId, headers } = called();
  const body = { ...BODY, rulebook: 'calm' };
  const { status } = await service.hotline.ask('/v1/tickets', { as: OPERATOR, body, headers });
  expect(status).toBe(201);
  const spans = await traced(traceId, 'RunActivity:record');
  expect(wayUp(spans, 'RunActivity:record')).toEqual([
    'RunActivity:record',
    'StartWorkflow:ticket',
    'POST /v1/tickets',
  ]);
});

test('no span holds anything of a person: not what was said, nor what was refused, nor what a client likes to say', async () => {
  const { hotline } = service;
  const { traceId, headers } = called();
  const title = '隔壁养了四十只鹅';
  const note = '又添了两只火鸡';
  const { id } = await hotline.dispatched({ rulebook: 'calm', title });
  await hotline.order(id, 'supplement', { text: note });
  const callback = { reached: true, resolved: true, satisfaction: 'satisfied', comment: note };
  const refused = { as: OPERATOR, body: callback, headers };
  expect((await hotline.ask(`/v1/tickets/${id}/callback?phone=13987654321`, refused)).status).toBe(409);
  await traced(traceId, 'ValidateUpdate:callback');
  for (const text of [title, note, '13987654321', 'ouyang-cuihua', BODY.caller.phone])
    expect([text, traces.text().includes(text)]).toEqual([text, false]);
});
