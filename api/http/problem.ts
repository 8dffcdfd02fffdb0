import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { $ZodIssue } from 'zod/v4/core';
import { type Refusal, spokenRefusal } from '../../domain/procedures/refusal';
import { type CommandName, COMMANDS, keysOf, type Language } from '../../domain/words';
import type { Reason } from '../../domain/refusal-reasons';
import { spoken, type Why } from '../../domain/telling/reasons';
import { hindranceOf } from '../../storage/errors';
import { NotMigrated } from '../../storage/migrations/migrate';

/** One thing that is wrong with a request, and where. */
export interface ProblemError {
  readonly path: string;
  readonly message: string;
  readonly rule?: string;
  /** The same for programs: it stays when words change. */
  readonly reason?: Reason;
}

/** The body of every answer that is not a success: RFC 9457, with our members of DESIGN §4. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly ProblemError[];
  readonly allowed?: readonly CommandName[];
  /** Why a ticket refuses, for programs: it stays when words change. */
  readonly reason?: Reason;
}

type More = Pick<ProblemBody, 'errors' | 'allowed' | 'reason'> & {
  readonly headers?: Readonly<Record<string, string>>;
};

/** All our types of problems begin so. */
const TYPE = 'urn:huiyin:problem:';

/** An answer that is not a success; thrown anywhere in a handler, and written by {@link answerProblems}. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly body: ProblemBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    slug: string,
    title: string,
    detail: string,
    { headers = {}, ...more }: More = {},
  ) {
    super(detail);
    this.body = { type: TYPE + slug, title, status, detail, ...more };
    this.headers = headers;
  }

  /** The same answer once more, as it was kept. */
  static again(
    { status, type, title, detail, ...more }: ProblemBody,
    headers: More['headers'] = {},
  ): Problem {
    return new Problem(status, type.slice(TYPE.length), title, detail, { ...more, headers });
  }
}

/** Seconds after which a client may try again what met an outage. */
const RETRY_AFTER = 5;

/** @param error RFC 6750's word for what is wrong with a token that was sent; the header then has the detail too */
export const unauthenticated = (detail: string, error?: 'invalid_token'): Problem => {
  const why = error ? `, error="${error}", error_description="${inHeader(detail)}"` : '';
  return new Problem(401, 'unauthenticated', 'Who asks is not known', detail, {
    headers: { 'WWW-Authenticate': `Bearer realm="huiyin"${why}` },
  });
};

/** The characters that an `error_description` may have (RFC 6750, section 3). */
const inHeader = (text: string): string =>
  text.replace(/[’"]/g, "'").replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');

export const forbidden = (detail: string): Problem =>
  new Problem(403, 'forbidden', 'Not for this role', detail);

export const notFound = (detail: string): Problem => new Problem(404, 'not-found', 'Not found', detail);

/** Also for a ticket that exists and is not the asker's to see: nobody learns of it by asking. */
export const noTicket = (): Problem => notFound('There is no such ticket.');

export const noCommand = (name: string): Problem =>
  notFound(`There is no command “${name}”. Commands: ${keysOf(COMMANDS).join(', ')}.`);

export const invalid = (detail: string, errors: readonly ProblemError[]): Problem =>
  new Problem(422, 'invalid', 'The request is not valid', detail, { errors });

/** What is asked for was there, and is kept no longer: the same once more has no other answer. */
export const gone = (detail: string, errors: readonly ProblemError[]): Problem =>
  new Problem(410, 'gone', 'Not kept any longer', detail, { errors });

export const keyReused = (): Problem =>
  new Problem(
    422,
    'idempotency-key-reused',
    'The Idempotency-Key was used before',
    'Another request came with this key.',
    {
      errors: [{ path: 'Idempotency-Key', message: 'expected a key of its own for each request' }],
    },
  );

export const notNow = (detail: string, allowed: readonly CommandName[], rule?: string): Problem =>
  new Problem(409, 'state', 'Not possible in this state', detail, {
    ...(rule === undefined ? {} : { errors: [{ path: '', message: detail, rule }] }),
    allowed,
  });

export const unavailable = (detail: string, errors?: readonly ProblemError[]): Problem =>
  new Problem(503, 'unavailable', 'Not available for the moment', detail, {
    ...(errors ? { errors } : {}),
    headers: { 'Retry-After': String(RETRY_AFTER) },
  });

const tooSlow = (): Problem =>
  new Problem(
    503,
    'too-slow',
    'It took too long',
    'The database answers, but took too long over this; ask again later, or for less.',
    { headers: { 'Retry-After': String(RETRY_AFTER) } },
  );

export const tooMany = (): Problem =>
  new Problem(
    429,
    'too-many-requests',
    'Too many requests',
    'Slow down; Retry-After says when to come again.',
  );

const unsupported = (detail: string): Problem =>
  new Problem(415, 'unsupported-media-type', 'Only JSON is taken', detail, {
    headers: { Accept: 'application/json' },
  });

/** Titles of refusals by a ticket, in both languages. */
const REFUSED: Readonly<Record<Refusal['kind'], Readonly<Record<Language, string>>>> = {
  state: { en: 'Not possible in this state', zh: '当前状态不能这样办理' },
  stale: { en: 'The ticket was changed since', zh: '工单已有变动' },
  forbidden: { en: 'Not for this role', zh: '不由该角色办理' },
  invalid: { en: 'The request is not valid', zh: '内容不符合规则' },
};

/** What a refusal of the domain is over HTTP (DESIGN §4), in the reader's language, with the reason for programs. */
export function refused(refusal: Refusal, language: Language): Problem {
  const { reason } = refusal;
  const said = spokenRefusal(refusal, language);
  const title = REFUSED[said.kind][language];
  const headers = { 'Content-Language': language === 'zh' ? 'zh-CN' : 'en', Vary: 'Accept-Language' };
  switch (said.kind) {
    case 'state': {
      const { detail, rule, allowed } = said;
      const errors = rule === undefined ? {} : { errors: [{ path: '', message: detail, rule }] };
      return new Problem(409, 'state', title, detail, { ...errors, allowed, reason, headers });
    }
    case 'stale':
      return new Problem(412, 'stale', title, said.detail, { reason, headers });
    case 'forbidden':
      return new Problem(403, 'forbidden', title, said.detail, { reason, headers });
    case 'invalid': {
      const errors = said.errors.map(({ path, message, rule, reason: why }) => ({
        path,
        message,
        ...(rule === undefined ? {} : { rule }),
        reason: why,
      }));
      return new Problem(422, 'invalid', title, said.detail, { errors, reason, headers });
    }
  }
}

/**
 * What a schema found, one entry for each thing that is wrong. Never repeats what was sent: it may be a person's data.
 * @param language in which reasons of the domain are told; a schema's own words are English
 */
export function errorsOf(issues: readonly $ZodIssue[], language: Language = 'en'): ProblemError[] {
  return issues.flatMap((issue): ProblemError[] => {
    const at = (...more: PropertyKey[]): string => [...issue.path, ...more].map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: at(key),
        message: 'unknown field: expected only the documented ones',
      }));
    }
    // As our own schemas give them.
    const { rule, why } = ((issue.code === 'custom' && issue.params) || {}) as Given;
    return [
      {
        path: at(),
        message: why ? spoken(why, language) : issue.message,
        ...(rule ? { rule } : {}),
        ...(why ? { reason: why.reason } : {}),
      },
    ];
  });
}

