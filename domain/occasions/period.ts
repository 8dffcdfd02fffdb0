import {
  type Day,
  type Instant,
  isoDay,
  momentOn,
  parseDay,
  plusDays,
  weekday,
  yearOf,
} from '../time/instant';
import type { Every } from './words';

/** A week from Monday, a month or a quarter: `2026-W45`, `2026-10`, `2026-Q3`. */
export interface Period {
  readonly key: string;
  readonly every: Every;
  readonly first: Day;
  readonly last: Day;
}

const monthOf = (day: Day): number => Number(isoDay(day).slice(5, 7));
const two = (n: number): string => String(n).padStart(2, '0');
/** The first day of a month. @param month from 1; 13 is the next year's first */
const firstOf = (year: number, month: number): Day =>
  parseDay(`${year + Math.floor((month - 1) / 12)}-${two(((month - 1) % 12) + 1)}-01`) as Day;

/** The period that a day lies in. A week is of the year that its Thursday is of (ISO 8601, GB/T 7408). */
export function periodOf(every: Every, day: Day): Period {
  if (every === 'week') {
    const first = plusDays(day, 1 - weekday(day));
    const thursday = plusDays(first, 3);
    const year = yearOf(thursday);
    const week = Math.floor((thursday - firstOf(year, 1)) / 7) + 1;
    return { key: `${year}-W${two(week)}`, every, first, last: plusDays(first, 6) };
  }
  const year = yearOf(day);
  const months = every === 'month' ? 1 : 3;
  const number = Math.floor((monthOf(day) - 1) / months) + 1;
  const month = (number - 1) * months + 1;
  return {
    key: every === 'month' ? `${year}-${two(number)}` : `${year}-Q${number}`,
    every,
    first: firstOf(year, month),
    last: plusDays(firstOf(year, month + months), -1),
  };
}

export const before = ({ every, first }: Period): Period => periodOf(every, plusDays(first, -1));
export const after = ({ every, last }: Period): Period => periodOf(every, plusDays(last, 1));

/** Reads a key; undefined for what is none. */
export function parsePeriod(key: string): Period | undefined {
  const found = /^(\d{4})-(?:(W)(\d{2})|(Q)([1-4])|(\d{2}))$/.exec(key);
  if (!found) return undefined;
  const [, year, , week, , quarter, month] = found;
  const january = firstOf(Number(year), 1);
  const period = week
    ? periodOf('week', plusDays(plusDays(january, 3), (Number(week) - 1) * 7))
    : quarter
      ? periodOf('quarter', firstOf(Number(year), Number(quarter) * 3))
      : Number(month) >= 1 && Number(month) <= 12
        ? periodOf('month', firstOf(Number(year), Number(month)))
        : undefined;
  return period?.key === key ? period : undefined;
}

/** From when to when a period goes; its end is no part of it. */
export const spanOf = ({ first, last }: Pick<Period, 'first' | 'last'>): { from: Instant; to: Instant } => ({
  from: momentOn(first, 0),
  to: momentOn(plusDays(last, 1), 0),
});

/** `2026年10月`, `2026年第45周`, `2026年第3季度` */
export function spokenPeriod(key: string): string {
  const [year = '', part = ''] = key.split('-');
  if (part.startsWith('W')) return `${year}年第${Number(part.slice(1))}周`;
  return part.startsWith('Q') ? `${year}年第${part.slice(1)}季度` : `${year}年${Number(part)}月`;
}
