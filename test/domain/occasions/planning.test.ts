import fc from 'fast-check';
import { loadConfig } from '../../../config/load';
import { publishedCalendars } from '../../../config/published-calendars';
import { after, before, parsePeriod, periodOf, spanOf, spokenPeriod } from '../../../domain/occasions/period';
import type { Every } from '../../../domain/occasions/words';
import { plannedBetween } from '../../../domain/occasions/planned';
import { calendarOf, isWorkday } from '../../../domain/time/calendar';
import {
  type Day,
  dayOf,
  DAY,
  type Instant,
  instant,
  isoDay,
  isoInstant,
  parseDay,
} from '../../../domain/time/instant';

const calendar = calendarOf(publishedCalendars());
const { occasions, units } = loadConfig();
const at = (text: string): Instant => instant(Date.parse(`${text}+08:00`));
const kindsOf = (rulebook: string) => occasions.get(rulebook) ?? [];
const year = (rulebook: string) =>
  plannedBetween(kindsOf(rulebook), units, calendar, at('2026-01-01T00:00'), at('2027-01-01T00:00'));

const anyDay = fc.integer({ min: 10_000, max: 40_000 }).map((n) => n as Day);
const anyEvery = fc.constantFrom<Every>('week', 'month', 'quarter');

test('a period is found by any of its days, is known by its key, and its neighbours touch it', () =>
  fc.assert(
    fc.property(anyEvery, anyDay, (every, day) => {
      const period = periodOf(every, day);
      expect(period.first <= day && day <= period.last).toBe(true);
      expect(parsePeriod(period.key)).toEqual(period);
      expect(after(before(period))).toEqual(period);
      expect(spanOf(before(period)).to).toBe(spanOf(period).from);
    }),
  ));

test.each([
  ['week', '2027-01-01', '2026-W53', '2026年第53周'],
  ['week', '2026-11-26', '2026-W48', '2026年第48周'],
  ['month', '2026-10-31', '2026-10', '2026年10月'],
  ['quarter', '2026-12-31', '2026-Q4', '2026年第4季度'],
] as const)('the %s of %s is %s, in words %s', (every, day, key, spoken) => {
  expect(periodOf(every, parseDay(day) as Day).key).toBe(key);
  expect(spokenPeriod(key)).toBe(spoken);
});

test.each(['2026-W54', '2026-13', '2026-Q5', '2026', 'x'])('%s is no period', (key) =>
  expect(parsePeriod(key)).toBeUndefined(),
);

test('a year of Jinan enforcement: twelve summaries (JE-13), twelve special supervisions (JE-16), four meetings (JE-22), a spot check a week (JE-14)', () => {
  const planned = year('jinan-enforcement');
  const countOf = (kind: string) => planned.filter((it) => it.kind === kind).length;
  expect([countOf('monthly-summary'), countOf('special-supervision'), countOf('quarterly-meeting')]).toEqual([
    12, 12, 4,
  ]);
  expect(countOf('weekly-spot-check')).toBe(52);
  // One for each unit that reports regularly (JE-23).
  expect(countOf('unit-report')).toBe(4 * 5);
});

test('all fall on working days, at their time of day; each once', () => {
  for (const rulebook of occasions.keys()) {
    const planned = year(rulebook);
    for (const { at: moment, kind } of planned) {
      expect([kind, isWorkday(calendar, dayOf(moment))]).toEqual([kind, true]);
      expect(isoInstant(moment)).toMatch(/T(09|10):00:00/);
    }
    const keys = planned.map(({ kind, period, unit }) => `${kind} ${period} ${unit}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('the summary of September comes on the third working day after the holiday of October, not in it', () => {
  const [summary] = year('jinan-enforcement').filter(
    ({ kind, period }) => kind === 'monthly-summary' && period === '2026-09',
  );
  // 1–7 October are off, and 10 October is worked.
  expect(isoDay(dayOf(summary?.at as Instant))).toBe('2026-10-10');
});

test('the week of a long holiday has its spot check too, on the first working day after it (JE-14)', () => {
  const checks = year('jinan-enforcement').filter(({ kind }) => kind === 'weekly-spot-check');
  const ofLastWeek = checks.find(({ period }) => period === '2026-W39');
  expect(isoDay(dayOf(ofLastWeek?.at as Instant))).toBe('2026-09-28');
});

test('the theme of a month and what its season brings are made ready in the month before (BJ-12)', () => {
  const [theme] = year('beijing').filter(
    ({ kind, period }) => kind === 'monthly-theme' && period === '2026-12',
  );
  expect(isoDay(dayOf(theme?.at as Instant))).toBe('2026-11-24');
});

test('however an outage cuts the year into pieces, each is planned once: caught up once', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 365 }), { maxLength: 20 }), (cuts) => {
      const from = at('2026-01-01T00:00');
      const ends = [
        ...cuts.toSorted((a, b) => a - b).map((days) => instant(from + days * DAY)),
        at('2027-01-01T00:00'),
      ];
      let since = from;
      const pieces = ends.flatMap((upTo) => {
        const found = plannedBetween(kindsOf('jinan-enforcement'), units, calendar, since, upTo);
        since = upTo;
        return found;
      });
      expect(pieces).toEqual(year('jinan-enforcement'));
    }),
    { numRuns: 30 },
  ));

test('what is planned for the very moment up to which it was looked is opened by that look, and by no later one', () => {
  for (const { at: moment } of year('jinan-enforcement')) {
    const just = (since: Instant, upTo: Instant) =>
      plannedBetween(kindsOf('jinan-enforcement'), units, calendar, since, upTo).length;
    expect(just(instant(moment - 1), moment)).toBeGreaterThan(0);
    expect(just(moment, instant(moment + 1))).toBe(0);
  }
});
