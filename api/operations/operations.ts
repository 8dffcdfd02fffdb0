import { Router } from 'express';
import type { Parts } from '../parts';
import { allows, unavailable } from '../http/problem';

/** For whoever runs the service: live, ready, metrics. None asks for a token, none tells anything about a ticket. */
export function operationsRoutes({
  engine,
  database,
  metrics,
}: Pick<Parts, 'engine' | 'database' | 'metrics'>): Router {
  const router = Router();
  router
    .route('/healthz')
    .get((_request, response) => void response.json({ status: 'live' }))
    .all(allows('GET', 'HEAD'));
  router
    .route('/readyz')
    .get(async (_request, response) => {
      const [engineUp, databaseUp] = await Promise.all([engine.answers(), database.answers()]);
      const away = Object.entries({ engine: engineUp, database: databaseUp }).flatMap(([name, up]) =>
        up ? [] : [name],
      );
      if (away.length > 0) {
        throw unavailable(
          `No answer from: ${away.join(', ')}.`,
          away.map((path) => ({ path, message: 'expected an answer' })),
        );
      }
      response.json({ status: 'ready', engine: 'up', database: 'up' });
    })
    .all(allows('GET', 'HEAD'));
  router
    .route('/metrics')
    .get(async (_request, response) => void response.type(metrics.contentType).send(await metrics.text()))
    .all(allows('GET', 'HEAD'));
  return router;
}
