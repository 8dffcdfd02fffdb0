import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { type Logger, pino } from 'pino';
import { pinoHttp } from 'pino-http';
import { faultOf } from '../../telemetry/fault';

/** The service's log: JSON, a line an event, on standard output. */
export const serviceLog = (level: string): Logger =>
  pino({
    level,
    base: { service: 'api' },
    serializers: { err: faultOf },
    redact: ['*.authorization', 'authorization'],
  });

/** The address as it was declared, `/v1/tickets/:id`: never what a person typed into it. */
export const routeOf = (request: Request): string =>
  // express types a route as anything.
  (request.route as { path: string } | undefined)?.path ?? 'unknown';

/** 32 hex digits, or a UUID, as proxies make them: nothing that a person could be known by. */
const ID = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i;

/** The id under which whoever stands before us knows a request. */
const givenId = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && ID.test(header) ? header : undefined;

/**
 * Logs each request by its route, and under the id of its `X-Request-Id`, which its answer carries too; one of our own where it has none.
 * Addresses, queries and bodies stay out.
 */
export function logRequests(logger: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger,
    genReqId: (request, response) => {
      const id = givenId(request.headers['x-request-id']) ?? randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    quietReqLogger: true,
    wrapSerializers: false,
    serializers: { req: () => undefined, res: () => undefined, err: faultOf },
    customLogLevel: (request, response, error) => {
      if (response.statusCode === 503) return 'warn';
      if (error || response.statusCode >= 500) return 'error';
      return ['/healthz', '/readyz', '/metrics'].includes(routeOf(request)) ? 'debug' : 'info';
    },
    customSuccessObject: answeredBy,
    customErrorObject: (request, response, _error, line) => ({
      ...answeredBy(request, response, line as object),
      err: response.err,
    }),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'failed',
  });
}

/** What a line says of a request: nothing that a person typed. */
const answeredBy = (request: Request, response: Response, line: object): object => ({
  ...line,
  method: request.method,
  route: routeOf(request),
  status: response.statusCode,
  role: request.subject?.role,
});
