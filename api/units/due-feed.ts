import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import ical from 'ical-generator';
import type { UnitRef } from '../../domain/ticket/ticket';
import { MINUTE } from '../../domain/time/instant';
import { CLOCKS, KINDS } from '../../domain/words';
import type { DueMoment } from '../../storage/tickets/tickets';
import type { Asked, Reply } from '../http/address';
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

/** Only those who have a link count, so that nobody else can shut them out. */
export const notTooOften = ({ counts }: Pick<Parts, 'counts'>): RequestHandler =>
  limited(counts, 'feed', {
    windowMs: MINUTE,
    limit: FETCHES_PER_MINUTE,
    keyGenerator: ({ params: { id } }) => String(id),
  });

/** The due moments of a unit for calendar programs. */
export const feeding =
  ({ database, feeds }: Pick<Parts, 'database' | 'feeds'>) =>
  async ({
    request,
    query: { token },
    found: unit,
  }: Pick<
    Asked<unknown, { readonly token: string }, unknown, UnitRef>,
    'request' | 'query' | 'found'
  >): Promise<Reply<never>> => {
    const store = await database.store();
    const moments = firstOf(await store.tickets.dueMomentsOf(unit, MOST));
    const text = calendarText(unit, moments);
    const tag = createHash('sha256').update(text).digest('base64url');
    const headers = { ETag: `"${tag}"`, 'Cache-Control': 'private, max-age=300' };
    // Programs come again and again: that all is as it was is not noted.
    if (hasIt(request, headers.ETag))
      return { status: 304, headers, looked: 'nothing', write: async (it) => void it.end() };
    // Who sits at the program nobody knows; who was given its link is noted.
    const link = await feeds.linkOf(unit.id, token);
    const by = { role: 'unit', unit: unit.id, sub: `link:${link?.id}` } as const;
    const tickets = moments.map(({ ticket }) => ({ id: ticket }));
    return { headers, text, type: 'text/calendar; charset=utf-8', looked: { by, tickets } };
  };

/** Whether a client has what this is the tag of. */
function hasIt(request: Request, tag: string): boolean {
  // It compares the request with the headers of its answer, which may still be another one.
  request.res?.set('ETag', tag);
  const { fresh } = request;
  request.res?.removeHeader('ETag');
  return fresh;
}

/** As many as are shown, in the order of their moments. */
const firstOf = (moments: readonly DueMoment[]): DueMoment[] =>
  moments.toSorted((a, b) => a.clock.due - b.clock.due).slice(0, MOST);

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
  for (const { ticket, kind, category, clock, changed } of firstOf(moments)) {
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
