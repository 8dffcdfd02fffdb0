import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { allAddresses } from './addresses';
import { logRequests } from './http/log';
import { answerProblems, noAddress, noCommand, tooMany } from './http/problem';
import { routerOf } from './http/router';
import { traceRequests } from './http/trace';
import type { Parts } from './parts';
import { closedToLinks, knowsSubject, subjectOf } from './requests/access';

/** The HTTP service of DESIGN §4, from its parts; every address is a value of its room's `addresses`. */
export function createApp(parts: Parts): Express {
  const { config, metrics, log, readSubject, requestsPerMinute } = parts;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(logRequests(log), metrics.measure, traceRequests);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
    }),
  );
  const addresses = allAddresses(parts);
  app.use(routerOf(addresses.filter(({ who }) => who.by !== 'token')));
  app.use(
    '/v1',
    knowsSubject(readSubject, config.units),
    rateLimit({
      windowMs: 60_000,
      limit: requestsPerMinute,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: (request) => `${subjectOf(request).role} ${subjectOf(request).sub}`,
      handler: (_request, _response, next) => next(tooMany()),
    }),
  );
  app.use(routerOf(addresses.filter(({ who }) => who.by === 'token')));
  app.use('/v1', closedToLinks);
  // A slip in a command's name gets the names that there are.
  app.all('/v1/tickets/:id/:command', ({ params }) => {
    throw noCommand(params.command);
  });
  app.use(noAddress, answerProblems);
  return app;
}
