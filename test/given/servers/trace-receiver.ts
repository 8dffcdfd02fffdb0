import { startReceiver } from './receiver';

/** A span as OTLP tells it, with what a test looks at. */
export interface ReceivedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
type OtlpSpan = Omit<ReceivedSpan, 'service' | 'attributes'> & { readonly attributes: readonly Attribute[] };
interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const valuesOf = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** Where traces are collected: gets spans by OTLP over HTTP, as JSON. */
export async function startTraceReceiver() {
  const { url, received, stop } = await startReceiver();
  return {
    /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
    endpoint: new URL(url).origin,
    /** All that came, as it came. */
    text: () => received.map(({ body }) => body).join('\n'),
    spans: (): ReceivedSpan[] =>
      received
        .flatMap(({ body }) => (JSON.parse(body) as Otlp).resourceSpans)
        .flatMap(({ resource, scopeSpans }) =>
          scopeSpans
            .flatMap(({ spans }) => spans)
            .map((span) => ({
              ...span,
              service: String(valuesOf(resource.attributes)['service.name']),
              attributes: valuesOf(span.attributes),
            })),
        ),
    stop,
  };
}
