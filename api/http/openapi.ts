import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { type Address, type Answer, ANY_ROLE, address, answers, NOBODY_ASKED, TAGS } from './address';
import { KEY } from '../requests/idempotency';
import { TAG } from './if-match';
import { problemAnswer } from './problem-answer';

/** What each problem means where an address says nothing better. */
const PROBLEMS = {
  400: 'The body is not JSON',
  401: 'No token, or one that is not valid',
  403: 'Not for this role',
  404: 'There is no such thing, or it is not the asker’s to see',
  405: 'Not this method; Allow says which there are at this address',
  409: 'Not possible in this state; `allowed` says what is',
  410: 'It was there, and is kept no longer',
  413: 'The body is larger than this address takes: 100 kB, and a closure application 256 kB',
  415: 'The body is not sent as JSON',
  416: 'The file has no such part',
  422: 'Does not fit the schema or the rulebook; `errors` says what is wrong where, and by which rule',
  429: 'Too many requests',
  500: 'A fault here; the log says more under the X-Request-Id',
  503: 'The engine or the database does not answer, or this took the database too long (`too-slow`); Retry-After says when to come again',
} as const;
type ProblemStatus = keyof typeof PROBLEMS;

/** Which problems have which headers besides those of every answer. */
const PROBLEM_HEADERS: Readonly<Partial<Record<ProblemStatus, readonly string[]>>> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  415: ['Accept'],
  416: ['Content-Range'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

const HEADERS: Readonly<Record<string, string>> = {
  'X-Request-Id': 'Under which the log tells of the request',
  RateLimit: 'What is left of the quota, and for how many seconds (draft-8 of the IETF)',
  'RateLimit-Policy': 'The quota: so many requests in so many seconds',
  'WWW-Authenticate': 'How to authenticate',
  Allow: 'The methods of this address',
  Accept: 'The media types that are taken',
  'Content-Range': 'How many bytes there are',
  'Retry-After': 'After so many seconds to come again',
};

/** Which problems an address can answer: they follow from how one authenticates and what is sent. */
export function problemsOf({
  who,
  finds,
  query,
  takes,
  method,
  limit,
  problems = {},
}: Address): ProblemStatus[] {
  const isJson = takes?.media === 'json';
  const found: readonly [ProblemStatus, boolean][] = [
    [400, takes !== undefined],
    [401, who.by !== 'nothing'],
    // Whichever the role: a unit that is closed is nobody's any more.
    [403, who.by === 'token'],
    [404, finds !== undefined],
    [405, true],
    [413, takes !== undefined],
    // A body is looked at wherever one is sent.
    [415, takes !== undefined || method !== 'get'],
    [422, isJson || query !== undefined || method === 'post'],
    [429, who.by === 'token' || limit !== undefined],
    [500, true],
    [503, who.by !== 'nothing' || isJson],
  ];
  // An address adds statuses that have words here; a test walks all of them.
  const also = Object.keys(problems).map(Number) as ProblemStatus[];
  return [...new Set([...found.flatMap(([status, is]) => (is ? [status] : [])), ...also])].sort(
    (a, b) => a - b,
  );
}

/** The OpenAPI document, made of the very values that requests are checked and answered by. */
export function openApiDocument(addresses: readonly Address[]): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Claims: `sub`, `role`; for a unit also `unit`, for a caller also `ticket`.',
  });
  for (const it of addresses) registry.registerPath(pathOf(it));
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
    tags: TAGS.map((name) => ({ name })),
  });
}

type PathConfig = Parameters<OpenAPIRegistry['registerPath']>[0];

