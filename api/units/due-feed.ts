import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import ical from 'ical-generator';
import type { UnitRef } from '../../domain/ticket/ticket';
import { instant, isoInstant, MINUTE } from '../../domain/time/instant';
import { CLOCKS, KINDS } from '../../domain/words';
import type { DueMoment } from '../../storage/tickets/tickets';
import type { Asked, Reply } from '../http/address';
import { unauthenticated } from '../http/problem';
import type { Parts } from '../parts';
import { limited } from '../requests/limits';

/** As many as a calendar program bears. */
const MOST = 1_000;
/** How often a program should come again (s). */
const REFRESH = 15 * 60;
/** A due moment of 24:00 belongs to the day that ends then: it is the end of an entry, which begins a little before. */
const SHOWN = 30 * MINUTE;
/** One program comes four times an hour; behind one link there may be a whole office. */
const FETCHES_PER_MINUTE = 120;

/** Makes a link that a unit subscribes to in any calendar program. */
export const linking =
  ({ database, claim, feeds }: Pick<Parts, 'database' | 'claim' | 'feeds'>) =>
  async ({
    request,
    body,
    found: { id },
  }: Pick<Asked<unknown, unknown, object, UnitRef>, 'request' | 'body' | 'found'>) => {
    // The moment makes the link: a further try with the same key gets the same one, and no link is kept anywhere.
    const now = String(Date.now());
    const made =
      request.get('Idempotency-Key') === undefined
        ? { at: now }
        : (await claim(await database.store(), request, body, () => ({ at: now }))).target;
    const { url, expiresAt } = await feeds.link(id, instant(Number(made.at)));
    return { json: { url, expiresAt: isoInstant(expiresAt) }, headers: { 'Cache-Control': 'no-store' } };
  };

/** Only those who have a link count, so that nobody else can shut them out. */
export const notTooOften = ({ counts }: Pick<Parts, 'counts'>): RequestHandler =>
  limited(counts, 'feed', {
    windowMs: MINUTE,
    limit: FETCHES_PER_MINUTE,
    keyGenerator: ({ params: { id } }) => String(id),
  });

/** @throws a 401 for an address without a link's token, or with one that is not for this unit */
export const mustHaveLink =
  ({ feeds }: Pick<Parts, 'feeds'>) =>
  async ({ params: { id }, query: { token } }: Request): Promise<void> => {
    if (typeof token !== 'string' || !(await feeds.opens(String(id), token)))
      throw unauthenticated('This link is not valid for this unit, or has expired; ask for a new one.');
  };

/** The due moments of a unit for calendar programs. */
export const feeding =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({
    request,
    found: unit,
  }: Pick<Asked<unknown, unknown, unknown, UnitRef>, 'request' | 'found'>): Promise<Reply<never>> => {
    const store = await database.store();
    const text = calendarText(unit, await store.tickets.dueMomentsOf(unit, MOST));
    const tag = createHash('sha256').update(text).digest('base64url');
    const headers = { ETag: `"${tag}"`, 'Cache-Control': 'private, max-age=300' };
    return {
      headers,
      write: async (response) => {
        // It compares the request with the headers that are set by now.
        if (request.fresh) response.status(304).end();
        else response.type('text/calendar; charset=utf-8').send(text);
      },
    };
  };

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
