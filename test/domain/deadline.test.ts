import { deadline, narrateDeadline } from '../../domain/time/deadline';
import {
  type Day,
  isoDay,
  isoInstant,
  parseTimeOfDay,
  spokenInstant,
  yearOf,
} from '../../domain/time/instant';
import { parseSpan, type Span, spanText } from '../../domain/time/span';
import { LAW } from '../given/law';
import { at } from '../given/story';

const dueOf = (from: string, limit: string, dayEnds?: number): string =>
  isoInstant(deadline(at(from), parseSpan(limit) as Span, LAW.calendar, dayEnds).due);

test.each([
  ['T-1', '2026-09-29 10:00', '5 workdays', '2026-10-13T00:00:00+08:00'],
  ['T-2', '2026-10-03 10:00', '2 workdays', '2026-10-10T00:00:00+08:00'],
  ['T-3', '2026-10-01 09:00', '3 days', '2026-10-05T00:00:00+08:00'],
  ['T-4', '2026-11-22 23:30', '60 minutes', '2026-11-23T00:30:00+08:00'],
  ['T-5', '2026-11-22 23:50', 'same day', '2026-11-23T00:00:00+08:00'],
])('%s: started %s, %s, it is due %s', (_, from, limit, due) => {
  expect(dueOf(from, limit)).toBe(due);
});

test('T-3: natural days that roll over end with the next working day, where their last is a rest day; else as they would', () => {
  const rolling = (from: string, days: number) => deadline(at(from), { days, rollover: true }, LAW.calendar);
  expect(rolling('2026-10-01 09:00', 3)).toEqual({ due: at('2026-10-09 00:00'), provisional: false });
  expect(rolling('2026-10-07 09:00', 3)).toEqual({ due: at('2026-10-11 00:00'), provisional: false });
  // The days themselves are counted through, rest days included; only the days after the last are skipped.
  const told = narrateDeadline(
    at('2026-10-01 09:00'),
    { days: 3, rollover: true },
    LAW.calendar,
    1440,
    () => undefined,
  );
  expect(told.counted).toEqual(['2026-10-02', '2026-10-03', '2026-10-04', '2026-10-08']);
  expect(told.explanation).toContain('末日休息的顺延');
});

test('T-3, T-7: whether a last day rolls over leans on the calendar of its year', () => {
  const rolling = (from: string) => deadline(at(from), { days: 3, rollover: true }, LAW.calendar);
  expect(rolling('2026-12-29 09:00')).toMatchObject({ provisional: true });
  expect(deadline(at('2026-12-29 09:00'), { days: 3 }, LAW.calendar)).toMatchObject({ provisional: false });
});

test('a rulebook may end the day earlier', () => {
  expect(dueOf('2026-09-29 10:00', '5 workdays', parseTimeOfDay('17:30'))).toBe('2026-10-12T17:30:00+08:00');
});

test('T-8: the worked example tells each day that was counted or skipped, and why', () => {
  const told = narrateDeadline(at('2026-09-29 10:00'), { workdays: 5 }, LAW.calendar, 1440, () => undefined);
  expect(told.counted).toEqual(['2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12']);
  expect(told.skipped[0]).toEqual({ date: '2026-09-29', why: '起算当日不计入（T-1）' });
  expect(told.skipped.at(-1)?.date).toBe('2026-10-11');
  expect(told.explanation).toContain('2026-10-10为调休上班日');
  expect(told.explanation).toContain('到期时刻：2026-10-13T00:00:00+08:00');
});

test.each(['5 workdays', '1 workday', '3 days', '60 minutes', '24 hours', '20 seconds', 'same day'])(
  '%s is a span',
  (text) => {
    expect(parseSpan(spanText(parseSpan(text) as Span))).toEqual(parseSpan(text));
  },
);

test.each(['5', '-1 days', '5 weeks', '1.5 hours', '99999 workdays', '5  days', ''])(
  '“%s” is not',
  (text) => {
    expect(parseSpan(text)).toBeUndefined();
  },
);

test('moments are told to people without the year', () =>
  expect(spokenInstant(at('2026-10-13 00:00'))).toBe('10月13日 00:00'));

test('the year of a day, from 1900 to 2200', () => {
  for (let day = -25_567; day < 84_000; day++)
    expect(yearOf(day as Day)).toBe(Number(isoDay(day as Day).slice(0, 4)));
});
