import { Router } from 'express';
import { allows, unavailable } from './problem';

/** Whether each of what the service leans on really answers now. */
export interface Checks {
  engine(): Promise<boolean>;
  database(): Promise<boolean>;
}

/** For whoever runs the service: live, ready. Neither asks for a token, neither tells anything about a ticket. */
export function operationsRoutes(checks: Checks): Router {
  const router = Router();
  router
    .route('/healthz')
    .get((_request, response) => void response.json({ status: 'live' }))
    .all(allows('GET', 'HEAD'));
  router
    .route('/readyz')
    .get(async (_request, response) => {
      const [engine, database] = await Promise.all([checks.engine(), checks.database()]);
      const away = Object.entries({ engine, database }).flatMap(([name, up]) => (up ? [] : [name]));
      if (away.length > 0) {
        throw unavailable(`No answer from: ${away.join(', ')}.`, away.map((path) => ({ path, message: 'expected an answer' })));
      }
      response.json({ status: 'ready', engine: 'up', database: 'up' });
    })
    .all(allows('GET', 'HEAD'));
  return router;
}
