import { Router } from 'express';
import { z } from 'zod';
import { mustBe, subjectOf } from '../requests/access';
import { parsed } from '../http/parsed';
import type { Parts } from '../parts';
import { allows, forbidden, notFound } from '../http/problem';
import { pageQuery } from '../tickets/reading';
import { notificationJson } from '../tickets/ticket-json';

export const unitMessagesQuery = z.strictObject(pageQuery);

/** All that a unit was told, of single tickets and of many: one without a webhook or a mailbox reads it here. */
export function unitMessageRoutes({ config, database }: Parts): Router {
  const router = Router();
  router
    .route('/v1/units/:id/notifications')
    .get(async (request, response) => {
      const subject = subjectOf(request);
      mustBe(subject, ['unit', 'operator', 'supervisor']);
      const { id } = request.params;
      if (subject.role === 'unit' && subject.unit !== id) throw forbidden('A unit reads its own messages.');
      if (!config.units.byId(id)) throw notFound('There is no such unit.');
      const { cursor, limit } = parsed(unitMessagesQuery, request.query);
      const { items, nextCursor = null } = await (await database.store()).outbox.to(id, cursor, limit);
      response.json({ items: items.map((it) => notificationJson(it, subject)), nextCursor });
    })
    .all(allows('GET', 'HEAD'));
  return router;
}
