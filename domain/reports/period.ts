import { type Day, DAY, dayOf, type Instant, instant, isoDay, momentOn, parseDay } from '../time/instant';

/** A month by its number: `202610`. */
export type Month = number;

/** What a report is about: from its first moment to before its last. */
export interface Period {
  readonly month: Month;
  readonly from: Instant;
  readonly to: Instant;
}

/** Reads `2026-10`; undefined for anything that is no month of the years 2000 to 2099. */
export function parseMonth(text: string): Month | undefined {
  const found = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(text);
  return found ? Number(found[1]) * 100 + Number(found[2]) : undefined;
}

/** `2026-10` */
export const monthText = (month: Month): string => `${Math.floor(month / 100)}-${two(month % 100)}`;

/** The calendar month that a moment lies in. */
export const monthOf = (at: Instant): Month => Number(isoDay(dayOf(at)).slice(0, 7).replace('-', ''));

/**
 * The period that goes by a month's name. One that begins on another day than the first is named after the month that it ends in, as
 * cities count that close their books before a month is over.
 * @param startsOn the day of a month that it begins on, 1–28
 */
export function periodOf(month: Month, startsOn: number): Period {
  const start = startsOn === 1 ? month : before(month);
  return { month, from: on(start, startsOn), to: on(after(start), startsOn) };
}

/** The calendar months that a period touches, in order. */
export function monthsIn({ from, to }: Pick<Period, 'from' | 'to'>): Month[] {
  const last = monthOf(instant(to - DAY));
  const months = [monthOf(from)];
  for (let month = monthOf(from); month < last; months.push(month)) month = after(month);
  return months;
}

export const isIn = ({ from, to }: Period, at: Instant): boolean => at >= from && at < to;

/** The period that a moment lies in. */
export function periodAt(at: Instant, startsOn: number): Period {
  const period = periodOf(monthOf(at), startsOn);
  return at < period.to ? period : periodOf(after(period.month), startsOn);
}

const before = (month: Month): Month => (month % 100 === 1 ? month - 89 : month - 1);
const after = (month: Month): Month => (month % 100 === 12 ? month + 89 : month + 1);

const on = (month: Month, day: number): Instant => momentOn(dayIn(month, day), 0);
// Every month of a year has 28 days.
const dayIn = (month: Month, day: number): Day => parseDay(`${monthText(month)}-${two(day)}`) as Day;

const two = (n: number): string => String(n).padStart(2, '0');
