import fc from 'fast-check';
import { ticketId } from '../../domain/ids';
import { publishedCalendars } from '../../config/published-calendars';
import { calendarOf, type CalendarYear, sliceCalendar, withYears } from '../../domain/time/calendar';
import { decide } from '../../domain/procedures/decide';
import { due } from '../../domain/ticket/due';
import { evolveAll } from '../../domain/ticket/evolve';
import { DAY, instant } from '../../domain/time/instant';
import { effectOf, type Effect, EXAMPLES, type PreviewedTicket, previewing } from '../../domain/law/preview';
import { type Rebinding, rebind } from '../../domain/law/rebind';
import { isOpen, isOverdue, type Ticket } from '../../domain/ticket/ticket';
import type { Rules } from '../../domain/law/rules';
import { viewOf } from '../../domain/telling/view';
import { matterOf } from '../given/matter';
import { dice, drawCommand } from '../given/any-command';
import { CHENGGUAN, CITIES, lawOf, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo } from '../given/story';

const calendar = calendarOf(publishedCalendars());
const START_OF_2026 = at('2026-01-01 00:00');

/** A ticket of some city after anything may have happened to it, with all that was due until now. */
const lived = fc
  .record({
    city: fc.constantFrom(...CITIES),
    thrown: fc.array(fc.nat(1_000), { minLength: 20, maxLength: 60 }),
    pauses: fc.array(fc.integer({ min: 0, max: 6 * DAY }), { minLength: 1, maxLength: 10 }),
  })
  .map(({ city, thrown, pauses }) => {
    const by = dice(thrown);
    let ticket: Ticket = ticketIn(city).ticket;
    let now = ticket.asOf;
    const passTime = (pause: number): void => {
      now = instant(now + pause);
      ticket = evolveAll(ticket, due(ticket, now));
    };
    pauses.forEach((pause, index) => {
      const dispatched = index === 0 ? dispatchTo(CHENGGUAN) : drawCommand(ticket, by, `c${index}`);
      const decision = decide(ticket, dispatched, now);
      if (decision.accepted) ticket = evolveAll(ticket, decision.events);
      passTime(pause);
    });
    return { city, ticket, now };
  });

/** Any year from now on, with any days off and on. */
const anyYear = fc
  .record({
    year: fc.constantFrom(2026, 2027),
    days: fc.uniqueArray(fc.record({ of: fc.integer({ min: 260, max: 364 }), working: fc.boolean() }), {
      selector: ({ of }) => of,
      maxLength: 40,
    }),
  })
  .map(({ year, days }): CalendarYear => ({
    year,
    source: 'test',
    days: days.map(({ of, working }) => ({
      date: new Date(Date.UTC(year, 0, 1 + of)).toISOString().slice(0, 10),
      working,
      name: '调整',
    })),
  }));

/** As much of it as is kept for previews, and its open clocks alone. */
const previewed = (ticket: Ticket): PreviewedTicket => {
  const { state, level, rises, supervision, assignments, clocks } = viewOf(ticket);
  const known = {
    id: ticket.id,
    state,
    level,
    rises,
    supervision,
    assignments,
    clocks: clocks.filter(isOpen),
  };
  return JSON.parse(JSON.stringify(known)) as PreviewedTicket;
};

/** What really comes of it: the moves in the ledger, and once all that is due has happened its rungs, and whether the ticket is overdue. */
function reallyDone(ticket: Ticket, to: Rebinding, now: ReturnType<typeof instant>) {
  const events = rebind(ticket, to, now);
  const bound = evolveAll(ticket, events);
  const madeUp = due(bound, now);
  const after = evolveAll(bound, madeUp);
  return {
    rungs: madeUp.flatMap((event) => {
      const fired = 'fired' in event.data ? event.data.fired : undefined;
      const name = after.clocks.find(({ id }) => id === fired?.clock)?.name;
      return fired && name ? [`${name} ${fired.rung}`] : [];
    }),
    moves: events.flatMap((event) =>
      event.type === 'clock-moved'
        ? [[event.data.clock, event.data.after, event.data.provisional] as const]
        : [],
    ),
    overdue: isOverdue(after),
  };
}

function expectTheSame(
  effect: Effect,
  ticket: Ticket,
  done: ReturnType<typeof reallyDone>,
  { clocks }: Pick<Rules, 'clocks'>,
): void {
  const moves = effect.moves.map(({ clock, after, provisional }) => [clock.id, after, provisional]);
  expect(moves).toEqual(done.moves);
  // T-9: what is told to fire is what fires, and no rung that fired before.
  expect(effect.rungs.map(({ clock, rung }) => `${clock} ${clocks[clock]?.ladder.indexOf(rung)}`)).toEqual(
    done.rungs,
  );
  expect(effect.becomesOverdue).toBe(!isOverdue(ticket) && done.overdue);
  expect(effect.ceasesOverdue).toBe(isOverdue(ticket) && !done.overdue);
}