interface Given {
  readonly rule?: string;
  readonly why?: Why;
}

/** Refuses a request whose body is there but is not JSON. */
export const takesJsonOnly: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !request.is('application/json')) throw unsupported('Send the body as application/json.');
  next();
};

/** The last of an address's handlers: it exists, but not for this method. */
export const allows =
  (...methods: string[]): RequestHandler =>
  (request) => {
    const allow = methods.join(', ');
    throw new Problem(
      405,
      'method-not-allowed',
      'Not this method',
      `${request.method} is not possible here; ${allow} is.`,
      {
        headers: { Allow: allow },
      },
    );
  };

/** The last of all handlers: no address like this. */
export const noAddress: RequestHandler = (request) => {
  throw notFound(`There is no ${request.method} at this address; /openapi.json lists what there is.`);
};

export function sendProblem(response: Response, { body, headers }: Pick<Problem, 'body' | 'headers'>): void {
  response.status(body.status).set(headers).type('application/problem+json').send(JSON.stringify(body));
}

/** Writes every error as a problem; what is not a {@link Problem} is a fault, whose cause the log keeps and the client is not told. */
export const answerProblems: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  const expected = error instanceof Problem ? error : problemOfParser(error);
  if (expected) return sendProblem(response, expected);
  // For the log of this request.
  response.err = error instanceof Error ? error : new Error('not an error');
  sendProblem(response, problemOfHindrance(error) ?? fault(requestId(request)));
};

const requestId = ({ id }: Request): string => (typeof id === 'string' ? id : '');

const fault = (id: string): Problem =>
  new Problem(500, 'fault', 'Something went wrong here', `The log says more under request ${id}.`);

function problemOfHindrance(error: unknown): Problem | undefined {
  if (error instanceof NotMigrated) return unavailable(error.message);
  switch (hindranceOf(error)) {
    case 'away':
      return unavailable('The database does not answer.');
    case 'slow':
      return tooSlow();
    case undefined:
      return undefined;
  }
}

/** As express counts it (bytes). */
const KB = 1_024;

/** What express's body and address parsers throw. */
function problemOfParser(error: unknown): Problem | undefined {
  if (!(error instanceof Error && 'status' in error && typeof error.status === 'number')) return undefined;
  if (error.status === 413) {
    // As express.json throws it.
    const most = 'limit' in error && typeof error.limit === 'number' ? error.limit / KB : 0;
    return new Problem(413, 'too-large', 'The body is too large', `The body has at most ${most} kB.`);
  }
  if (error.status === 415)
    return unsupported('Send the body as UTF-8, not encoded or by gzip, deflate or br.');
  if (error.status >= 400 && error.status < 500) {
    const detail =
      'type' in error && error.type === 'entity.parse.failed'
        ? 'The body is not JSON.'
        : 'The request can’t be read.';
    return new Problem(400, 'malformed', 'Malformed request', detail);
  }
  return undefined;
}
