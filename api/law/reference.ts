import { Router } from 'express';
import { z } from 'zod';
import type { Config } from '../../config/load';
import { type CalendarYear, calendarOf } from '../../domain/time/calendar';
import { END_OF_DAY, narrateDeadline } from '../../domain/time/deadline';
import { type Day, instant, isoDay, isoInstant } from '../../domain/time/instant';
import type { Rulebook } from '../../domain/law/rules';
import { isSpan, spanText } from '../../domain/time/span';
import { moment, oneOf, span } from '../http/fields';
import type { KnownCalendars } from './known-calendars';
import { allows, notFound } from '../http/problem';
import { parsed } from '../http/parsed';

/** A `+` that nobody encoded arrives as a blank; an offset can't be written with one, so it is read as what was meant. */
const fromAddress = z.preprocess(
  (written) => (typeof written === 'string' ? written.trim().replace(/ (\d{2}:\d{2})$/, '+$1') : written),
  moment,
);

export const deadlineQuery = ({ rulebooks }: Config) =>
  z.strictObject({
    rulebook: oneOf([...rulebooks.keys()], 'the id of a rulebook')
      .optional()
      .meta({ description: 'Whose end of day counts; 24:00 without it' }),
    from: fromAddress.optional().meta({
      description: 'Start of the limit; now without it',
      example: '2026-09-29T10:00:00+08:00',
      type: 'string',
      format: 'date-time',
    }),
    limit: span,
  });

export interface ReferenceParts {
  readonly config: Config;
  readonly calendars: Pick<KnownCalendars, 'lately'>;
}

/** What a city's data and the State Council's calendars say, and deadlines counted by them (T-8). */
export function referenceRoutes({ config, calendars }: ReferenceParts): Router {
  const router = Router();
  const query = deadlineQuery(config);
  const rulebooks = new Map([...config.rulebooks].map(([id, book]) => [id, rulebookJson(book)]));
  const units = config.units.all.map(({ id, name, level, parent }) => ({ id, name, level, parent }));

  router
    .route('/v1/deadlines')
    .get(async (request, response) => {
      const { rulebook, from = instant(Date.now()), limit } = parsed(query, request.query);
      const dayEnds =
        rulebook === undefined ? END_OF_DAY : (config.rulebooks.get(rulebook)?.dayEnds ?? END_OF_DAY);
      const years = await calendars.lately();
      const { due, ...why } = narrateDeadline(from, limit, calendarOf(years), dayEnds, namesOf(years));
      response.json({ due: isoInstant(due), ...why });
    })
    .all(allows('GET', 'HEAD'));

  router
    .route('/v1/rulebooks')
    .get((_request, response) => {
      const items = [...config.rulebooks.values()].map(({ id, version, title, hash }) => ({
        id,
        version,
        title,
        hash,
      }));
      response.json({ items });
    })
    .all(allows('GET', 'HEAD'));

  router
    .route('/v1/rulebooks/:id')
    .get((request, response) => {
      const found = rulebooks.get(request.params.id);
      if (!found)
        throw notFound(`There is no such rulebook; there are: ${[...rulebooks.keys()].join(', ')}.`);
      response.json(found);
    })
    .all(allows('GET', 'HEAD'));

  router
    .route('/v1/units')
    .get((_request, response) => {
      response.json({ items: units });
    })
    .all(allows('GET', 'HEAD'));

  return router;
}

/** What a published day is called, and who published it. */
function namesOf(calendars: readonly CalendarYear[]): (day: Day) => string | undefined {
  const names = new Map(
    calendars.flatMap(({ source, days }) =>
      days.map(({ date, name }) => [date, `${name}，${source}`] as const),
    ),
  );
  return (day) => names.get(isoDay(day));
}

const timeOfDay = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A rulebook as its file would say it: limits and times as words and choices by their own names, not as what we count with. */
function rulebookJson(book: Rulebook): object {
  return JSON.parse(
    JSON.stringify(book, (key, value: unknown) => {
      if (typeof value === 'number' && (key === 'dayEnds' || key === 'at')) return timeOfDay(value);
      if (key === 'limit' && isRecord(value) && !isSpan(value)) return value.byKind ?? value.byUrgency;
      return isSpan(value) ? spanText(value) : value;
    }),
  ) as object;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
