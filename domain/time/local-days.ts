import {
  type Calendar,
  type CalendarDay,
  calendarOf,
  type CalendarSlice,
  type CalendarYear,
  differingDays,
  sliceCalendar,
} from './calendar';
import type { Instant } from './instant';

/** The newest edition of every published year: the nation's, and by rulebook what its city has published over it. */
export interface PublishedCalendars {
  readonly years: readonly CalendarYear[];
  readonly local: ReadonlyMap<string, readonly CalendarYear[]>;
}

/** What its city has published over the national days; nothing where no rulebook is asked for. */
const localOf = ({ local }: PublishedCalendars, rulebook?: string): readonly CalendarYear[] =>
  (rulebook === undefined ? undefined : local.get(rulebook)) ?? [];

/** By which the tickets of a rulebook count; without one, the national calendar. */
export const calendarFor = (published: PublishedCalendars, rulebook?: string): Calendar =>
  calendarOf(published.years, localOf(published, rulebook));

/** What a ticket of a rulebook that was received at `from` carries of it. */
export const sliceFor = (published: PublishedCalendars, rulebook: string, from: Instant): CalendarSlice =>
  sliceCalendar(published.years, from, localOf(published, rulebook));

/** A day, whose it is, and who published it. */
export interface LayeredDay extends CalendarDay {
  readonly whose: 'national' | 'local';
  readonly source: string;
}

/** One year as it binds the tickets of a rulebook. */
export interface LayeredYear {
  readonly year: number;
  /** Who published the national days; missing while nobody did: the year is provisional (T-7). */
  readonly source?: string;
  /** Who published the city's, where it has any. */
  readonly localSource?: string;
  /** In order. A day of the city's takes the place of the national one; one that says the same stays the nation's. */
  readonly days: readonly LayeredDay[];
}

/** @returns undefined where nobody has published a day of that year */
export function layeredYear(
  published: PublishedCalendars,
  year: number,
  rulebook?: string,
): LayeredYear | undefined {
  const national = published.years.find((it) => it.year === year);
  const local = localOf(published, rulebook).find((it) => it.year === year);
  if (!national && !local) return undefined;
  const over = local ? differingDays(local, national) : [];
  const days = [
    ...layer(
      national,
      (national?.days ?? []).filter(({ date }) => !over.some((it) => it.date === date)),
      'national',
    ),
    ...layer(local, over, 'local'),
  ];
  return {
    year,
    ...(national ? { source: national.source } : {}),
    ...(local ? { localSource: local.source } : {}),
    days: days.toSorted((a, b) => (a.date < b.date ? -1 : 1)),
  };
}

const layer = (
  of: CalendarYear | undefined,
  days: readonly CalendarDay[],
  whose: LayeredDay['whose'],
): LayeredDay[] => (of ? days.map((day) => ({ ...day, whose, source: of.source })) : []);

/** Every published day by its date, as it binds the tickets of a rulebook. */
export function layeredDays(
  published: PublishedCalendars,
  rulebook?: string,
): ReadonlyMap<string, LayeredDay> {
  const years = [...published.years, ...localOf(published, rulebook)].map(({ year }) => year);
  const days = [...new Set(years)].flatMap((year) => layeredYear(published, year, rulebook)?.days ?? []);
  return new Map(days.map((day) => [day.date, day]));
}
