import { type Day, dayOf, type Instant, isoDay, parseDay, plusDays, weekday, yearOf } from './instant';

/**
 * The working days of the published years. Only days that differ from Monday–Friday are kept;
 * a year that is not published counts Monday–Friday, and what leans on it is provisional (T-6, T-7).
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

/**
 * What a ticket carries of the calendar (DESIGN §2): per year the source and the days off and on, as `MMDD` words,
 * small enough for a workflow's input and readable in Temporal Web.
 */
export type CalendarSlice = Readonly<Record<string, { source: string; off: string; on: string }>>;

export function calendarOf(years: Iterable<CalendarYear>): Calendar {
  const published = new Set<number>();
  const exceptions = new Map<Day, boolean>();
  for (const { year, days } of years) {
    published.add(year);
    for (const { date, working } of days) {
      const day = parseDay(date);
      if (day !== undefined) exceptions.set(day, working);
    }
  }
  return { published, exceptions };
}

/** Cuts out the days that can matter to a ticket received at `from`: all that are published from that day on. */
export function sliceCalendar(years: Iterable<CalendarYear>, from: Instant): CalendarSlice {
  const first = isoDay(dayOf(from));
  const slice: Record<string, { source: string; off: string; on: string }> = {};
  for (const { year, source, days } of years) {
    if (year < Number(first.slice(0, 4))) continue;
    const words = (working: boolean): string =>
      days
        .filter((day) => day.date >= first && day.working === working)
        .map((day) => day.date.slice(5).replace('-', ''))
        .sort()
        .join(' ');
    slice[year] = { source, off: words(false), on: words(true) };
  }
  return slice;
}

export function calendarOfSlice(slice: CalendarSlice): Calendar {
  const published = new Set<number>();
  const exceptions = new Map<Day, boolean>();
  const put = (year: string, words: string, working: boolean): void => {
    for (const word of words.split(' ')) {
      const day = parseDay(`${year}-${word.slice(0, 2)}-${word.slice(2)}`);
      if (day !== undefined) exceptions.set(day, working);
    }
  };
  for (const [year, { off, on }] of Object.entries(slice)) {
    published.add(Number(year));
    put(year, off, false);
    put(year, on, true);
  }
  return { published, exceptions };
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
