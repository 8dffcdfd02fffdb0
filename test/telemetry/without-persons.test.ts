import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { withoutPersons } from '../../telemetry/without-persons';

/** What leaves the service of one span. */
function sent(attributes: Record<string, string>, error: Error): ReadableSpan {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(withoutPersons(exporter))],
  });
  const span = provider.getTracer('test').startSpan('RunActivity:record', { attributes });
  span.recordException(error);
  span.setStatus({ code: 2, message: error.message });
  span.end();
  const [only] = exporter.getFinishedSpans();
  if (!only) throw new Error('no span was sent');
  return only;
}

test('of an error a span says its kind, and not what it quotes', () => {
  const { status, events, attributes, duration, name } = sent(
    { temporalWorkflowId: 'HY-1', text: '鹅群' },
    new TypeError('dup key: { phone: "13987654321" }'),
  );
  expect([name, status, attributes]).toEqual([
    'RunActivity:record',
    { code: 2 },
    { temporalWorkflowId: 'HY-1' },
  ]);
  expect(events).toEqual([
    { name: 'exception', time: expect.any(Array) as number[], attributes: { 'exception.type': 'TypeError' } },
  ]);
  expect(duration).toHaveLength(2);
});
