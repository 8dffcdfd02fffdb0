/**
 * Moments and days, as China counts them: one zone, +08:00, no daylight saving in the years that matter (RULES, head of "How time is counted").
 * A moment is a number of milliseconds, a day a number of days, both since 1970; the brands keep the two from being mixed up,
 * and are put on here alone.
 */
export type Instant = number & { readonly brand: 'Instant' };
export type Day = number & { readonly brand: 'Day' };

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const OFFSET = 8 * HOUR;

export const instant = (ms: number): Instant => ms as Instant;

/** The day that a moment lies in. Midnight belongs to the day that it opens. */
export const dayOf = (at: Instant): Day => Math.floor((at + OFFSET) / DAY) as Day;

/** The moment `minutes` after the day's 00:00; 1440 is the day's end, i.e. the next day's 00:00. */
export const momentOn = (day: Day, minutes: number): Instant =>
  (day * DAY - OFFSET + minutes * MINUTE) as Instant;

export const plusDays = (day: Day, n: number): Day => (day + n) as Day;

/** 1 Monday … 7 Sunday. */
export const weekday = (day: Day): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The Gregorian year of a day, reckoned without a `Date`: deadlines ask for it all the time. */
export function yearOf(day: Day): number {
  const sinceMarch = day + 719_468; // days since 1 March of the year 0
  const era = Math.floor(sinceMarch / 146_097);
  const ofEra = sinceMarch - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  return year + era * 400 + (ofYear >= 306 ? 1 : 0); // from day 306 on it is January or February of the next year
}

/** `2026-10-01` */
export const isoDay = (day: Day): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Reads `2026-10-01`; undefined for anything that is not a real date written so. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const [year, month, date] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const day = dayIn(year, month, date);
  // The 31st of a short month would be a day of the next one.
  const next = month === 12 ? dayIn(year + 1, 1, 1) : dayIn(year, month + 1, 1);
  return month >= 1 && month <= 12 && date >= 1 && day < next ? day : undefined;
}

/** The same without a `Date`: a ticket's calendar is read from words whenever the ticket is. */
function dayIn(year: number, month: number, date: number): Day {
  const years = month > 2 ? year : year - 1; // that begin with March
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1;
  const days = 365 * years + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return (days + ofYear - 719_468) as Day;
}

/** `2026-10-13T00:00:00+08:00`; milliseconds only where there are any. */
export function isoInstant(at: Instant): string {
  const text = new Date(at + OFFSET).toISOString();
  return `${text.endsWith('.000Z') ? text.slice(0, 19) : text.slice(0, 23)}+08:00`;
}

/** `10月13日 00:00`, for people. */
export function spokenInstant(at: Instant): string {
  const local = new Date(at + OFFSET);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${local.getUTCMonth() + 1}月${local.getUTCDate()}日 ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
}

/** `09:00`, as {@link parseTimeOfDay} reads it. @param minutes after 00:00, 0–1440 */
export const timeText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Reads a time of day, `00:00` to `24:00`, into minutes; undefined for anything else. */
export function parseTimeOfDay(text: string): number | undefined {
  const found = /^(\d{2}):(\d{2})$/.exec(text);
  if (!found) return undefined;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  return Number(found[2]) < 60 && minutes <= 1440 ? minutes : undefined;
}
