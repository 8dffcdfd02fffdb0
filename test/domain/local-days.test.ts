import fc from 'fast-check';
import { publishedCalendars } from '../../config/published-calendars';
import { rebind, type Rebinding } from '../../domain/law/rebind';
import { explainClocks } from '../../domain/telling/explain';
import { narrate } from '../../domain/telling/narrate';
import { evolveAll } from '../../domain/ticket/evolve';
import { lawOf } from '../../domain/ticket/input';
import { openClock } from '../../domain/ticket/ticket';
import {
  calendarOf,
  calendarOfSlice,
  type CalendarYear,
  isWorkday,
  sliceCalendar,
  sourceOfDay,
} from '../../domain/time/calendar';
import { type Day, isoDay, parseDay, plusDays } from '../../domain/time/instant';
import {
  calendarFor,
  layeredDays,
  layeredYear,
  type PublishedCalendars,
  sliceFor,
} from '../../domain/time/local-days';
import { RULES } from '../given/law';
import { matterOf } from '../given/matter';
import { CHENGGUAN, SUPERVISOR, ticketIn } from '../given/cities';
import { happened, modesOf } from '../given/corrected';
import { asUnit, at, command, dispatchTo, PARKS, Story } from '../given/story';

const NATION = publishedCalendars().filter(({ year }) => year === 2026);
const COUNCIL = NATION[0]?.source ?? '';
const NOTICE = '济南市人民政府通告';
const local = (...days: [date: string, working: boolean, name: string][]): CalendarYear => ({
  year: 2026,
  source: NOTICE,
  days: days.map(([date, working, name]) => ({ date, working, name })),
});
const TYPHOON = local(['2026-07-31', false, '台风停工']);

const published = (years: readonly CalendarYear[], ...of: CalendarYear[]): PublishedCalendars => ({
  years,
  local: new Map([['jinan', of]]),
});
const telling = (change: number, years: readonly CalendarYear[], ...of: CalendarYear[]): Rebinding => ({
  change,
  calendar: sliceFor(published(years, ...of), 'jinan', at('2025-01-01 00:00')),
});
const START = at('2026-01-01 00:00');

/** Handled from then on, within five working days. */
function handled(from: string, years: readonly CalendarYear[], ...of: CalendarYear[]) {
  const matter = matterOf({ receivedAt: at(from) });
  const calendar = sliceFor(published(years, ...of), 'jinan', matter.receivedAt);
  const start = { matter, rules: RULES, calendar };
  const story = new Story(lawOf(start), matter).do(at(from), dispatchTo(PARKS));
  return { start, story };
}

function tell(story: Story, to: Rebinding, now: string) {
  const events = rebind(story.ticket, to, at(now));
  story.ticket = evolveAll(story.ticket, events);
  story.ledger.push(...events);
  return events.flatMap((event) =>
    event.type === 'clock-moved' && event.data.name === 'handling' ? [event.data] : [],
  );
}

const dueOf = ({ ticket }: Story) => {
  const clock = openClock(ticket, 'handling');
  return [clock?.due, clock?.provisional, clock?.state];
};

