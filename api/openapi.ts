import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { Router } from 'express';
import { z } from 'zod';
import type { Config } from '../config/load';
import { COMMANDS, keysOf } from '../domain/terms';
import {
  calendarAnswer,
  deadlineAnswer,
  eventsAnswer,
  notificationsAnswer,
  problemAnswer,
  rulebookAnswer,
  rulebooksAnswer,
  ticketAnswer,
  ticketsAnswer,
  unitsAnswer,
} from './answers';
import { commandDoors } from './command-bodies';
import type { Parts } from './parts';
import { allows } from './problem';
import { ticketsQuery } from './reading';
import { deadlineQuery } from './reference';
import { ticketBody } from './ticket-body';

const PROBLEMS = {
  400: 'The body is not JSON',
  401: 'No token, or one that is not valid',
  403: 'Not for this role',
  404: 'There is no such thing, or it is not the asker’s to see',
  409: 'Not possible in this state; `allowed` says what is',
  413: 'The body is larger than 100 kB',
  415: 'The body is not sent as JSON',
  422: 'Does not fit the schema or the rulebook; `errors` says what is wrong where, and by which rule',
  429: 'Too many requests',
  503: 'The engine or the database does not answer; Retry-After says when to come again',
} as const;
type ProblemStatus = keyof typeof PROBLEMS;

const json = (description: string, schema: z.ZodType): ResponseConfig => ({
  description,
  content: { 'application/json': { schema } },
});

const problems = (...statuses: ProblemStatus[]): Record<string, ResponseConfig> =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: PROBLEMS[status], content: { 'application/problem+json': { schema: problemAnswer } } },
    ]),
  );

const READING = [401, 403, 404, 429, 503] as const;
const WRITING = [400, 401, 403, 404, 409, 413, 415, 422, 429, 503] as const;

const ticketPath = z.object({ id: z.string().meta({ example: 'HY-7K3M-9Q2X-4V1B' }) });
const idempotencyKey = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'The same key and body give the same answer and no second effect' }),
});

/** Addresses that need no token. */
const OPEN = {
  '/healthz': 'Whether the service lives',
  '/readyz': 'Whether engine and database answer',
  '/metrics': 'For Prometheus',
} as const;

/** The OpenAPI document, made of the very schemas that check requests. */
export function openApiDocument(config: Config): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Claims: `sub`, `role`; for a unit also `unit`, for a caller also `ticket`.',
  });

  const reads = (
    path: string,
    tag: string,
    summary: string,
    answer: z.ZodType,
    {
      params,
      query,
      statuses = READING,
    }: { params?: z.ZodObject; query?: z.ZodObject; statuses?: readonly ProblemStatus[] } = {},
  ): void =>
    registry.registerPath({
      method: 'get',
      path,
      tags: [tag],
      summary,
      request: { ...(params ? { params } : {}), ...(query ? { query } : {}) },
      responses: { 200: json('As asked', answer), ...problems(...statuses) },
    });

  registry.registerPath({
    method: 'post',
    path: '/v1/tickets',
    tags: ['tickets'],
    summary: '登记 · register a ticket (operator)',
    request: {
      headers: idempotencyKey,
      body: { required: true, content: { 'application/json': { schema: ticketBody(config) } } },
    },
    responses: {
      201: {
        ...json('Registered; its clocks run', ticketAnswer),
        headers: { Location: { schema: { type: 'string' }, description: 'Address of the ticket' } },
      },
      202: json(
        'Stored safely; it starts by itself when the engine is back, and its clocks count from receivedAt',
        ticketAnswer,
      ),
      ...problems(400, 401, 403, 413, 415, 422, 429, 503),
    },
  });
  reads(
    '/v1/tickets',
    'tickets',
    '列表 · list tickets, newest first (operator, supervisor, unit)',
    ticketsAnswer,
    {
      query: ticketsQuery,
      statuses: [401, 403, 422, 429, 503],
    },
  );
  reads('/v1/tickets/{id}', 'tickets', '工单 · one ticket', ticketAnswer, { params: ticketPath });
  reads('/v1/tickets/{id}/events', 'tickets', '台账 · its ledger', eventsAnswer, { params: ticketPath });
  reads('/v1/tickets/{id}/notifications', 'tickets', '通知 · its messages', notificationsAnswer, {
    params: ticketPath,
  });

  const doors = commandDoors(config);
  for (const name of keysOf(COMMANDS)) {
    registry.registerPath({
      method: 'post',
      path: `/v1/tickets/{id}/${name}`,
      tags: ['commands'],
      summary: `${COMMANDS[name]} · ${name} (${doors[name].who.join(', ')})`,
      request: {
        params: ticketPath,
        headers: idempotencyKey,
        body: { content: { 'application/json': { schema: doors[name].body } } },
      },
      responses: { 200: json('Done; the ticket as it is now', ticketAnswer), ...problems(...WRITING) },
    });
  }

  reads('/v1/deadlines', 'reference', '时限 · when a limit ends, and why', deadlineAnswer, {
    query: deadlineQuery(config),
    statuses: [401, 422, 429],
  });
  reads('/v1/rulebooks', 'reference', '规则 · the rulebooks', rulebooksAnswer, { statuses: [401, 429] });
  reads('/v1/rulebooks/{id}', 'reference', '规则 · one rulebook', rulebookAnswer, {
    params: z.object({ id: z.string() }),
    statuses: [401, 404, 429],
  });
  reads('/v1/units', 'reference', '单位 · the units', unitsAnswer, { statuses: [401, 429] });
  reads(
    '/v1/calendars/{year}',
    'reference',
    '工作日历 · the days of a year that differ from Monday–Friday',
    calendarAnswer,
    {
      params: z.object({ year: z.string().meta({ example: '2026' }) }),
      statuses: [401, 404, 429],
    },
  );

  for (const [path, summary] of Object.entries(OPEN)) {
    registry.registerPath({
      method: 'get',
      path,
      tags: ['operations'],
      summary,
      security: [],
      responses: { 200: { description: 'As asked' }, ...(path === '/readyz' ? problems(503) : {}) },
    });
  }

  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: '回音 Huiyin',
      version: '1',
      description:
        '12345 政务服务便民热线工单：事事有回音，件件有答复。Errors are `application/problem+json` (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [{ name: 'tickets' }, { name: 'commands' }, { name: 'reference' }, { name: 'operations' }],
  });
}

export function openApiRoutes({ config }: Pick<Parts, 'config'>): Router {
  const document = openApiDocument(config);
  const router = Router();
  router
    .route('/openapi.json')
    .get((_request, response) => void response.json(document))
    .all(allows('GET', 'HEAD'));
  return router;
}
