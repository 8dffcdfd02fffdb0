import { createHash } from 'node:crypto';
import { type Request, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import ical from 'ical-generator';
import { z } from 'zod';
import { instant, isoInstant, MINUTE } from '../../domain/time/instant';
import { CLOCKS, KINDS } from '../../domain/words';
import type { UnitRef } from '../../domain/ticket/ticket';
import type { DueMoment } from '../../storage/tickets/tickets';
import { mustBe, subjectOf } from '../requests/access';
import type { LinkAnswer } from '../answers';
import { parsed } from '../http/parsed';
import type { Parts } from '../parts';
import { allows, forbidden, notFound, tooMany, unauthenticated } from '../http/problem';

/** As many as a calendar program bears. */
const MOST = 1_000;
/** How often a program should come again (s). */
const REFRESH = 15 * 60;
/** A due moment of 24:00 belongs to the day that ends then: it is the end of an entry, which begins a little before. */
const SHOWN = 30 * MINUTE;
/** One program comes four times an hour; behind one link there may be a whole office. */
const FETCHES_PER_MINUTE = 120;

const linkBody = z.strictObject({});
const unknownUnit = () => notFound('There is no such unit; /v1/units lists them.');

/** `POST /v1/units/{id}/link`: a link that a unit subscribes to in any calendar program. */
export function dueLinkRoutes({
  config,
  database,
  claim,
  feeds,
}: Pick<Parts, 'config' | 'database' | 'claim' | 'feeds'>): Router {
  const router = Router();
  router
    .route('/v1/units/:id/link')
    .post(async (request, response) => {
      const subject = subjectOf(request);
      mustBe(subject, ['unit', 'operator', 'supervisor', 'admin']);
      const { id } = request.params;
      if (subject.role === 'unit' && subject.unit !== id) throw forbidden('A unit gets the link of its own.');
      if (!config.units.byId(id)) throw unknownUnit();
      const body = parsed(linkBody, request.body ?? {});
      // The moment makes the link: a further try with the same key gets the same one, and no link is kept anywhere.
      const now = String(Date.now());
      const made =
        request.get('Idempotency-Key') === undefined
          ? { at: now }
          : (await claim(await database.store(), request, body, () => ({ at: now }))).target;
      const { url, expiresAt } = await feeds.link(id, instant(Number(made.at)));
      const answer: LinkAnswer = { url, expiresAt: isoInstant(expiresAt) };
      response.set('Cache-Control', 'no-store').json(answer);
    })
    .all(allows('POST'));
  return router;
}

/** `GET /v1/units/{id}/due.ics`: the due moments of a unit for calendar programs. It stands before all that asks for a header. */
export function dueFeedRoutes({
  config,
  database,
  feeds,
}: Pick<Parts, 'config' | 'database' | 'feeds'>): Router {
  const router = Router();
  const notTooOften = rateLimit({
    windowMs: MINUTE,
    limit: FETCHES_PER_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: ({ params: { id } }) => String(id),
    handler: (_request, _response, next) => next(tooMany()),
  });
  router
    .route('/v1/units/:id/due.ics')
    .get(
      async (request, _response, next) => {
        await mustHaveLink(request);
        next();
      },
      // Only those who have a link count, so that nobody else can shut them out.
      notTooOften,
      async (request, response) => {
        const unit = config.units.byId(request.params.id);
        if (!unit) throw unknownUnit();
        const store = await database.store();
        const text = calendarText(unit, await store.tickets.dueMomentsOf(unit.id, MOST));
        const tag = createHash('sha256').update(text).digest('base64url');
        response.set({ ETag: `"${tag}"`, 'Cache-Control': 'private, max-age=300' });
        if (request.fresh) response.status(304).end();
        else response.type('text/calendar; charset=utf-8').send(text);
      },
    )
    .all(allows('GET', 'HEAD'));

  async function mustHaveLink({ params: { id }, query: { token } }: Request): Promise<void> {
    if (typeof token !== 'string' || !(await feeds.opens(String(id), token)))
      throw unauthenticated('This link is not valid for this unit, or has expired; ask for a new one.');
  }
  return router;
}

/**
 * An iCalendar of due moments. It says nothing about a person, and nothing that one wrote but the category.
 * Moments are in UTC, which every program shows in the zone of its user: the library writes any other in the zone of this machine.
 */
export function calendarText({ name }: Pick<UnitRef, 'name'>, moments: readonly DueMoment[]): string {
  const calendar = ical({
    name: `${name} · 时限`,
    prodId: { company: 'huiyin', product: 'due', language: 'ZH' },
    ttl: REFRESH,
    x: { 'X-WR-TIMEZONE': 'Asia/Shanghai' },
  });
  for (const { ticket, kind, category, clock, changed } of moments
    .toSorted((a, b) => a.clock.due - b.clock.due)
    .slice(0, MOST)) {
    calendar.createEvent({
      id: `${ticket}-${clock.id}@huiyin`,
      stamp: new Date(Math.max(changed, clock.startedAt)),
      start: new Date(clock.due - SHOWN),
      end: new Date(clock.due),
      summary: [CLOCKS[clock.name], KINDS[kind], category, ticket].join(' · '),
    });
  }
  return calendar.toString();
}
