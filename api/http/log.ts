import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { type Logger, pino } from 'pino';
import { pinoHttp } from 'pino-http';

/** The service's log: JSON, a line an event, on standard output. */
export const serviceLog = (level: string): Logger =>
  pino({
    level,
    base: { service: 'api' },
    serializers: { err: faultOf },
    redact: ['*.authorization', 'authorization'],
  });

/**
 * A fault by its kind and its place. Its message is left out, and what is attached to it: a database's error quotes what it was to store,
 * which may be a person's data (DESIGN §6).
 */
export function faultOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
  const code =
    'code' in error && ['string', 'number'].includes(typeof error.code) ? { code: error.code } : {};
  return { type: error.name, ...code, at, ...(error.cause ? { cause: faultOf(error.cause) } : {}) };
}

/** The address as it was declared, `/v1/tickets/:id`: never what a person typed into it. */
export const routeOf = (request: Request): string =>
  // express types a route as anything.
  (request.route as { path: string } | undefined)?.path ?? 'unknown';

/** Logs each request by its route, and gives it an id that its answer carries too. Addresses, queries and bodies stay out. */
export function logRequests(logger: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger,
    genReqId: (_request, response) => {
      const id = randomUUID();
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
