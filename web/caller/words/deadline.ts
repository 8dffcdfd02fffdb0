/** Moments as they are told to a caller, in the city's time. */
const DAY = 86_400_000;
const OFFSET = 8 * 3_600_000;
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];

const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** `11月30日（周一）`, with its year where that is another than now's. @param day `2026-11-30` @param now ms since 1970 */
export function dayText(day: string, now: number): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  const isNow = Number(year) === new Date(now + OFFSET).getUTCFullYear();
  return `${isNow ? '' : `${year}年`}${Number(month)}月${Number(date)}日（${weekday}）`;
}

/**
 * The end of a limit: `11月30日（周一）16:30`; midnight belongs to the day that ends with it, as people say it: `11月30日（周一）24:00`.
 * @param iso with its offset
 */
export function endText(iso: string, now: number): string {
  const local = Date.parse(iso) + OFFSET;
  const isMidnight = local % DAY === 0;
  const on = new Date(isMidnight ? local - 1 : local);
  const day = on.toISOString().slice(0, 10);
  const time = isMidnight ? '24:00' : `${twoDigits(on.getUTCHours())}:${twoDigits(on.getUTCMinutes())}`;
  return `${dayText(day, now)}${time}`;
}

const UNITS: Readonly<Record<string, string>> = {
  workdays: '个工作日',
  days: '天',
  hours: '小时',
  minutes: '分钟',
  seconds: '秒',
};

/** `5个工作日`. @param limit as a rulebook writes it: `5 workdays`, `same day` */
export function limitText(limit: string): string {
  if (limit === 'same day') return '当日';
  const [, count, unit = ''] = /^(\d+) (\w+)/.exec(limit) ?? [];
  return count === undefined ? limit : `${count}${UNITS[unit] ?? unit}`;
}

export const isInWorkdays = (limit: string): boolean => limit.includes('workdays');
