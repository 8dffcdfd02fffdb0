import { Router } from 'express';
import { isoDay, isoInstant } from '../../domain/time/instant';
import { type ExplainedClock, explain } from '../../domain/telling/explain';
import { spanText } from '../../domain/time/span';
import { CAUSES } from '../../domain/words';
import { subjectOf } from '../requests/access';
import { noteAccess } from './accesses';
import type { ExplainedAnswer } from '../answers';
import type { Parts } from '../parts';
import { allows, noTicket } from '../http/problem';
import { visibleTicket, wholeLedger } from './reading';

/** `GET /v1/tickets/{id}/deadlines`: why each of a ticket's clocks is due when it is (T-8, T-9, WF-13). */
export function explainRoutes({ calendars, database }: Pick<Parts, 'calendars' | 'database'>): Router {
  const router = Router();
  router
    .route('/v1/tickets/:id/deadlines')
    .get(async (request, response) => {
      const store = await database.store();
      const ticket = await visibleTicket(store, request);
      const [start, lines, years] = await Promise.all([
        store.tickets.startInput(ticket.id),
        wholeLedger(store, ticket.id),
        calendars.lately(),
      ]);
      if (!start) throw noTicket();
      const names = new Map(years.flatMap(({ days }) => days.map(({ date, name }) => [date, name] as const)));
      const events = lines.map(({ event }) => event);
      const clocks = explain(start, events, (day) => names.get(isoDay(day)));
      // It tells a part of the ledger.
      await noteAccess(store, subjectOf(request), [ticket], { what: 'events', callerShown: false });
      response.json({ items: clocks.map(explainedJson) });
    })
    .all(allows('GET', 'HEAD'));
  return router;
}

const explainedJson = (clock: ExplainedClock): ExplainedAnswer => ({
  clock: clock.id,
  name: clock.name,
  ...(clock.unit === undefined ? {} : { unit: clock.unit }),
  state: clock.state,
  startedAt: isoInstant(clock.startedAt),
  limit: spanText(clock.limit),
  ...(clock.source === undefined ? {} : { source: clock.source }),
  due: isoInstant(clock.due),
  provisional: clock.provisional,
  counted: [...clock.counted],
  skipped: [...clock.skipped],
  moves: clock.moves.map(({ at, before, after, cause, source, by }) => ({
    at: isoInstant(at),
    before: isoInstant(before),
    after: isoInstant(after),
    cause,
    causeText: CAUSES[cause],
    ...(source === undefined ? {} : { source }),
    by,
  })),
  ...(clock.endedAt === undefined ? {} : { endedAt: isoInstant(clock.endedAt) }),
  explanation: clock.explanation,
});