describe('a city’s days over the national ones', () => {
  test('T-6: may take a day off, and give back one that the nation took or a make-up day that it gave', () => {
    const calendar = calendarFor(
      published(
        NATION,
        local(['2026-07-31', false, '台风'], ['2026-10-07', true, '抢修'], ['2026-10-10', false, '灯会']),
      ),
      'jinan',
    );
    const works = (date: string) => isWorkday(calendar, parseDay(date) as Day);
    expect(['2026-07-31', '2026-10-06', '2026-10-07', '2026-10-10'].map(works)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(isWorkday(calendarOf(NATION), parseDay('2026-10-10') as Day)).toBe(true);
  });

  test('bind nobody else: another rulebook, and whoever names none, counts by the national days alone', () => {
    const calendars = published(NATION, TYPHOON);
    for (const rulebook of ['weifang', undefined])
      expect(calendarFor(calendars, rulebook)).toEqual(calendarOf(NATION));
    expect(sliceFor(calendars, 'weifang', START)).toEqual(sliceCalendar(NATION, START));
  });

  test('are shown as whose they are; a day that says the same stays the nation’s, and a Sunday off none', () => {
    const days = local(
      ['2026-10-01', false, '国庆'],
      ['2026-10-11', false, '灯会'],
      ['2026-10-10', false, '灯会'],
    );
    const {
      source,
      localSource,
      days: shown = [],
    } = layeredYear(published(NATION, days), 2026, 'jinan') ?? {};
    expect({ source, localSource }).toEqual({ source: COUNCIL, localSource: NOTICE });
    const october = shown.filter(({ date }) => date >= '2026-10-07').map(({ name: _, ...day }) => day);
    expect(october).toEqual([
      { date: '2026-10-07', working: false, whose: 'national', source: COUNCIL },
      { date: '2026-10-10', working: false, whose: 'local', source: NOTICE },
    ]);
    expect(shown.find(({ date }) => date === '2026-10-01')?.whose).toBe('national');
    expect(layeredYear(published([], days), 2026)).toBeUndefined();
    expect(layeredYear(published([], days), 2026, 'jinan')).toMatchObject({
      year: 2026,
      localSource: NOTICE,
    });
  });
});

describe('what a ticket carries of both', () => {
  const someDays = (year: number) =>
    fc
      .uniqueArray(fc.record({ of: fc.nat(364), working: fc.boolean() }), {
        selector: ({ of }) => of,
        maxLength: 30,
      })
      .map((days): CalendarYear['days'] =>
        days.map(({ of, working }) => ({
          date: isoDay(plusDays(parseDay(`${year}-01-01`) as Day, of)),
          working,
          name: '调整',
        })),
      );
  const anyYear = (year: number, source: string) =>
    fc.option(
      someDays(year).map((days): CalendarYear => ({ year, source, days })),
      { nil: undefined },
    );
  const both = fc
    .tuple(anyYear(2026, 'N'), anyYear(2027, 'N'), anyYear(2026, 'L'), anyYear(2027, 'L'))
    .map(([a, b, c, d]) => ({
      years: [a, b].filter((it) => it !== undefined),
      cities: [c, d].filter((it) => it !== undefined),
    }));
  const start = fc.nat(500).map((days) => plusDays(parseDay('2026-01-01') as Day, days));
  const from = (day: Day) => at(`${isoDay(day)} 10:00`);

  test('T-6, T-7: counts every day from its arrival on like the whole, and is final for the same years', () => {
    fc.assert(
      fc.property(both, start, ({ years, cities }, first) => {
        const whole = calendarOf(years, cities);
        const carried = calendarOfSlice(sliceCalendar(years, from(first), cities));
        for (let day = first; isoDay(day) < '2028-01-10'; day = plusDays(day, 1))
          expect(isWorkday(carried, day)).toBe(isWorkday(whole, day));
        const open = (published: ReadonlySet<number>) =>
          [...published].filter((it) => `${it + 1}` > isoDay(first));
        expect(open(carried.published)).toEqual(open(whole.published));
      }),
      { numRuns: 300 },
    );
  });

  test('T-8: a day that counts otherwise than by the nation has the city’s source, every other the nation’s or none', () => {
    fc.assert(
      fc.property(both, start, ({ years, cities }, first) => {
        const [nation, whole] = [calendarOf(years), calendarOf(years, cities)];
        const slice = sliceCalendar(years, from(first), cities);
        for (let day = first; isoDay(day) < '2028-01-10'; day = plusDays(day, 1)) {
          const named = nation.exceptions.has(day) ? 'N' : undefined;
          expect(sourceOfDay(slice, day)).toBe(
            isWorkday(whole, day) === isWorkday(nation, day) ? named : 'L',
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test('does not grow where a city says nothing else', () => {
    fc.assert(
      fc.property(anyYear(2026, 'N'), start, (year, first) => {
        const years = year ? [year] : [];
        expect(sliceCalendar(years, from(first), [])).toEqual(sliceCalendar(years, from(first)));
        const same = years.map((it): CalendarYear => ({ ...it, source: 'L' }));
        expect(sliceCalendar(years, from(first), same)).toEqual(sliceCalendar(years, from(first)));
      }),
    );
    const slice = sliceCalendar(NATION, START, [TYPHOON]);
    expect(slice[2026]).toEqual({
      ...sliceCalendar(NATION, START)[2026],
      local: { source: NOTICE, off: '0731', on: '' },
    });
  });
});

describe('a typhoon day that is published on the very day', () => {
  test('T-7, T-9: what would have ended tonight ends on the next working day, by a recorded move', () => {
    // Counted: July 27–31.
    const { story } = handled('2026-07-24 10:00', NATION);
    expect(dueOf(story)).toEqual([at('2026-08-01 00:00'), false, 'running']);
    const moves = tell(story.until(at('2026-07-31 08:00')), telling(1, NATION, TYPHOON), '2026-07-31 08:00');
    expect(moves).toMatchObject([
      { before: at('2026-08-01 00:00'), after: at('2026-08-04 00:00'), cause: 'calendar', source: 'T-7' },
    ]);
    expect(dueOf(story.until(at('2026-08-03 23:00')))).toEqual([at('2026-08-04 00:00'), false, 'running']);
    expect(story.types()).not.toContain('clock-breached');
    const bound = story.ledger.find(({ type }) => type === 'calendar-bound');
    expect(bound && narrate(bound)).toContain('含地方公布的日期');
  });

  test('T-9: what was breached the day before stays so, with nothing moved', () => {
    // Counted: July 24, 27–30.
    const { story } = handled('2026-07-23 10:00', NATION);
    const late = story.until(at('2026-07-31 08:00'));
    expect(dueOf(late)).toEqual([at('2026-07-31 00:00'), false, 'breached']);
    const before = late.ledger.length;
    expect(tell(late, telling(1, NATION, TYPHOON), '2026-07-31 08:00')).toEqual([]);
    expect(dueOf(late)).toEqual([at('2026-07-31 00:00'), false, 'breached']);
    expect(late.ledger.slice(before).map(({ type }) => type)).toEqual(['calendar-bound']);
  });

  test('T-9: where the day ended at 17:30, a breach of that evening is taken back and stands in the ledger', () => {
    const matter = matterOf({ receivedAt: at('2026-07-24 10:00') });
    const rules = { ...RULES, dayEnds: 17 * 60 + 30 };
    const story = new Story({ rules, calendar: calendarOf(NATION) }, matter)
      .do(at('2026-07-24 10:00'), dispatchTo(PARKS))
      .until(at('2026-07-31 20:00'));
    expect(dueOf(story)).toEqual([at('2026-07-31 17:30'), false, 'breached']);
    tell(story, telling(1, NATION, TYPHOON), '2026-07-31 20:00');
    expect(dueOf(story)).toEqual([at('2026-08-03 17:30'), false, 'running']);
    expect(story.types()).toEqual(expect.arrayContaining(['clock-breached', 'supervised', 'clock-moved']));
  });

  test('T-9: published when the new end has passed as well, it changes nothing of what was breached', () => {
    const { story } = handled('2026-07-24 10:00', NATION);
    expect(
      tell(story.until(at('2026-08-04 09:00')), telling(1, NATION, TYPHOON), '2026-08-04 09:00'),
    ).toEqual([]);
    expect(dueOf(story)).toEqual([at('2026-08-01 00:00'), false, 'breached']);
  });
});

describe('T-9: days off that are published when a unit is under supervision for them', () => {
  /** Weifang's, to be done by 13 Oct 00:00; then supervised at once, and two working days later on level 2. */
  const late = (until: string): Story =>
    ticketIn('weifang')
      .do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN))
      .do(at('2026-09-29 10:00'), command('sign', {}, asUnit(CHENGGUAN)))
      .until(at(until));
  const off = (...dates: string[]): Rebinding =>
    telling(1, NATION, local(...dates.map((date): [string, boolean, string] => [date, false, '台风停工'])));
  const PRESSURE = ['supervised', 'supervision-ended', 'escalated', 'level-lowered'] as const;

  test('take back the breach, the supervision and the level that came from it alone; what is then truly late has them again', () => {
    const story = late('2026-10-14 10:00');
    expect(modesOf(story, CHENGGUAN)).toEqual(['daily']);
    expect(story.ticket.level).toBe(2);
    tell(story, off('2026-10-10', '2026-10-12'), '2026-10-14 10:00');
    // Counted: September 30, October 8, 9, 13, 14.
    expect(dueOf(story)).toEqual([at('2026-10-15 00:00'), false, 'running']);
    expect(modesOf(story, CHENGGUAN)).toEqual([]);
    expect(story.ticket.level).toBe(0);
    expect(story.ticket.clocks.filter(({ name, endedAt }) => name === 'rectifying' && !endedAt)).toEqual([]);
    expect(happened(story.until(at('2026-10-16 12:00')), ...PRESSURE)).toEqual([
      '2026-10-13 00:00 supervised chengguan',
      '2026-10-14 09:00 escalated 2',
      '2026-10-14 10:00 supervision-ended chengguan',
      '2026-10-14 10:00 level-lowered',
      '2026-10-15 00:00 supervised chengguan',
      '2026-10-16 09:00 escalated 2',
    ]);
  });

  test('leave what people ordered: only what came from that breach alone is taken back', () => {
    const story = late('2026-10-13 09:00')
      .do(at('2026-10-13 09:00'), command('supervise', { mode: 'listed' }, SUPERVISOR))
      .do(at('2026-10-13 09:00'), command('escalate', { level: 2 }, SUPERVISOR));
    tell(story, off('2026-10-12'), '2026-10-13 10:00');
    expect(dueOf(story)).toEqual([at('2026-10-14 00:00'), false, 'running']);
    expect(modesOf(story, CHENGGUAN)).toEqual(['listed']);
    expect(story.ticket.level).toBe(2);
  });

  test('repeat no rung that fired where the limit stays passed', () => {
    const story = late('2026-10-14 10:00');
    tell(story, off('2026-10-14'), '2026-10-14 10:00');
    expect(happened(story.until(at('2026-10-16 12:00')), ...PRESSURE)).toEqual([
      '2026-10-13 00:00 supervised chengguan',
      '2026-10-14 09:00 escalated 2',
    ]);
  });
});

describe('T-7: a city publishes a year before the nation does', () => {
  const LANTERNS: CalendarYear = {
    year: 2027,
    source: NOTICE,
    days: [{ date: '2027-01-04', working: false, name: '灯会' }],
  };
  const NEXT: CalendarYear = {
    year: 2027,
    source: '国务院通知',
    days: [{ date: '2027-01-01', working: false, name: '元旦' }],
  };

  test('its days count, and what leans on the year stays provisional until the nation’s come below them', () => {
    // Counted: December 31, January 1, 5, 6, 7.
    const { story } = handled('2026-12-30 10:00', NATION, LANTERNS);
    expect(dueOf(story)).toEqual([at('2027-01-08 00:00'), true, 'running']);
    const moves = tell(story, telling(2, [...NATION, NEXT], LANTERNS), '2026-12-30 12:00');
    // Counted: December 31, January 5–8.
    expect(moves).toMatchObject([{ after: at('2027-01-09 00:00'), provisional: false }]);
  });

  test('taken back, they are forgotten', () => {
    const { story } = handled('2026-12-30 10:00', NATION, LANTERNS);
    tell(story, telling(2, NATION, { ...LANTERNS, days: [] }), '2026-12-30 12:00');
    expect(dueOf(story)).toEqual([at('2027-01-07 00:00'), true, 'running']);
  });
});

describe('T-8: an explanation tells by whose calendar a day counted', () => {
  const explain = ({ start, story }: ReturnType<typeof handled>, ...of: CalendarYear[]) => {
    const days = layeredDays(published(NATION, ...of), 'jinan');
    const found = explainClocks(start, story.ledger, (day) => days.get(isoDay(day))?.name);
    return found.find(({ name }) => name === 'handling');
  };

  test('where the city’s days bound the ticket from its start', () => {
    const of = local(['2026-09-30', false, '台风停工'], ['2026-10-07', true, '抢修上班']);
    const clock = explain(handled('2026-09-29 10:00', NATION, of), of);
    expect(clock?.counted).toEqual(['2026-10-07', '2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12']);
    expect(clock?.skipped).toContainEqual({ date: '2026-09-30', why: `台风停工，${NOTICE}` });
    expect(clock?.skipped).toContainEqual({ date: '2026-10-01', why: `国庆节，${COUNCIL}` });
    expect(clock?.explanation).toContain(
      `计入的依据：2026-10-07 抢修上班，${NOTICE}、2026-10-10 国庆节调休上班，${COUNCIL}。`,
    );
  });

  test('where they came later, and were taken back', () => {
    const { start, story } = handled('2026-07-24 10:00', NATION);
    tell(story, telling(1, NATION, TYPHOON), '2026-07-31 08:00');
    expect(explain({ start, story }, TYPHOON)?.explanation).toContain(
      `，不再计入2026-07-31 台风停工，${NOTICE}，`,
    );
    tell(story, telling(2, NATION, { ...TYPHOON, days: [] }), '2026-07-31 09:00');
    expect(explain({ start, story })?.explanation).toContain('，改为计入2026-07-31，');
  });
});
