import { serverNow } from './server-time';

/** All hours are the city's, wherever the browser is. */
const ZONE = 'Asia/Shanghai';
const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, ...options });
const whole = format({
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const short = format({ month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const year = format({ year: 'numeric' });
const dayInWords = format({ month: 'long', day: 'numeric', weekday: 'short' });
const day = format({ year: 'numeric', month: '2-digit', day: '2-digit' });

/** `11月26日 16:30`, with its year where that is another than now's. */
export function momentText(iso: string): string {
  const at = new Date(iso);
  return year.format(at) === year.format(serverNow()) ? short.format(at) : whole.format(at);
}

/** `2026年11月26日周四 16:30` */
export const wholeMomentText = (iso: string): string => whole.format(new Date(iso));

const clock = format({ hour: '2-digit', minute: '2-digit' });
const wholeDay = format({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' });

/** `16:30` */
export const timeText = (iso: string): string => clock.format(new Date(iso));

/** `2026年11月26日周四`. @param day `2026-11-26` */
export const dayText = (day: string): string => wholeDay.format(new Date(`${day}T12:00:00+08:00`));

/** `2026-11-26`: the day in the city, for addresses. */
export function dayOf(at: number): string {
  const parts = Object.fromEntries(day.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/**
 * By when something is due, as people say it: `12月4日周五当天结束前`, `今天16:30前`. A day's end is told as of the day that ends, and not as
 * the next one's midnight, by which nobody would know which day is meant.
 */
export function dueText(iso: string, now = serverNow()): string {
  const at = Date.parse(iso);
  const isDayEnd = /^0?0:00$|^24:00$/.test(clock.format(at));
  const meant = isDayEnd ? at - 1 : at;
  const nearby = { [dayOf(now)]: '今天', [dayOf(now + DAY)]: '明天' }[dayOf(meant)];
  if (!isDayEnd) return `${nearby ?? dayInWords.format(meant)}${clock.format(at)}前`;
  return nearby === undefined ? `${dayInWords.format(meant)}当天结束前` : `${nearby}结束前`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long is left until a moment, or since when it is over: `还有2天3小时`, `已超5分钟`. Of the clock on the wall, not of working time. */
export function remainingText(iso: string, now = serverNow()): string {
  const left = Date.parse(iso) - now;
  return `${left >= 0 ? '还有' : '已超'}${lengthText(Math.abs(left))}`;
}

export function lengthText(ms: number): string {
  if (ms < MINUTE) return '不到1分钟';
  const [days, hours, minutes] = [
    Math.floor(ms / DAY),
    Math.floor((ms % DAY) / HOUR),
    Math.floor((ms % HOUR) / MINUTE),
  ];
  if (days > 0) return `${days}天${hours > 0 ? `${hours}小时` : ''}`;
  return hours > 0 ? `${hours}小时${minutes > 0 ? `${minutes}分钟` : ''}` : `${minutes}分钟`;
}

/** How pressing a due moment is: over, within a day, or later. */
export function pressing(iso: string, now = serverNow()): 'over' | 'soon' | 'later' {
  const left = Date.parse(iso) - now;
  return left < 0 ? 'over' : left < DAY ? 'soon' : 'later';
}

/** Whether a limit is owed still: also one that is over, until what was due is done. */
export const isOwed = ({ endedAt }: { readonly endedAt?: string | undefined }): boolean =>
  endedAt === undefined;
