import { type Day, dayOf, type Instant, isoDay, parseDay, plusDays, weekday, yearOf } from './instant';

/**
 * The working days of the published years. Only days that differ from Monday–Friday are kept, and those that a city has
 * published over the national ones; a year that is not published nationally counts Monday–Friday but for these, and what
 * leans on it is provisional (T-6, T-7).
 */
export interface Calendar {
  readonly published: ReadonlySet<number>;
  readonly exceptions: ReadonlyMap<Day, boolean>;
}

/** One published year, as it is stored and shown. */
export interface CalendarYear {
  readonly year: number;
  /** Who published the days and in which edition. */
  readonly source: string;
  readonly days: readonly CalendarDay[];
}

export interface CalendarDay {
  /** `2026-10-01` */
  readonly date: string;
  readonly working: boolean;
  readonly name: string;
}

/** Days off and on as `MMDD` words, and who published them. */
interface SlicedDays {
  readonly source: string;
  readonly off: string;
  readonly on: string;
}

/** A year's national days, and over them those of the ticket's city, where it has any; a year of which only these are published is provisional. */
export type SlicedYear = (SlicedDays & { readonly local?: SlicedDays }) | { readonly local: SlicedDays };

/**
 * What a ticket carries of the calendar (DESIGN §2): per year the source and the days off and on, as `MMDD` words,
 * small enough for a workflow's input and readable in Temporal Web.
 */
export type CalendarSlice = Readonly<Record<string, SlicedYear>>;

/** @param local what a city has published over the years; it publishes no year (T-7) */
export function calendarOf(years: Iterable<CalendarYear>, local: Iterable<CalendarYear> = []): Calendar {
  const published = new Set<number>();
  const exceptions = new Map<Day, boolean>();
  const put = ({ days }: CalendarYear): void => {
    for (const { date, working } of days) {
      const day = parseDay(date);
      if (day !== undefined) exceptions.set(day, working);
    }
  };
  for (const it of years) {
    published.add(it.year);
    put(it);
  }
  for (const it of local) put(it);
  return { published, exceptions };
}

/** The days of a city that say otherwise than the national calendar of their year does; the others move nothing. */
export function differingDays(local: CalendarYear, national: CalendarYear | undefined): CalendarDay[] {
  const calendar = calendarOf(national ? [national] : []);
  return local.days.filter(({ date, working }) => {
    const day = parseDay(date);
    return day !== undefined && isWorkday(calendar, day) !== working;
  });
}

/**
 * Cuts out the days that can matter to a ticket received at `from`: all that are published from that day on.
 * @param local what the ticket's city has published over the years
 */
export function sliceCalendar(
  years: Iterable<CalendarYear>,
  from: Instant,
  local: Iterable<CalendarYear> = [],
): CalendarSlice {
  const first = isoDay(dayOf(from));
  const firstYear = Number(first.slice(0, 4));
  const national = new Map([...years].map((it) => [it.year, it]));
  const slice: Record<string, SlicedYear> = {};
  for (const { year, source, days } of national.values())
    if (year >= firstYear) slice[year] = slicedDays(source, days, first);
  for (const it of local) {
    if (it.year < firstYear) continue;
    const days = slicedDays(it.source, differingDays(it, national.get(it.year)), first);
    // Where the year has nothing else, it stays even without days: whoever is told of the slice forgets those of before.
    if (slice[it.year] === undefined || days.off !== '' || days.on !== '')
      slice[it.year] = { ...slice[it.year], local: days };
  }
  return slice;
}

function slicedDays(source: string, days: readonly CalendarDay[], first: string): SlicedDays {
  const words = (working: boolean): string =>
    days
      .filter((day) => day.date >= first && day.working === working)
      .map((day) => wordOf(day.date))
      .sort()
      .join(' ');
  return { source, off: words(false), on: words(true) };
}

const wordOf = (date: string): string => date.slice(5).replace('-', '');

export function calendarOfSlice(slice: CalendarSlice): Calendar {
  const published = new Set<number>();
  const exceptions = new Map<Day, boolean>();
  const put = (year: string, words: string, working: boolean): void => {
    for (const word of words.split(' ')) {
      const day = parseDay(`${year}-${word.slice(0, 2)}-${word.slice(2)}`);
      if (day !== undefined) exceptions.set(day, working);
    }
  };
  for (const [year, sliced] of Object.entries(slice)) {
    if ('source' in sliced) published.add(Number(year));
    for (const { off, on } of layersOf(sliced)) {
      put(year, off, false);
      put(year, on, true);
    }
  }
  return { published, exceptions };
}

/** What lies above comes last. */
const layersOf = (sliced: SlicedYear): SlicedDays[] => [
  ...('source' in sliced ? [sliced] : []),
  ...(sliced.local ? [sliced.local] : []),
];

/** Who published a day that is in a slice (T-8); undefined for an ordinary one. */
export function sourceOfDay(slice: CalendarSlice, day: Day): string | undefined {
  const sliced = slice[yearOf(day)];
  const word = wordOf(isoDay(day));
  return (
    sliced && layersOf(sliced).findLast(({ off, on }) => `${off} ${on}`.split(' ').includes(word))?.source
  );
}

/** A calendar in which these years are as this slice says them, whole. */
export function withYears(calendar: Calendar, slice: CalendarSlice): Calendar {
  const years = Object.keys(slice).map(Number);
  const { published, exceptions } = calendarOfSlice(slice);
  const kept = [...calendar.exceptions].filter(([day]) => !years.includes(yearOf(day)));
  return {
    published: new Set([...calendar.published, ...published]),
    exceptions: new Map([...kept, ...exceptions]),
  };
}

export const isWorkday = (calendar: Calendar, day: Day): boolean =>
  calendar.exceptions.get(day) ?? weekday(day) <= 5;

/** Whether every day from `first` to `last` lies in a published year. */
export function isPublished(calendar: Calendar, first: Day, last: Day): boolean {
  for (let year = yearOf(first); year <= yearOf(last); year++)
    if (!calendar.published.has(year)) return false;
  return true;
}

/**
 * The `n`th working day after `day` (or, for a negative `n`, before it); `day` itself never counts and may be a rest day (T-1, T-2).
 * 0 gives `day` itself.
 */
export function workdaysFrom(calendar: Calendar, day: Day, n: number): Day {
  const step = Math.sign(n);
  let left = Math.abs(n);
  let at = day;
  while (left > 0) {
    at = plusDays(at, step);
    if (isWorkday(calendar, at)) left--;
  }
  return at;
}
