import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/** What a span may say: ids, and words of our own. */
const SAID: ReadonlySet<string> = new Set([
  'exception.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'huiyin.request_id',
  'run_id',
  'runId',
  'temporalWorkflowId',
  'workflowId',
  'workflowType',
]);

const said = (attributes: Attributes = {}): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => SAID.has(name)));

/**
 * Sends of a span only what may leave the service (DESIGN §6). A library that traces an error puts its message there, and that of a database
 * quotes what it was to store.
 */
export const withoutPersons = (exporter: SpanExporter): SpanExporter => ({
  export: (spans, done) => exporter.export(spans.map(cleaned), done),
  shutdown: () => exporter.shutdown(),
  forceFlush: async () => exporter.forceFlush?.(),
});

/** The rest of a span is found behind it: some of its fields are its class's. */
const cleaned = (span: ReadableSpan): ReadableSpan =>
  Object.create(span, {
    attributes: { value: said(span.attributes) },
    status: { value: { code: span.status.code } },
    events: {
      value: span.events.map(({ name, time, attributes }) => ({ name, time, attributes: said(attributes) })),
    },
  }) as ReadableSpan;