describe('what is foretold is what happens', () => {
  test('T-7: where a year is published', () => {
    let [moved, fired] = [0, 0];
    fc.assert(
      fc.property(lived, anyYear, ({ ticket, now }, year) => {
        const slice = sliceCalendar([year], at(`${year.year}-01-01 00:00`));
        const { rules } = ticket.law;
        const effect = effectOf(
          previewed(ticket),
          {
            cause: 'calendar',
            present: { rules, calendar },
            proposed: { rules, calendar: withYears(calendar, slice) },
          },
          now,
        );
        moved += effect.moves.length;
        expectTheSame(effect, ticket, reallyDone(ticket, { change: 1, calendar: slice }, now), rules);
        fired += effect.rungs.length;
      }),
      { numRuns: 400 },
    );
    expect(moved).toBeGreaterThan(50);
    expect(fired).toBeGreaterThan(0);
  });

  test('T-9: where another rulebook is applied', () => {
    let [late, fired] = [0, 0];
    fc.assert(
      fc.property(lived, fc.constantFrom(...CITIES), ({ ticket, now }, other) => {
        const { rules } = lawOf(other, matterOf());
        const effect = effectOf(
          previewed(ticket),
          { cause: 'rulebook', present: ticket.law, proposed: { rules, calendar } },
          now,
        );
        late += Number(effect.becomesOverdue || effect.ceasesOverdue);
        expectTheSame(effect, ticket, reallyDone(ticket, { change: 1, rules }, now), rules);
        fired += effect.rungs.length;
      }),
      { numRuns: 400 },
    );
    expect(late).toBeGreaterThan(5);
    expect(fired).toBeGreaterThan(5);
  });
});

describe('a complaint in Weifang that is due on 13 October', () => {
  const NATIONAL_DAY = publishedCalendars().find(({ year }) => year === 2026) as CalendarYear;
  const proposal = (year: CalendarYear) => {
    const { rules } = ticketIn('weifang').ticket.law;
    return {
      cause: 'calendar' as const,
      present: { rules, calendar },
      proposed: { rules, calendar: withYears(calendar, sliceCalendar([year], START_OF_2026)) },
    };
  };
  const story = ticketIn('weifang')
    .do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN))
    .do(at('2026-09-29 10:05'), command('sign', {}, asUnit(CHENGGUAN)));
  const withoutHoliday = { ...NATIONAL_DAY, days: [] };

  test('would have been reminded and supervised, were there no National Day', () => {
    const now = at('2026-10-12 12:00');
    const ticket = previewed(story.until(now).ticket);
    const sum = previewing();
    sum.add(ticket, effectOf(ticket, proposal(withoutHoliday), now));
    const { overdue, clocks, rungs, examples, affected } = sum.sum();
    expect({ affected, overdue }).toEqual({ affected: 1, overdue: { become: 1, cease: 0 } });
    expect(clocks).toMatchObject({ moved: 2, earlier: 2, later: 0, longestMoveDays: 6, settled: 0 });
    expect(rungs).toContainEqual({
      clock: 'handling',
      do: 'supervise',
      mode: 'daily',
      wouldHaveFired: 1,
    });
    expect(examples).toEqual([
      {
        ticket: story.ticket.id,
        clock: 'handling-1',
        before: at('2026-10-13 00:00'),
        after: at('2026-10-07 00:00'),
      },
      {
        ticket: story.ticket.id,
        clock: 'overall-1',
        before: at('2026-11-03 00:00'),
        after: at('2026-10-28 00:00'),
      },
    ]);
  });

  test('of many, the longest moves are the examples, in whatever order they are read', () => {
    const now = at('2026-09-30 12:00');
    const ticket = previewed(story.ticket);
    const effect = effectOf(ticket, proposal(withoutHoliday), now);
    const many = Array.from({ length: 60 }, (_, index) => ({ ...ticket, id: ticketId(`T-${100 + index}`) }));
    const told = [many, many.toReversed()].map((all) => {
      const sum = previewing();
      for (const it of all) sum.add(it, effect);
      return sum.sum().examples.map(({ ticket: id }) => id);
    });
    // Two clocks of each.
    expect(told[0]).toEqual(many.slice(0, EXAMPLES / 2).flatMap(({ id }) => [id, id]));
    expect(told[1]).toEqual(told[0]);
  });
});
