import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { MINUTE } from '../../domain/time/instant';
import { Problem, tooMany } from '../http/problem';
import { subjectOf } from './access';
import type { Counts } from './counts';

/** So many previews may one account ask for in a minute: each looks at every open ticket. */
const PREVIEWS = 20;
/** And so many forecasts: each looks at every ticket to which something happens soon, and a board asks once a minute. */
const FORECASTS = 60;
/** So many steps of signing in may one address make in a minute: an office behind one begins its day at once. */
const SIGN_INS = 300;
/** So many requests without a good token may come from one address in a minute: an office behind one address may lose its tokens at once. */
const UNKNOWN = 300;

/** Refuses with a 429 whatever comes more often than it may. */
export const limited = (
  counts: Counts,
  name: string,
  options: Partial<Options> & Required<Pick<Options, 'windowMs' | 'limit' | 'keyGenerator'>>,
): RequestHandler =>
  rateLimit({
    store: counts(name),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(tooMany()),
    ...options,
  });

/** Whence a request comes: an address, of which those of one connection in IPv6 are one. */
export const whence = ({ ip = '' }: Request): string => ipKeyGenerator(ip);

const account = (request: Request): string => `${subjectOf(request).role} ${subjectOf(request).sub}`;

export const limitsAccounts = (counts: Counts, limit: number): RequestHandler =>
  limited(counts, 'account', { windowMs: MINUTE, limit, keyGenerator: account });

export const limitsPreviews = (counts: Counts): RequestHandler =>
  limited(counts, 'preview', { windowMs: MINUTE, limit: PREVIEWS, keyGenerator: account });

export const limitsSignIns = (counts: Counts): RequestHandler =>
  limited(counts, 'sign-in', { windowMs: MINUTE, limit: SIGN_INS, keyGenerator: whence });

export const limitsForecasts = (counts: Counts): RequestHandler =>
  limited(counts, 'forecast', { windowMs: MINUTE, limit: FORECASTS, keyGenerator: account });

/**
 * Counts each 401 for the address that it goes to, and answers 429 when there were too many. It looks at no request before: a good token
 * from the same address gets in whatever others try there.
 */
export function limitsUnknown(counts: Counts): ErrorRequestHandler {
  const limit = limited(counts, 'unknown', { windowMs: MINUTE, limit: UNKNOWN, keyGenerator: whence });
  return (error, request, response, next) => {
    if (!(error instanceof Problem && error.body.status === 401)) return next(error);
    void limit(request, response, (refused?: unknown) => next(refused ?? error));
  };
}
