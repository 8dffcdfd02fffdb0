import table from 'chinese-days/dist/chinese-days.json';
import { version } from 'chinese-days/package.json';
import type { CalendarDay, CalendarYear } from '../domain/time/calendar';
import { parseDay, weekday } from '../domain/time/instant';

const SOURCE = `国务院办公厅节假日安排通知（chinese-days ${version}）`;

/**
 * The working days that the State Council has published, a year each, from 2004 on: the days that differ from Monday–Friday.
 * They are read from the table of `chinese-days` and not through its functions, which count in the time zone of the machine
 * and give wrong days west of Greenwich.
 */
export function publishedCalendars(): CalendarYear[] {
  const days = [...differing(table.holidays, false), ...differing(table.workdays, true)];
  // A notice for a year names its National Day; New Year's Day alone may come with the notice for the year before.
  const nationalDays = Object.keys(table.holidays).filter((date) => date.endsWith('-10-01'));
  const years = nationalDays.map((date) => Number(date.slice(0, 4))).sort((a, b) => a - b);
  return years.map((year) => ({
    year,
    source: SOURCE,
    days: days.filter(({ date }) => date.startsWith(`${year}-`)).sort((a, b) => a.date.localeCompare(b.date)),
  }));
}

/** A holiday's rest days on weekdays, or its make-up workdays on weekends; `National Day,国庆节,3` is how the table calls both. */
function differing(named: Readonly<Record<string, string>>, working: boolean): CalendarDay[] {
  return Object.entries(named).flatMap(([date, words]) => {
    const day = parseDay(date);
    if (day === undefined || weekday(day) <= 5 === working) return [];
    const name = words.split(',')[1] ?? words;
    return [{ date, working, name: working ? `${name}调休上班` : name }];
  });
}
