import { type Calendar, isPublished, isWorkday, workdaysFrom } from './calendar';
import {
  type Day,
  dayOf,
  type Instant,
  instant,
  isoDay,
  isoInstant,
  momentOn,
  parseDay,
  plusDays,
  weekday,
} from './instant';
import { runningTime, type Span, spokenSpan } from './span';

export interface Deadline {
  readonly due: Instant;
  /** The count leans on a year whose calendar is not published (T-7). */
  readonly provisional: boolean;
}

/** A day's end for limits in days, in minutes after 00:00, when a rulebook says nothing else: 24:00. */
export const END_OF_DAY = 1440;

/**
 * When a limit that starts at `from` ends.
 * @param dayEnds minutes after 00:00 at which a day ends, 1–1440; matters for workdays and days only
 * @source T-1 … T-5; Civil Code arts. 200–204
 */
export function deadline(
  from: Instant,
  limit: Span,
  calendar: Calendar,
  dayEnds: number = END_OF_DAY,
): Deadline {
  const first = dayOf(from);
  if ('workdays' in limit) {
    const last = workdaysFrom(calendar, first, limit.workdays);
    return { due: momentOn(last, dayEnds), provisional: !isPublished(calendar, plusDays(first, 1), last) };
  }
  if ('days' in limit) {
    const last = plusDays(first, limit.days);
    if (!limit.rollover || isWorkday(calendar, last))
      return {
        due: momentOn(last, dayEnds),
        provisional: limit.rollover === true && !isPublished(calendar, last, last),
      };
    const next = workdaysFrom(calendar, last, 1);
    return { due: momentOn(next, dayEnds), provisional: !isPublished(calendar, last, next) };
  }
  if ('sameDay' in limit) return { due: momentOn(first, END_OF_DAY), provisional: false };
  return { due: instant(from + (runningTime(limit) ?? 0)), provisional: false };
}

/** The day that a clock due at `due` ends on: a due moment of 00:00 ends the day before. */
export const endDay = (due: Instant): Day => dayOf(instant(due - 1));

export interface NarratedDeadline extends Deadline {
  readonly counted: readonly string[];
  readonly skipped: readonly { readonly date: string; readonly why: string }[];
  /** In Chinese, one sentence a step. */
  readonly explanation: string;
}

const WEEKDAYS = ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日'];

/**
 * The same deadline with its reasons: every day that was counted or skipped, and by which source (T-8).
 * @param nameOf what a published day is called and who published it, e.g. `国庆节(chinese-days 1.5.7)`; undefined for an ordinary day
 */
export function narrateDeadline(
  from: Instant,
  limit: Span,
  calendar: Calendar,
  dayEnds: number,
  nameOf: (day: Day) => string | undefined,
): NarratedDeadline {
  const { due, provisional } = deadline(from, limit, calendar, dayEnds);
  const counted: string[] = [];
  const skipped: { date: string; why: string }[] = [];
  const first = dayOf(from);
  if ('workdays' in limit || 'days' in limit) {
    skipped.push({ date: isoDay(first), why: '起算当日不计入（T-1）' });
    const given = 'days' in limit ? plusDays(first, limit.days) : first;
    for (let day = plusDays(first, 1); day <= endDay(due); day = plusDays(day, 1)) {
      if (day <= given || isWorkday(calendar, day)) counted.push(isoDay(day));
      else skipped.push({ date: isoDay(day), why: nameOf(day) ?? `${WEEKDAYS[weekday(day)]}休息` });
    }
  }
  const worked = 'workdays' in limit ? counted.map((date) => ({ date, day: parseDay(date) as Day })) : [];
  const makeUps = worked.filter(({ day }) => weekday(day) > 5).map(({ date }) => date);
  const published = worked.flatMap(({ date, day }) => {
    const name = nameOf(day);
    return name === undefined ? [] : [`${date} ${name}`];
  });
  const sentences = [
    `自${isoInstant(from)}起算，时限${spokenSpan(limit)}。`,
    counted.length > 0 ? `计入${counted.length}日：${counted.join('、')}。` : '',
    makeUps.length > 0 ? `其中${makeUps.join('、')}为调休上班日（T-6）。` : '',
    published.length > 0 ? `计入的依据：${published.join('、')}。` : '',
    skipped.length > 1
      ? `不计入${skipped.length}日：${skipped.map((s) => `${s.date} ${s.why}`).join('、')}。`
      : '',
    `到期时刻：${isoInstant(due)}。`,
    provisional ? '其中有年度的工作日历尚未公布，按周一至周五暂计，公布后重新核定（T-7）。' : '',
  ];
  return { due, provisional, counted, skipped, explanation: sentences.join('') };
}
