import { publishedCalendars } from '../../config/published-calendars';
import { sliceCalendar } from '../../domain/time/calendar';
import { instant, isoInstant } from '../../domain/time/instant';
import { counted, deadlinesOf } from '../../verify/deadlines';
import type { Limit, Pack } from '../../verify/pack';
import { always, type Played } from '../given/any-story';
import { at } from '../given/story';

/** The deadlines of evidence, which are counted apart from all that the service counts by. */
const calendarFrom = (from: number) =>
  JSON.parse(JSON.stringify(sliceCalendar(publishedCalendars(), instant(from)))) as Pack['law']['calendar'];

test.each<[string, string, Limit, string, boolean]>([
  ['T-1', '2026-09-29 10:00', { workdays: 5 }, '2026-10-13T00:00:00+08:00', false],
  ['T-2', '2026-10-03 10:00', { workdays: 2 }, '2026-10-10T00:00:00+08:00', false],
  ['T-3', '2026-10-01 09:00', { days: 3 }, '2026-10-05T00:00:00+08:00', false],
  ['T-3, rolling over', '2026-10-01 09:00', { days: 3, rollover: true }, '2026-10-09T00:00:00+08:00', false],
  ['T-4', '2026-10-01 23:30', { minutes: 60 }, '2026-10-02T00:30:00+08:00', false],
  ['T-5', '2026-11-22 23:50', { sameDay: true }, '2026-11-23T00:00:00+08:00', false],
  ['T-7', '2026-12-31 10:00', { workdays: 2 }, '2027-01-05T00:00:00+08:00', true],
])('%s: its worked example', (_, from, limit, due, provisional) => {
  const end = counted(at(from), limit, { calendar: calendarFrom(at(from)), dayEnds: 1_440 });
  expect([isoInstant(instant(end.due)), end.provisional]).toEqual([due, provisional]);
});

const packOf = ({ matter, law, ledger }: Played): Pack =>
  JSON.parse(
    JSON.stringify({
      lines: ledger,
      law: { rules: law.rules, calendar: calendarFrom(matter.receivedAt) },
    }),
  ) as Pack;

test('in every story of every city each due moment is counted anew to the same, whatever was published meanwhile', () => {
  let count = 0;
  always((played) => {
    const { wrong, proven } = deadlinesOf(packOf(played));
    expect(wrong).toEqual([]);
    count += Number(/^\d+/.exec(proven[0] ?? '')?.[0]);
  }, 300);
  expect(count).toBeGreaterThan(300);
});

test('a due moment that was moved by a minute, a limit or a day off more is found in every story', () =>
  always((played) => {
    const pack = packOf(played);
    const lines = pack.lines.filter(({ type }) => type === 'clock-started');
    for (const { seq, data } of lines) {
      const moved = { ...data, due: (data.due as number) + 60_000 };
      const changed = pack.lines.map((line) => (line.seq === seq ? { ...line, data: moved } : line));
      expect(deadlinesOf({ ...pack, lines: changed }).wrong[0]).toContain(
        `line ${seq}, clock ${String(data.clock)}: due`,
      );
    }
  }));
