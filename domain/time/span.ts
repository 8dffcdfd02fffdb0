import { DAY, HOUR, MINUTE } from './instant';

/**
 * A length of time as regulations give it. Working days and natural days end with a day (T-1, T-3), hours and less run round the clock (T-4),
 * and `sameDay` ends with the day that it started on (T-5). Natural days that roll over end with the next working day, where the last
 * of them is a rest day (T-3; Civil Code art. 203).
 */
export type Span =
  | { readonly workdays: number }
  | { readonly days: number; readonly rollover?: true }
  | { readonly hours: number }
  | { readonly minutes: number }
  | { readonly seconds: number }
  | { readonly sameDay: true };

/** Longest span that a rulebook may name, in units of itself: enough for any law, short enough that a slip of the pen is caught. */
const MOST: Readonly<Record<string, number>> = {
  workdays: 750,
  days: 1_100,
  hours: 26_400,
  minutes: 1_584_000,
  seconds: 95_040_000,
};

/** Reads `5 workdays`, `1 day`, `60 minutes`, `same day`, as a rulebook may have it; undefined for anything else. */
export function parseSpan(text: string): Span | undefined {
  const span = spanIn(text);
  if (!span || 'sameDay' in span) return span;
  const [unit, count] = Object.entries(span)[0] as [string, number];
  return count >= 0 && count <= (MOST[unit] ?? 0) ? span : undefined;
}

/**
 * The same of any length: a promised day (挂账) may lie further ahead than any law looks, and behind its approval where that was
 * taken by rules from before (`approvesPassedDays`).
 */
export function spanIn(text: string): Span | undefined {
  if (text === 'same day') return { sameDay: true };
  const found = /^(-?\d{1,8}) (workday|day|hour|minute|second)s?$/.exec(text);
  // The pattern has found one of the units that a span is counted in.
  return found ? ({ [`${found[2]}s`]: Number(found[1]) } as unknown as Span) : undefined;
}

export function isSpan(value: unknown): value is Span {
  if (typeof value !== 'object' || value === null) return false;
  const [only, ...more] = Object.keys(value).filter((key) => key !== 'rollover');
  return only !== undefined && more.length === 0 && (only === 'sameDay' || Object.hasOwn(MOST, only));
}

/** `5 workdays`, as a rulebook writes it. */
export function spanText(span: Span): string {
  if ('sameDay' in span) return 'same day';
  // The others have one member each: how many of which unit.
  const [unit, count] = Object.entries(span)[0] as [string, number];
  return `${count} ${unit}${'rollover' in span ? ', rolling over' : ''}`;
}

/** `5个工作日`, for people. */
export function spokenSpan(span: Span): string {
  if ('workdays' in span) return `${span.workdays}个工作日`;
  if ('days' in span) return `${span.days}日${span.rollover ? '（末日休息的顺延）' : ''}`;
  if ('hours' in span) return `${span.hours}小时`;
  if ('minutes' in span) return `${span.minutes}分钟`;
  if ('seconds' in span) return `${span.seconds}秒`;
  return '当日';
}

/** So many percent of a span, for a part that has to be done earlier: whole days, at least one; else to the minute (S-22). */
export function shareOf(span: Span, percent: number): Span {
  const part = (count: number): number => Math.max(1, Math.floor((count * percent) / 100));
  if ('workdays' in span) return { workdays: part(span.workdays) };
  if ('days' in span) return { ...span, days: part(span.days) };
  const running = runningTime(span);
  return running === undefined ? span : { minutes: part(running / MINUTE) };
}

/** Milliseconds of a span that runs round the clock; undefined for one that is counted in days. */
export function runningTime(span: Span): number | undefined {
  if ('hours' in span) return span.hours * HOUR;
  if ('minutes' in span) return span.minutes * MINUTE;
  if ('seconds' in span) return span.seconds * 1_000;
  return undefined;
}

/** A span that a person would call longer or shorter, roughly in milliseconds: for bounds, never for deadlines. */
export function roughLength(span: Span): number {
  if ('workdays' in span) return (span.workdays * 7 * DAY) / 5;
  if ('days' in span) return span.days * DAY;
  return runningTime(span) ?? DAY;
}
