import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { ClientInterceptors } from '@temporalio/client';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry/lib/client';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/worker';
import type { WorkerOptions } from '@temporalio/worker';
import { withoutPersons } from './without-persons';

/** What client and worker of Temporal are given so that one trace goes from a request to what came of it. */
export interface Tracing {
  readonly client: ClientInterceptors;
  readonly worker: Pick<WorkerOptions, 'interceptors' | 'sinks'>;
  /** Sends what is left. */
  close(): Promise<void>;
}

/**
 * Traces this process where `OTEL_EXPORTER_OTLP_ENDPOINT` is set, to which all is sent by OTLP over HTTP; OpenTelemetry's other variables
 * (`OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_TRACES_SAMPLER`, …) count too.
 */
export function tracingOf(service: 'api' | 'worker', env = process.env): Tracing | undefined {
  if (!env.OTEL_EXPORTER_OTLP_ENDPOINT) return undefined;
  return tracingBy(service, new BatchSpanProcessor(withoutPersons(new OTLPTraceExporter())));
}

function tracingBy(service: string, processor: SpanProcessor): Tracing {
  const resource = new Resource({ 'service.name': `huiyin-${service}` });
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  // Nothing but the trace goes on with it: baggage is what a client likes to say.
  provider.register({ propagator: new W3CTraceContextPropagator() });
  return {
    client: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] },
    worker: {
      interceptors: { activity: [(ctx) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(ctx) })] },
      sinks: { exporter: makeWorkflowExporter(processor, resource) },
    },
    close: () => provider.shutdown(),
  };
}
