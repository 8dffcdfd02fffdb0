import { type Request, Router } from 'express';
import { z } from 'zod';
import type { CalendarDay } from '../../domain/time/calendar';
import { isoInstant } from '../../domain/time/instant';
import type { CalendarChange, CalendarVersion, Change } from '../../storage/changes/changes';
import type { Store } from '../../storage/store';
import { mustBe, subjectOf } from '../requests/access';
import type { CalendarEditionAnswer, ChangeAnswer, PublishedCalendarAnswer } from '../answers';
import { calendarBody } from './calendar-body';
import type { Parts } from '../parts';
import { allows, errorsOf, invalid, notFound } from '../http/problem';

/** Who may see what changes did. */
const SEE_CHANGES = ['admin', 'supervisor', 'operator', 'auditor'] as const;
/** Changes are a few a year. */
const LISTED = 100;

const isYear = (text: unknown): text is string => typeof text === 'string' && /^[1-9]\d{3}$/.test(text);

/**
 * Calendars as living data (T-7): a year is published, every open ticket is bound to it by a workflow, and what that did can be read.
 * A year is stored before its change is started: what a crash leaves out in between is made up by the same request again, or by the sweep.
 */
export function calendarRoutes({ calendars, database, engine, log }: Parts): Router {
  const router = Router();

  router
    .route('/v1/calendars/changes')
    .get(async (request, response) => {
      mustBe(subjectOf(request), SEE_CHANGES);
      const store = await database.store();
      const changes = await store.changes.list(Number.MAX_SAFE_INTEGER, LISTED);
      response.json({ items: await Promise.all(changes.map((it) => changeJson(store, it))) });
    })
    .all(allows('GET', 'HEAD'));

  router
    .route('/v1/calendars/changes/:id')
    .get(async (request, response) => {
      mustBe(subjectOf(request), SEE_CHANGES);
      const { id } = request.params;
      const store = await database.store();
      const change = /^[1-9]\d{0,8}$/.test(id) ? await store.changes.find(Number(id)) : undefined;
      if (!change) throw notFound('There is no such change.');
      response.json(await changeJson(store, change));
    })
    .all(allows('GET', 'HEAD'));

  router
    .route('/v1/calendars/:year/versions')
    .get(async (request, response) => {
      const { year } = request.params;
      const editions = isYear(year) ? await editionsOf(await database.store(), Number(year)) : [];
      if (editions.length === 0) throw notPublished();
      response.json({ items: editions.map(editionJson) });
    })
    .all(allows('GET', 'HEAD'));

  router
    .route('/v1/calendars/:year')
    .get(async (request, response) => {
      const years = await calendars.lately();
      const found = years.find(({ year }) => String(year) === request.params.year);
      if (!found) throw notPublished();
      response.json(found);
    })
    .put(async (request, response) => {
      const subject = subjectOf(request);
      mustBe(subject, ['admin']);
      const { year, source, days } = proposedYear(request);
      const store = await database.store();
      const packaged = calendars.packaged.find((it) => it.year === year);
      const publication = { year, source, days, at: now(), by: subject.sub };
      const published = await store.changes.publish(publication, packaged);
      const edition = published.is === 'new' ? published.change : published.known;
      if (isPublished(edition)) await start(edition);
      response.json(await publishedJson(store, edition));
    })
    .all(allows('GET', 'HEAD', 'PUT'));

  return router;

  /** Also of one that was published before: between storing and starting, something may have crashed. */
  async function start(change: CalendarChange): Promise<void> {
    if (change.progress !== undefined) return;
    try {
      await engine.startChange(change);
    } catch (error) {
      // It is published: whatever is registered from now on counts by it, and the sweep starts its change.
      log.warn({ err: error }, 'a change is started later');
    }
  }

  async function editionsOf(store: Store, year: number): Promise<(CalendarVersion | CalendarChange)[]> {
    const packaged = calendars.packaged.filter((it) => it.year === year);
    return [...(await store.changes.editionsOf(year)), ...packaged.map((it) => ({ ...it, version: 1 }))];
  }
}

/** Not the edition that came with the package. */
const isPublished = (edition: CalendarVersion | CalendarChange): edition is CalendarChange => 'id' in edition;

const now = () => Date.now() as CalendarChange['at'];

const notPublished = () =>
  notFound('No calendar is published for this year; it counts Monday to Friday, provisionally (T-7).');

/** The year that a request publishes: the address names it, and the body may. @throws a 422 with everything that is wrong */
function proposedYear({ params, body }: Request): {
  year: number;
  source: string;
  days: readonly CalendarDay[];
} {
  const year = isYear(params.year) ? Number(params.year) : Number.NaN;
  const sent: unknown = body;
  const isObject = typeof sent === 'object' && sent !== null && !Array.isArray(sent);
  const read = calendarBody.safeParse(isObject ? { ...sent, year } : sent);
  const errors = read.success ? [] : errorsOf(read.error.issues);
  const differs = isObject && 'year' in sent && sent.year !== year;
  if (differs && !errors.some(({ path }) => path === 'year'))
    errors.push({ path: 'year', message: 'expected the year of the address' });
  if (read.success && errors.length === 0) return read.data;
  throw invalid('The request does not fit its schema.', errors);
}

function editionJson(edition: CalendarVersion | CalendarChange): CalendarEditionAnswer {
  const { version, source, days } = edition;
  const published = isPublished(edition) ? { publishedAt: isoInstant(edition.at), by: edition.by } : {};
  return { version, source, days: [...days], ...published };
}

async function publishedJson(
  store: Store,
  edition: CalendarVersion | CalendarChange,
): Promise<PublishedCalendarAnswer> {
  const { by: _, ...shown } = editionJson(edition);
  const change = isPublished(edition) ? { change: await changeJson(store, edition) } : {};
  return { year: edition.year, ...shown, ...change };
}

/** A change and how far it is; its workflow need not run any more. */
export async function changeJson(store: Store, change: Change): Promise<ChangeAnswer> {
  const { id, kind, at, progress } = change;
  const { done, moved } = await store.effects.count(id);
  const { state = 'running', left = 0, failed = 0, completedAt } = progress ?? {};
  const about =
    change.kind === 'calendar'
      ? { year: change.year, version: String(change.version) }
      : { rulebook: change.rulebook, version: change.version, hash: change.hash, reason: change.reason };
  return {
    id,
    kind,
    ...about,
    by: change.by,
    state,
    startedAt: isoInstant(at),
    ...(completedAt === undefined ? {} : { completedAt: isoInstant(completedAt) }),
    total: done + left + failed,
    done,
    moved,
    failed,
  };
}

export const calendarYearPath = z.object({ year: z.string().meta({ example: '2027' }) });
export const changePath = z.object({ id: z.string().meta({ example: '3' }) });