function pathOf(it: Address): PathConfig {
  const { id, method, path, tag, summary, description, who, params, query, takes, shows } = it;
  return {
    operationId: id,
    method,
    path,
    tags: [tag],
    summary: who.by === 'token' && who !== ANY_ROLE ? `${summary} (${who.roles.join(', ')})` : summary,
    ...(description === undefined ? {} : { description }),
    ...(who.by === 'token' ? {} : { security: [] }),
    request: {
      // Schemas of paths, and of queries, are objects.
      ...(params ? { params: params as z.ZodObject } : {}),
      ...(query ? { query: query as z.ZodObject } : {}),
      ...headersTaken(it),
      ...(takes === undefined ? {} : { body: bodyOf(takes) }),
    },
    responses: { ...goodAnswersOf(it), ...problemAnswersOf(it) },
    ...(shows.length > 0 ? { 'x-personal-data': shows } : {}),
  };
}

function headersTaken({ method, who, ifMatch }: Address): { headers?: z.ZodObject } {
  const taken = {
    ...(method === 'post' && who.by === 'token' ? { 'Idempotency-Key': IDEMPOTENCY_KEY } : {}),
    ...(ifMatch === undefined
      ? {}
      : { 'If-Match': z.string().regex(TAG).optional().meta({ description: ifMatch }) }),
  };
  return Object.keys(taken).length > 0 ? { headers: z.object(taken) } : {};
}

const IDEMPOTENCY_KEY = z
  .string()
  .regex(KEY)
  .optional()
  .meta({ description: 'The same key and body give the same answer and no second effect' });

function bodyOf(takes: NonNullable<Address['takes']>): NonNullable<PathConfig['request']>['body'] {
  if (takes.media !== 'json') return { required: true, content: contentOf(takes.media) };
  return {
    required: !takes.schema.safeParse({}).success,
    content: { 'application/json': { schema: takes.schema } },
  };
}

/** Bytes of any of these types; in OpenAPI 3.1 they have no schema. */
const contentOf = (media: readonly string[]): Record<string, object> =>
  Object.fromEntries(media.map((type) => [type, {}]));

function goodAnswersOf({ answers: given, who }: Address): Record<string, ResponseConfig> {
  const always = who.by === 'token' ? ['X-Request-Id', 'RateLimit', 'RateLimit-Policy'] : ['X-Request-Id'];
  return Object.fromEntries(
    Object.entries(given).map(([status, { description, schema, media, headers }]) => [
      status,
      {
        description,
        headers: { ...headersOf(always), ...described(headers ?? {}) },
        ...(schema || media
          ? { content: { ...(schema ? { 'application/json': { schema } } : {}), ...contentOf(media ?? []) } }
          : {}),
      },
    ]),
  );
}

/** A browser may be told the same as a page, where the address answers that status with one. */
function problemAnswersOf(it: Address): Record<string, ResponseConfig> {
  return Object.fromEntries(
    problemsOf(it).map((status) => [
      status,
      {
        description: it.problems?.[status] ?? PROBLEMS[status],
        headers: headersOf(['X-Request-Id', ...(PROBLEM_HEADERS[status] ?? [])]),
        content: {
          ...contentOf(it.answers[status]?.media ?? []),
          'application/problem+json': { schema: problemAnswer },
        },
      },
    ]),
  );
}

type HeadersObject = Record<string, { schema: { type: 'string' }; description: string }>;

const described = (headers: NonNullable<Answer<unknown>['headers']>): HeadersObject =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { schema: { type: 'string' }, description }]),
  );

const headersOf = (names: readonly string[]): HeadersObject =>
  described(Object.fromEntries(names.map((name) => [name, HEADERS[name] ?? ''])));

/** `/openapi.json`, of these addresses and of itself. */
export function documentAddress(others: readonly Address[]): Address {
  const own: Address = address({
    id: 'openApi',
    method: 'get',
    path: '/openapi.json',
    tag: 'operations',
    summary: '接口说明 · this document',
    who: NOBODY_ASKED,
    answers: { 200: answers(z.looseObject({ openapi: z.string() }), 'OpenAPI 3.1') },
    shows: [],
    // The generator says of its document only that it is an object.
    handler: () => ({ json: document as { openapi: string } }),
  });
  const document = openApiDocument([...others, own]);
  return own;
}
