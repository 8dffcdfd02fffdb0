import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { knowsSubject, staysInScope, subjectOf } from './requests/access';
import { attachmentRoutes } from './attachments/attachments';
import { callerAccessRoutes } from './callers/caller-access';
import { calendarRoutes } from './law/calendars';
import { commandRoutes } from './tickets/commands';
import { docsRoutes } from './http/docs';
import { dueFeedRoutes, dueLinkRoutes } from './units/due-feed';
import { evaluationRoutes } from './callers/evaluation';
import { evaluatePageRoutes } from './callers/evaluation-page';
import { explainRoutes } from './tickets/explain';
import { checksKey } from './requests/idempotency';
import { logRequests } from './http/log';
import { openApiRoutes } from './http/openapi';
import { operationsRoutes } from './operations/operations';
import type { Parts } from './parts';
import { previewRoutes } from './law/preview';
import { answerProblems, noAddress, takesJsonOnly, tooMany } from './http/problem';
import { readingRoutes } from './tickets/reading';
import { referenceRoutes } from './law/reference';
import { registeringRoutes } from './tickets/registering';
import { rulebookVersionRoutes } from './law/rulebook-versions';
import { unitMessageRoutes } from './units/unit-messages';

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

  app.use(operationsRoutes(parts), openApiRoutes(parts), docsRoutes(), evaluatePageRoutes());
  // Callers without an account have no token yet.
  app.use(callerAccessRoutes(parts));
  // Calendar programs have a link in place of a token.
  app.use(dueFeedRoutes(parts));

  app.use(
    '/v1',
    knowsSubject(readSubject),
    staysInScope,
    rateLimit({
      windowMs: 60_000,
      limit: requestsPerMinute,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: (request) => `${subjectOf(request).role} ${subjectOf(request).sub}`,
      handler: (_request, _response, next) => next(tooMany()),
    }),
    checksKey,
  );
  app.use('/v1/tickets', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  // Their bodies are bytes; all others are JSON.
  app.use(attachmentRoutes(parts));
  app.use('/v1', takesJsonOnly, express.json({ limit: '100kb' }));
  // `preview` is the id of no rulebook and of no year.
  app.use(previewRoutes(parts), explainRoutes(parts), dueLinkRoutes(parts));
  // Reading comes first: it knows `/v1/tickets/:id/events`, which is no command.
  app.use(readingRoutes(parts), evaluationRoutes(parts), registeringRoutes(parts));
  app.use(commandRoutes(parts), referenceRoutes(parts));
  app.use(calendarRoutes(parts), rulebookVersionRoutes(parts), unitMessageRoutes(parts));

  app.use(noAddress, answerProblems);
  return app;
}
