import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { RequestHandler } from 'express';
import { routeOf } from './log';

/**
 * A span a request, by its route, under the one that its `traceparent` names (W3C Trace Context): what a person typed into an address stays
 * out, and so does `tracestate`, in which anything may stand. Nothing is done where this process does not trace.
 */
export const traceRequests: RequestHandler = (request, response, next) => {
  const above = propagation.extract(ROOT_CONTEXT, { traceparent: request.headers.traceparent });
  const span = trace.getTracer('huiyin').startSpan(request.method, { kind: SpanKind.SERVER }, above);
  response.once('close', () => {
    const route = routeOf(request);
    const status = response.statusCode;
    span.updateName(`${request.method} ${route}`).setAttributes({
      'http.request.method': request.method,
      'http.route': route,
      'http.response.status_code': status,
      'huiyin.request_id': response.getHeader('x-request-id'),
    });
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(above, span), next);
};
