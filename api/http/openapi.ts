import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { Router } from 'express';
import { z } from 'zod';
import type { Config } from '../../config/load';
import { COMMANDS, keysOf } from '../../domain/words';
import {
  accessesAnswer,
  attachmentAnswer,
  attachmentsAnswer,
  calendarAnswer,
  calendarEditionsAnswer,
  callerTokenAnswer,
  changeAnswer,
  changesAnswer,
  deadlineAnswer,
  evaluationAnswer,
  evaluationLinkAnswer,
  eventsAnswer,
  explainedClocksAnswer,
  linkAnswer,
  previewAnswer,
  notificationsAnswer,
  problemAnswer,
  publishedCalendarAnswer,
  rulebookAnswer,
  rulebooksAnswer,
  rulebookVersionsAnswer,
  ticketAnswer,
  ticketsAnswer,
  unitMessagesAnswer,
  unitsAnswer,
} from '../answers';
import { ATTACHMENT_TYPES } from '../attachments/attachment-types';
import { proposedCalendar } from '../law/calendar-body';
import { attachmentQuery, LARGEST } from '../attachments/attachments';
import { accessBody } from '../callers/caller-access';
import { calendarBody } from '../law/calendar-body';
import { calendarYearPath, changePath } from '../law/calendars';
import { commandDoors } from '../tickets/command-bodies';
import { linkBody } from '../callers/evaluation';
import type { Parts } from '../parts';
import { allows } from './problem';
import { accessesQuery, ticketsQuery } from '../tickets/reading';
import { deadlineQuery } from '../law/reference';
import { reapplyBody } from '../law/rulebook-versions';
import { ticketBody } from '../tickets/ticket-body';
import { unitMessagesQuery } from '../units/unit-messages';

const PROBLEMS = {
  400: 'The body is not JSON',
  401: 'No token, or one that is not valid',
  403: 'Not for this role',
  404: 'There is no such thing, or it is not the asker’s to see',
  409: 'Not possible in this state; `allowed` says what is',
  413: 'The body is larger than 100 kB',
  415: 'The body is not sent as JSON',
  416: 'The file has no such part',
  422: 'Does not fit the schema or the rulebook; `errors` says what is wrong where, and by which rule',
  429: 'Too many requests',
  503: 'The engine or the database does not answer; Retry-After says when to come again',
} as const;
type ProblemStatus = keyof typeof PROBLEMS;

const json = (description: string, schema: z.ZodType): ResponseConfig => ({
  description,
  content: { 'application/json': { schema } },
});

