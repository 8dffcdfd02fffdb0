import express, { type Express } from 'express';
import helmet from 'helmet';
import { allAddresses } from './addresses';
import { logRequests } from './http/log';
import { answerProblems, noAddress, noCommand } from './http/problem';
import { routerOf } from './http/router';
import { traceRequests } from './http/trace';
import { pagesIn } from './pages/pages';
import type { Parts } from './parts';
import { closedToLinks, knowsSubject } from './requests/access';
import { notingBy } from './requests/accesses';
import { harvestWatch } from './requests/harvests';
import { limitsAccounts, limitsUnknown } from './requests/limits';

/** The HTTP service of DESIGN §4, from its parts; every address is a value of its room's `addresses`. */
export function createApp(parts: Parts): Express {
  const { config, database, metrics, log, readSubject, sessions, requestsPerMinute, counts, trustProxy } =
    parts;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy);
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
  const noting = notingBy({ database, watch: harvestWatch(config.harvest, log), log });
  app.use(
    routerOf(
      addresses.filter(({ who }) => who.by !== 'token'),
      noting,
    ),
  );
  app.use(
    '/v1',
    knowsSubject(readSubject, sessions, config.units),
    limitsAccounts(counts, requestsPerMinute),
  );
  app.use(
    routerOf(
      addresses.filter(({ who }) => who.by === 'token'),
      noting,
    ),
  );
  app.use('/v1', closedToLinks);
  // A slip in a command's name gets the names that there are.
  app.all('/v1/tickets/:id/:command', ({ params }) => {
    throw noCommand(params.command);
  });
  app.use(pagesIn(parts.pages));
  app.use(noAddress, limitsUnknown(counts), answerProblems);
  return app;
}
