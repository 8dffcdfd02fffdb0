import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { knowsSubject, subjectOf } from './access';
import { commandRoutes } from './commands';
import { docsRoutes } from './docs';
import { checksKey } from './idempotency';
import { logRequests } from './log';
import { openApiRoutes } from './openapi';
import { operationsRoutes } from './operations';
import type { Parts } from './parts';
import { answerProblems, noAddress, takesJsonOnly, tooMany } from './problem';
import { readingRoutes } from './reading';
import { referenceRoutes } from './reference';
import { registeringRoutes } from './registering';

/** The HTTP service of DESIGN §4, from its parts; every address stands in one of the `*Routes`, in full. */
export function createApp(parts: Parts): Express {
  const { metrics, log, readSubject, requestsPerMinute } = parts;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(logRequests(log), metrics.measure);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
    }),
  );

  app.use(operationsRoutes(parts), openApiRoutes(parts), docsRoutes());

  app.use(
    '/v1',
    knowsSubject(readSubject),
    rateLimit({
      windowMs: 60_000,
      limit: requestsPerMinute,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: (request) => `${subjectOf(request).role} ${subjectOf(request).sub}`,
      handler: (_request, _response, next) => next(tooMany()),
    }),
    checksKey,
    takesJsonOnly,
    express.json({ limit: '100kb' }),
  );
  app.use('/v1/tickets', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  // Reading comes first: it knows `/v1/tickets/:id/events`, which is no command.
  app.use(readingRoutes(parts), registeringRoutes(parts), commandRoutes(parts), referenceRoutes(parts));

  app.use(noAddress, answerProblems);
  return app;
}