/** Bytes, of any of these types; in OpenAPI 3.1 they have no schema. */
const file = (...types: string[]): Record<string, object> =>
  Object.fromEntries(types.map((type) => [type, {}]));

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
  reads(
    '/v1/tickets/{id}/deadlines',
    'tickets',
    '时限说明 · why each of its clocks is due when it is, what moved it, and how it ended',
    explainedClocksAnswer,
    { params: ticketPath },
  );
  reads('/v1/tickets/{id}/notifications', 'tickets', '通知 · its messages', notificationsAnswer, {
    params: ticketPath,
  });

  reads(
    '/v1/tickets/{id}/accesses',
    'tickets',
    '查阅记录 · who looked at a report or confidential ticket, newest first (supervisor, auditor, admin)',
    accessesAnswer,
    { params: ticketPath, query: accessesQuery, statuses: [401, 403, 404, 422, 429, 503] },
  );

  registry.registerPath({
    method: 'post',
    path: '/v1/tickets/{id}/attachments',
    tags: ['attachments'],
    summary: '附件 · attach a voice, picture or video (operator; caller and working units to their own)',
    description: `The body is the file’s bytes, at most ${LARGEST / 1024 / 1024} MB; its type is found by its content, whatever header it is sent with.`,
    request: {
      params: ticketPath,
      query: attachmentQuery,
      headers: idempotencyKey,
      body: { required: true, content: file(...Object.keys(ATTACHMENT_TYPES)) },
    },
    responses: {
      201: {
        ...json('Attached', attachmentAnswer),
        headers: { Location: { schema: { type: 'string' }, description: 'Address of the attachment' } },
      },
      200: json('The same bytes were attached before', attachmentAnswer),
      ...problems(400, 401, 403, 404, 409, 422, 429, 503),
      413: { ...problems(413)[413], description: `The body is larger than ${LARGEST / 1024 / 1024} MB` },
      415: { ...problems(415)[415], description: 'By its content it is nothing that is taken' },
    },
  });
  reads('/v1/tickets/{id}/attachments', 'attachments', '附件 · what is attached', attachmentsAnswer, {
    params: ticketPath,
  });
  registry.registerPath({
    method: 'get',
    path: '/v1/tickets/{id}/attachments/{attachment}',
    tags: ['attachments'],
    summary: '附件 · the bytes of one, to be saved',
    request: { params: ticketPath.extend({ attachment: z.string() }) },
    responses: {
      200: { description: 'All of it', content: file(...Object.keys(ATTACHMENT_TYPES)) },
      206: { description: 'The part that Range asks for', content: file(...Object.keys(ATTACHMENT_TYPES)) },
      ...problems(...READING, 416),
    },
  });

  registry.registerPath({
    method: 'post',
    path: '/v1/tickets/{id}/access',
    tags: ['callers'],
    summary: '查询码 · the ticket’s number and its code give a caller’s token for an hour',
    security: [],
    request: {
      params: ticketPath,
      body: { required: true, content: { 'application/json': { schema: accessBody } } },
    },
    responses: {
      200: json('The token; it is for this ticket alone', callerTokenAnswer),
      ...problems(400, 413, 415, 422, 503),
      403: { ...problems(403)[403], description: 'There is no ticket of this number with this code' },
      429: { ...problems(429)[429], description: 'Ten tries at a ticket in 15 minutes are all' },
    },
  });
  registry.registerPath({
    method: 'post',
    path: '/v1/tickets/{id}/link',
    tags: ['callers'],
    summary: '评价链接 · an address at which the caller can evaluate for 30 days (operator, supervisor)',
    request: {
      params: ticketPath,
      headers: idempotencyKey,
      body: { content: { 'application/json': { schema: linkBody } } },
    },
    responses: {
      200: json('The address', evaluationLinkAnswer),
      ...problems(400, 401, 403, 404, 413, 415, 422, 429, 503),
    },
  });
  reads(
    '/v1/tickets/{id}/evaluation',
    'callers',
    '评价 · what can be evaluated, and how it was (caller, operator, supervisor)',
    evaluationAnswer,
    { params: ticketPath },
  );

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
      responses: {
        200:
          name === 'evaluate'
            ? json(
                'Done; the ticket as it is now, or for who came by a link the evaluation',
                z.union([ticketAnswer, evaluationAnswer]),
              )
            : json('Done; the ticket as it is now', ticketAnswer),
        ...problems(...WRITING),
      },
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
  const previews = { calendars: proposedCalendar, rulebooks: z.looseObject({ id: z.string() }) };
  for (const [what, body] of Object.entries(previews)) {
    registry.registerPath({
      method: 'post',
      path: `/v1/${what}/preview`,
      tags: ['changes'],
      summary: `试算 · what such ${what === 'calendars' ? 'a year' : 'a rulebook'} would do to the open tickets; nothing is written (admin, supervisor)`,
      request: { body: { required: true, content: { 'application/json': { schema: body } } } },
      responses: {
        200: json('What would happen', previewAnswer),
        ...problems(400, 401, 403, 413, 415, 422, 429, 503),
      },
    });
  }
  registry.registerPath({
    method: 'post',
    path: '/v1/units/{id}/link',
    tags: ['reference'],
    summary: '日历订阅 · a link to the due moments of a unit (that unit, operator, supervisor, admin)',
    request: { params: z.object({ id: z.string() }), headers: idempotencyKey },
    responses: {
      200: json('Good for 180 days', linkAnswer),
      ...problems(400, 401, 403, 404, 415, 422, 429, 503),
    },
  });
  registry.registerPath({
    method: 'get',
    path: '/v1/units/{id}/due.ics',
    tags: ['reference'],
    summary: '日历订阅 · the open due moments of a unit, for calendar programs',
    security: [],
    request: { params: z.object({ id: z.string() }), query: z.object({ token: z.string() }) },
    responses: {
      200: { description: 'At most 1,000 entries', content: file('text/calendar') },
      304: { description: 'As it was' },
      ...problems(401, 404, 429, 503),
    },
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
  registry.registerPath({
    method: 'put',
    path: '/v1/calendars/{year}',
    tags: ['changes'],
    summary: '公布 · publish a year, from last year on; every open ticket is bound to it (admin)',
    description: 'The same days and source once more change nothing. `year` may be left out of the body.',
    request: {
      params: calendarYearPath,
      body: { required: true, content: { 'application/json': { schema: calendarBody } } },
    },
    responses: {
      200: json('Published, and its change under way', publishedCalendarAnswer),
      ...problems(400, 401, 403, 413, 415, 422, 429, 503),
    },
  });
  reads(
    '/v1/calendars/{year}/versions',
    'changes',
    '工作日历 · the editions of a year, newest first',
    calendarEditionsAnswer,
    { params: calendarYearPath, statuses: [401, 404, 429, 503] },
  );
  reads(
    '/v1/calendars/changes',
    'changes',
    '变更 · what binds open tickets anew, newest first (admin, supervisor, operator, auditor)',
    changesAnswer,
    { statuses: [401, 403, 429, 503] },
  );
  reads(
    '/v1/calendars/changes/{id}',
    'changes',
    '变更 · one change, and how far it is (admin, supervisor, operator, auditor)',
    changeAnswer,
    { params: changePath },
  );
  reads(
    '/v1/rulebooks/{id}/versions',
    'changes',
    '规则 · every version that was ever loaded, the newest first',
    rulebookVersionsAnswer,
    { params: z.object({ id: z.string() }), statuses: [401, 404, 429, 503] },
  );
  registry.registerPath({
    method: 'post',
    path: '/v1/rulebooks/{id}/reapply',
    tags: ['changes'],
    summary: '适用新版规则 · bind open tickets to the version that is loaded, and say why (admin)',
    request: {
      params: z.object({ id: z.string() }),
      headers: idempotencyKey,
      body: { required: true, content: { 'application/json': { schema: reapplyBody(config) } } },
    },
    responses: {
      202: {
        ...json('Under way', changeAnswer),
        headers: { Location: { schema: { type: 'string' }, description: 'Address of the change' } },
      },
      ...problems(400, 401, 403, 404, 413, 415, 422, 429, 503),
      409: {
        ...problems(409)[409],
        description: 'No open ticket that was chosen is bound to another version',
      },
    },
  });
  reads(
    '/v1/units/{id}/notifications',
    'changes',
    '通知 · all that a unit was told, newest first (that unit, operator, supervisor)',
    unitMessagesAnswer,
    {
      params: z.object({ id: z.string() }),
      query: unitMessagesQuery,
      statuses: [401, 403, 404, 422, 429, 503],
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
    tags: [
      { name: 'tickets' },
      { name: 'attachments' },
      { name: 'callers' },
      { name: 'commands' },
      { name: 'reference' },
      { name: 'changes' },
      { name: 'operations' },
    ],
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
