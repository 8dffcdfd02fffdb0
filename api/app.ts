import express, { type Express } from 'express';
import helmet from 'helmet';
import { allAddresses } from './addresses';
import { logRequests } from './http/log';
import { answerProblems, noAddress, noCommand } from './http/problem';
import { routerOf } from './http/router';
import { traceRequests } from './http/trace';
import type { Parts } from './parts';
import { closedToLinks, knowsSubject } from './requests/access';
import { limitsAccounts, limitsUnknown } from './requests/limits';

/** The HTTP service of DESIGN §4, from its parts; every address is a value of its room's `addresses`. */
export function createApp(parts: Parts): Express {
  const { config, metrics, log, readSubject, requestsPerMinute, counts, trustProxy } = parts;
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
  app.use(routerOf(addresses.filter(({ who }) => who.by !== 'token')));
  app.use('/v1', knowsSubject(readSubject, config.units), limitsAccounts(counts, requestsPerMinute));
  app.use(routerOf(addresses.filter(({ who }) => who.by === 'token')));
  app.use('/v1', closedToLinks);
  // A slip in a command's name gets the names that there are.
  app.all('/v1/tickets/:id/:command', ({ params }) => {
    throw noCommand(params.command);
  });
  app.use(noAddress, limitsUnknown(counts), answerProblems);
  return app;
}
