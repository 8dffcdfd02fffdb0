/** A day (ms) and what belongs to it; a day of the calendar has no zone, so it is counted in UTC. */
const DAY = 86_400_000;
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];

const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** `今天`, `明天`, `周六` with its date after it. @param day `2026-11-28` @param today the same */
export function dayText(day: string, today: string): string {
  const at = startOf(day);
  const [, month = '', date = ''] = day.split('-');
  const ahead = (at - startOf(today)) / DAY;
  const name = ['今天', '明天'][ahead] ?? WEEKDAYS[new Date(at).getUTCDay()];
  return `${name} ${Number(month)}月${Number(date)}日`;
}

/** How many hours a forecast has to reach (1–168) to hold all of a day in +08:00. @param now ms since 1970 */
export function hoursUntilEnd(day: string, now: number): number {
  const end = Date.parse(`${day}T00:00:00+08:00`) + DAY;
  return Math.min(168, Math.max(1, Math.ceil((end - now) / 3_600_000)));
}
