import { z } from 'zod';
import type { Config } from '../../config/load';
import type { CalendarDay } from '../../domain/time/calendar';
import { instant, isoInstant } from '../../domain/time/instant';
import { layeredYear } from '../../domain/time/local-days';
import {
  type CalendarChange,
  type CalendarVersion,
  type Change,
  StaleEdition,
} from '../../storage/changes/changes';
import type { Store } from '../../storage/store';
import type { Asked } from '../http/address';
import { etagOf, seenBy } from '../http/if-match';
import { errorsOf, invalid, notFound, Problem } from '../http/problem';
import type { Parts } from '../parts';
import { oneOf } from '../http/fields';
import type { CalendarAnswer, CalendarEditionAnswer, ChangeAnswer, PublishedCalendarAnswer } from './answers';
import { calendarBody, localCalendarBody } from './calendar-body';

/** Changes are a few a year. */
const LISTED = 100;

const isYear = (text: string): boolean => /^[1-9]\d{3}$/.test(text);

export const listingChanges =
  ({ database }: Pick<Parts, 'database'>) =>
  async () => {
    const store = await database.store();
    const changes = await store.changes.list(Number.MAX_SAFE_INTEGER, LISTED);
    return { json: { items: await Promise.all(changes.map((it) => changeJson(store, it))) } };
  };

export const findsChange =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({
    params: { id },
  }: {
    params: { readonly id: string };
  }): Promise<{ store: Store; change: Change }> => {
    const store = await database.store();
    const change = /^[1-9]\d{0,8}$/.test(id) ? await store.changes.find(Number(id)) : undefined;
    if (!change) throw notFound('There is no such change.');
    return { store, change };
  };

/** Whose calendar is asked for: the national one, or that of a rulebook's city. */
export const whoseCalendar = ({ rulebooks }: Config) =>
  z.strictObject({
    rulebook: oneOf([...rulebooks.keys()], 'the id of a rulebook')
      .optional()
      .meta({ description: 'Whose city’s own days are meant; without it, the national ones' }),
  });

interface OfYear {
  readonly params: { readonly year: string };
  readonly query: z.output<ReturnType<typeof whoseCalendar>>;
}

/** The newest edition of a year, with a rulebook's city's days over it; while the database is away, as it was known last. */
export const readingYear =
  ({ calendars }: Pick<Parts, 'calendars'>) =>
  async ({ params, query: { rulebook } }: OfYear): Promise<{ json: CalendarAnswer }> => {
    const found = isYear(params.year)
      ? layeredYear(await calendars.lately(), Number(params.year), rulebook)
      : undefined;
    if (!found) throw notPublished();
    const { year, source, localSource, days } = found;
    const named = days.map(({ date, working, name, whose }) => ({
      date,
      working,
      name,
      ...(rulebook === undefined ? {} : { whose }),
    }));
    const of = source === undefined ? {} : { source };
    if (rulebook === undefined) return { json: { year, ...of, days: named } };
    const local = localSource === undefined ? {} : { local: { source: localSource } };
    return { json: { year, rulebook, ...of, ...local, days: named } };
  };

/** All editions of a year, newest first, of the nation or of a rulebook's city; the nation's first came with the package. */
export const listingEditions =
  ({ calendars, database }: Pick<Parts, 'calendars' | 'database'>) =>
  async ({ params, query: { rulebook } }: OfYear) => {
    const year = Number(params.year);
    if (!isYear(params.year)) throw notPublished();
    const packaged = rulebook === undefined ? calendars.packaged.filter((it) => it.year === year) : [];
    const store = await database.store();
    const editions = [
      ...(await store.changes.editionsOf(year, rulebook)),
      ...packaged.map((it) => ({ ...it, version: 1 })),
    ];
    if (editions.length === 0)
      throw rulebook === undefined
        ? notPublished()
        : notFound('The city of this rulebook has published no days of its own for this year.');
    const [{ version: newest } = { version: 0 }] = editions;
    return { headers: { ETag: etagOf(newest) }, json: { items: editions.map(editionJson) } };
  };

/**
 * Publishes a year (T-7): every open ticket, or with a rulebook each of its own, is bound to it by a workflow, and what that did can be read.
 * A year is stored before its change is started: what a crash leaves out in between is made up by the same request again, or by the sweep.
 */
export function publishing({
  calendars,
  database,
  engine,
  log,
}: Pick<Parts, 'calendars' | 'database' | 'engine' | 'log'>) {
  return async ({
    subject,
    params,
    query: { rulebook },
    request,
  }: Pick<Asked, 'subject' | 'request'> & OfYear) => {
    const schema = rulebook === undefined ? calendarBody : localCalendarBody;
    const { year, source, days } = proposedYear(params.year, request.body, schema);
    const store = await database.store();
    const packaged = rulebook === undefined ? calendars.packaged.find((it) => it.year === year) : undefined;
    const whose = rulebook === undefined ? {} : { rulebook };
    const publication = { ...whose, year, source, days, at: instant(Date.now()), by: subject.sub };
    const published = await store.changes.publish(publication, packaged, seenBy(request)).catch(refuseStale);
    const edition = published.is === 'new' ? published.change : published.known;
    if (isPublished(edition)) await start(edition);
    return { headers: { ETag: etagOf(edition.version) }, json: await publishedJson(store, edition) };
  };

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
}

/** A retry that comes late must not bring back what was replaced. */
function refuseStale(error: unknown): never {
  if (!(error instanceof StaleEdition)) throw error;
  const { newest, says } = error;
  const found =
    says === undefined
      ? `The newest edition of this year is ${newest}; look at it, and publish with`
      : `Edition ${says} says the same, and edition ${newest} took its place; to publish it again, say`;
  throw new Problem(412, 'stale', 'Another edition was published', `${found} If-Match: ${etagOf(newest)}.`);
}

/** Not the edition that came with the package. */
const isPublished = (edition: CalendarVersion | CalendarChange): edition is CalendarChange => 'id' in edition;

const notPublished = () =>
  notFound('No calendar is published for this year; it counts Monday to Friday, provisionally (T-7).');

/** The year that a request publishes: the address names it, and the body may. @throws a 422 with everything that is wrong */
function proposedYear(
  named: string,
  body: unknown,
  schema: typeof calendarBody | typeof localCalendarBody,
): {
  year: number;
  source: string;
  days: readonly CalendarDay[];
} {
  const year = isYear(named) ? Number(named) : Number.NaN;
  const sent = body;
  const isObject = typeof sent === 'object' && sent !== null && !Array.isArray(sent);
  const read = schema.safeParse(isObject ? { ...sent, year } : sent);
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
  const whose = 'rulebook' in edition ? { rulebook: edition.rulebook } : {};
  return { year: edition.year, ...whose, ...shown, ...change };
}

/** A change and how far it is; its workflow need not run any more. */
export async function changeJson(store: Store, change: Change): Promise<ChangeAnswer> {
  const { id, kind, at, progress } = change;
  const { done, moved } = await store.effects.count(id);
  const { state = 'running', left = 0, failed = 0, completedAt } = progress ?? {};
  const about =
    change.kind === 'calendar'
      ? {
          year: change.year,
          ...(change.rulebook === undefined ? {} : { rulebook: change.rulebook }),
          version: String(change.version),
        }
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
