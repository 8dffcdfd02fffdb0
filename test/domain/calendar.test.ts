import { execFileSync } from 'node:child_process';
import { publishedCalendars } from '../../config/published-calendars';
import { calendarOf, calendarOfSlice, isWorkday, sliceCalendar } from '../../domain/time/calendar';
import { deadline } from '../../domain/time/deadline';
import { type Day, instant, isoDay, isoInstant, parseDay, plusDays } from '../../domain/time/instant';
import { parseSpan, type Span } from '../../domain/time/span';

const years = publishedCalendars();
const calendar = calendarOf(years);

/** `2026-09-29 10:00`, in +08:00. */
const at = (text: string) => instant(Date.parse(`${text.replace(' ', 'T')}:00+08:00`));
const dueOf = (from: string, limit: string) => {
  const { due, provisional } = deadline(at(from), parseSpan(limit) as Span, calendar);
  return `${isoInstant(due)}${provisional ? ' provisional' : ''}`;
};
const works = (date: string): boolean => isWorkday(calendar, parseDay(date) as Day);

describe('with the calendar as the State Council published it', () => {
  test.each([
    ['T-1', '2026-09-29 10:00', '5 workdays', '2026-10-13T00:00:00+08:00'],
    ['T-2', '2026-10-03 10:00', '2 workdays', '2026-10-10T00:00:00+08:00'],
    ['T-3', '2026-10-01 09:00', '3 days', '2026-10-05T00:00:00+08:00'],
    ['T-6: a make-up Sunday counts', '2026-09-18 10:00', '1 workdays', '2026-09-21T00:00:00+08:00'],
    ['T-6: a make-up Saturday counts', '2026-10-09 10:00', '1 workdays', '2026-10-11T00:00:00+08:00'],
    [
      'T-6: a make-up day is a start like any other',
      '2026-10-10 10:00',
      '1 workdays',
      '2026-10-13T00:00:00+08:00',
    ],
    ['T-6: Spring Festival', '2026-02-13 10:00', '2 workdays', '2026-02-25T00:00:00+08:00'],
    [
      'T-7: into a year not yet published',
      '2026-12-31 10:00',
      '1 workdays',
      '2027-01-02T00:00:00+08:00 provisional',
    ],
    ['T-7: not so the day before', '2026-12-30 10:00', '1 workdays', '2027-01-01T00:00:00+08:00'],
  ])('%s: started %s, %s, it is due %s', (_, from, limit, due) => {
    expect(dueOf(from, limit)).toBe(due);
  });

  test('changes in mid-year are in it: May Day 2019 and Spring Festival 2020', () => {
    expect(['2019-04-28', '2019-05-02', '2019-05-03', '2019-05-05'].map(works)).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(['2020-01-31', '2020-02-01', '2020-02-03'].map(works)).toEqual([false, false, true]);
  });

  test('the years 2004 to 2026 are published, each with its source and its days in order', () => {
    expect(years.map(({ year }) => year)).toEqual(Array.from({ length: 23 }, (_, i) => 2004 + i));
    for (const { year, source, days } of years) {
      expect(source).toMatch(/^国务院办公厅.*chinese-days \d+\.\d+\.\d+/);
      const dates = days.map(({ date }) => date);
      expect(dates).toEqual([...new Set(dates)].sort());
      for (const { date, name } of days) {
        expect(date.slice(0, 4)).toBe(String(year));
        expect(name).toMatch(/^\p{Script=Han}[\p{Script=Han}\d]*$/u);
      }
    }
  });

  test('only days that differ from Monday–Friday are told', () => {
    const plain = calendarOf([]);
    for (const { days } of years)
      for (const { date, working } of days) expect(isWorkday(plain, parseDay(date) as Day)).toBe(!working);
  });

  test('2026-10-01 is National Day, and 2026-10-10 makes up for it', () => {
    const days = years.at(-1)?.days ?? [];
    expect(days.find(({ date }) => date === '2026-10-01')).toEqual({
      date: '2026-10-01',
      working: false,
      name: '国庆节',
    });
    expect(days.find(({ date }) => date === '2026-10-10')).toEqual({
      date: '2026-10-10',
      working: true,
      name: '国庆节调休上班',
    });
    expect(days.find(({ date }) => date === '2026-10-03')).toBeUndefined();
  });

  test('what a ticket carries of it counts the same', () => {
    const from = at('2026-02-01 10:00');
    const carried = calendarOfSlice(sliceCalendar(years, from));
    for (let day = parseDay('2026-02-01') as Day; isoDay(day) < '2027-03-01'; day = plusDays(day, 1)) {
      expect(isWorkday(carried, day)).toBe(isWorkday(calendar, day));
    }
  });
});

test('chinese-days says the same by its functions, day for day, on a machine in China', () => {
  const script = `const { isWorkday } = require('chinese-days'); const days = [];
    for (let t = Date.UTC(2004, 0, 1); t < Date.UTC(2027, 0, 1); t += 864e5) days.push(isWorkday(new Date(t).toISOString().slice(0, 10)) ? 1 : 0);
    process.stdout.write(days.join(''));`;
  const env = { ...process.env, TZ: 'Asia/Shanghai' };
  const said = execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
  const first = parseDay('2004-01-01') as Day;
  const ours = Array.from(said, (_, i) => (isWorkday(calendar, plusDays(first, i)) ? 1 : 0)).join('');
  expect(said).toHaveLength(8401);
  expect(ours).toBe(said);
});
