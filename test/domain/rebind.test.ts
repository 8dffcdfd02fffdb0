import { publishedCalendars } from '../../config/published-calendars';
import { type CalendarYear, calendarOf, sliceCalendar } from '../../domain/time/calendar';
import { evolveAll } from '../../domain/ticket/evolve';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Instant } from '../../domain/time/instant';
import { rebind, type Rebinding } from '../../domain/law/rebind';
import type { Rules } from '../../domain/law/rules';
import { openClock, type Ticket } from '../../domain/ticket/ticket';
import { RULES } from '../given/law';
import { matterOf } from '../given/matter';
import { CHENGGUAN, SUPERVISOR, ticketIn } from '../given/cities';
import { happened, modesOf } from '../given/corrected';
import { asUnit, at, command, dispatchTo, PARKS, Story } from '../given/story';

const published = (year: number): CalendarYear => {
  const found = publishedCalendars().find((it) => it.year === year);
  if (!found) throw new Error(`${year} is not published`);
  return found;
};

/** A year as its first notice had it: without these days, or with others in their place. */
const asItWas = (
  year: number,
  without: readonly string[],
  besides: CalendarYear['days'] = [],
): CalendarYear => {
  const { days, source } = published(year);
  return { year, source, days: [...days.filter(({ date }) => !without.includes(date)), ...besides] };
};

const publishing = (change: number, years: readonly CalendarYear[]): Rebinding => ({
  change,
  calendar: sliceCalendar(years, at(`${years[0]?.year}-01-01 00:00`)),
});

interface Told {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
}

function tell(ticket: Ticket, to: Rebinding, now: Instant): Told {
  const events = rebind(ticket, to, now);
  return { ticket: evolveAll(ticket, events), events };
}

const handled = (years: readonly CalendarYear[], from: string): Ticket => {
  const moment = at(from);
  const matter = matterOf({ receivedAt: moment });
  return new Story({ rules: RULES, calendar: calendarOf(years) }, matter).do(moment, dispatchTo(PARKS))
    .ticket;
};

const dueOf = (ticket: Ticket): [due: Instant | undefined, provisional: boolean | undefined] => {
  const clock = openClock(ticket, 'handling');
  return [clock?.due, clock?.provisional];
};

const moves = (events: readonly TicketEvent[]) =>
  events.flatMap((event) => (event.type === 'clock-moved' ? [event.data] : []));

describe('T-6, T-7: calendars that the State Council really changed', () => {
  // Its first notice (2018-12-06) gave May 1 only; that of 2019-03-22 gave May 1–4, with April 28 and May 5 as workdays.
  const first2019 = asItWas(2019, ['2019-05-02', '2019-05-03', '2019-04-28', '2019-05-05']);

  test('May Day 2019: what it gives and what it takes may even out; then no clock moves', () => {
    const ticket = handled([first2019], '2019-04-26 10:00');
    // Counted: April 29, 30, May 2, 3, 6.
    expect(dueOf(ticket)).toEqual([at('2019-05-07 00:00'), false]);
    const changed = tell(ticket, publishing(1, [published(2019)]), at('2019-04-26 12:00'));
    // Counted: April 28, 29, 30, May 5, 6.
    expect(dueOf(changed.ticket)).toEqual([at('2019-05-07 00:00'), false]);
    expect(moves(changed.events)).toEqual([]);
  });

  test('May Day 2019: one that began on the day of the make-up moves, and says why', () => {
    const ticket = handled([first2019], '2019-04-28 10:00');
    expect(dueOf(ticket)).toEqual([at('2019-05-07 00:00'), false]);
    const { ticket: after, events } = tell(ticket, publishing(1, [published(2019)]), at('2019-04-28 12:00'));
    // Counted: April 29, 30, May 5, 6, 7.
    expect(dueOf(after)).toEqual([at('2019-05-08 00:00'), false]);
    expect(moves(events).filter(({ name }) => name === 'handling')).toMatchObject([
      { before: at('2019-05-07 00:00'), after: at('2019-05-08 00:00'), cause: 'calendar', source: 'T-7' },
    ]);
  });

  test('Spring Festival 2020, made longer to February 2 while it went on: Saturday February 1 is no workday any more', () => {
    const first2020 = asItWas(
      2020,
      ['2020-01-31'],
      [{ date: '2020-02-01', working: true, name: '春节调休上班' }],
    );
    const ticket = handled([first2020], '2020-01-22 10:00');
    // Counted: January 23, 31, February 1, 3, 4.
    expect(dueOf(ticket)).toEqual([at('2020-02-05 00:00'), false]);
    const { ticket: after } = tell(ticket, publishing(1, [published(2020)]), at('2020-01-27 08:00'));
    // Counted: January 23, February 3, 4, 5, 6.
    expect(dueOf(after)).toEqual([at('2020-02-07 00:00'), false]);
  });
});

describe('T-7: given a limit across New Year, of which the next year is not published', () => {
  const years = [published(2019)];
  const ticket = handled(years, '2019-12-30 10:00');

  test('it is provisional, and turns final by the publication, on the day that is then right', () => {
    expect(dueOf(ticket)).toEqual([at('2020-01-07 00:00'), true]);
    const told = tell(ticket, publishing(1, [published(2019), published(2020)]), at('2019-12-31 10:00'));
    expect(dueOf(told.ticket)).toEqual([at('2020-01-08 00:00'), false]);
  });

  test('told twice, or of an older publication after a newer, it does nothing', () => {
    const newer = publishing(2, [published(2019), published(2020)]);
    const { ticket: after } = tell(ticket, newer, at('2019-12-31 10:00'));
    expect(rebind(after, newer, at('2019-12-31 11:00'))).toEqual([]);
    expect(rebind(after, publishing(1, [published(2019)]), at('2019-12-31 11:00'))).toEqual([]);
  });
});

/** Weifang, on the published calendar; handled by a unit that has signed. */
const weifang = (): Story =>
  ticketIn('weifang')
    .do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN))
    .do(at('2026-09-29 10:05'), command('sign', {}, asUnit(CHENGGUAN)));

const bindTo = (story: Story, to: Rebinding, now: string): Story => {
  const events = rebind(story.until(at(now)).ticket, to, at(now));
  story.ledger.push(...events);
  story.ticket = evolveAll(story.ticket, events);
  return story;
};

/** The year 2026 with these days off besides. */
const daysOff = (change: number, ...dates: readonly string[]): Rebinding =>
  publishing(change, [
    asItWas(
      2026,
      [],
      dates.map((date) => ({ date, working: false, name: '台风' })),
    ),
  ]);

/** Its own rulebook with another limit for the handling. */
const limitOf = (change: number, workdays: number): Rebinding => {
  const { rules } = ticketIn('weifang').ticket.law;
  const handling = rules.clocks.handling;
  if (!handling) throw new Error('no handling');
  return {
    change,
    rules: {
      ...rules,
      version: `with ${workdays}`,
      clocks: { ...rules.clocks, handling: { ...handling, limit: { workdays } } },
    },
  };
};

describe('T-9: a breach that is taken back', () => {
  test('takes back the supervision, its time to put right, and the level that came from it, as recorded acts', () => {
    const story = weifang().until(at('2026-10-14 12:00'));
    expect(modesOf(story, CHENGGUAN)).toEqual(['daily']);
    expect([story.clock('rectifying-1')?.state, story.clock('deciding-1')?.state]).toEqual([
      'running',
      'running',
    ]);
    bindTo(story, limitOf(1, 10), '2026-10-14 12:00');
    expect(story.clock('handling-1')).toMatchObject({ state: 'running', due: at('2026-10-20 00:00') });
    expect(modesOf(story, CHENGGUAN)).toEqual([]);
    expect(story.facts('supervision-ended')).toEqual([
      { unit: CHENGGUAN.id, mode: 'daily', takenBack: 'handling-1' },
    ]);
    expect(story.clock('rectifying-1')?.state).toBe('stopped');
    expect(story.ticket.level).toBe(0);
    expect(story.facts('level-lowered')).toEqual([{ from: 2, to: 0, takenBack: 'handling-1' }]);
    expect(story.clock('deciding-1')?.state).toBe('stopped');
  });

  test('WF-26: truly late then, it is supervised and raised again, each once more; a reminder is not repeated', () => {
    const story = bindTo(weifang(), limitOf(1, 10), '2026-10-14 12:00').until(at('2026-10-24 00:00'));
    expect(happened(story, 'reminded', 'supervised', 'escalated', 'correction-ordered')).toEqual([
      '2026-10-10 09:00 reminded',
      '2026-10-13 00:00 supervised chengguan',
      '2026-10-14 09:00 escalated 2',
      '2026-10-20 00:00 supervised chengguan',
      '2026-10-21 09:00 escalated 2',
      '2026-10-24 00:00 correction-ordered chengguan',
    ]);
    expect(modesOf(story, CHENGGUAN)).toEqual(['daily']);
    expect(story.clock('rectifying-2')?.startedAt).toBe(at('2026-10-20 00:00'));
  });

  test('takes back nothing that a person ordered besides', () => {
    const story = weifang()
      .until(at('2026-10-13 10:00'))
      .do(at('2026-10-13 10:00'), command('supervise', { mode: 'listed' }, SUPERVISOR))
      .do(at('2026-10-13 10:00'), command('escalate', { level: 2 }, SUPERVISOR));
    bindTo(story, limitOf(1, 10), '2026-10-14 12:00');
    expect(modesOf(story, CHENGGUAN)).toEqual(['listed']);
    expect(story.ticket.level).toBe(2);
    expect(story.facts('level-lowered')).toEqual([]);
    expect(story.clock('deciding-1')?.state).toBe('running');
  });

  test('takes back no supervision that a person ordered in the same mode', () => {
    const story = weifang()
      .until(at('2026-10-13 10:00'))
      .do(at('2026-10-13 10:00'), command('supervise', { mode: 'daily' }, SUPERVISOR));
    bindTo(story, limitOf(1, 10), '2026-10-13 12:00');
    expect(modesOf(story, CHENGGUAN)).toEqual(['daily']);
    expect(story.facts('supervision-ended')).toEqual([]);
  });

  test('lowers the level to what a person raised it to', () => {
    const story = weifang().do(at('2026-10-09 10:00'), command('escalate', { level: 1 }, SUPERVISOR));
    bindTo(story, limitOf(1, 10), '2026-10-14 12:00');
    expect(story.facts('level-lowered')).toEqual([{ from: 2, to: 1, takenBack: 'handling-1' }]);
    expect(story.ticket.level).toBe(1);
  });

  test('takes the level 3 with it that those of level 2 left undecided', () => {
    const story = weifang().until(at('2026-10-20 12:00'));
    expect(story.ticket.level).toBe(3);
    bindTo(story, limitOf(1, 15), '2026-10-20 12:00');
    expect(story.ticket.level).toBe(0);
    expect(story.clock('deciding-2')?.state).toBe('stopped');
  });

  test('is none where the new due moment has passed as well: nothing is taken back', () => {
    const story = bindTo(weifang(), limitOf(1, 6), '2026-10-14 12:00');
    expect(story.clock('handling-1')?.state).toBe('breached');
    expect(modesOf(story, CHENGGUAN)).toEqual(['daily']);
    expect(story.ticket.level).toBe(2);
    expect(story.facts('level-lowered')).toEqual([]);
  });
});

describe('T-9: no rung fires twice', () => {
  const acts = (story: Story): string[] =>
    happened(story, 'reminded', 'supervised', 'escalated', 'correction-ordered');

  test('after a calendar that moves an overdue clock within the past', () => {
    const story = weifang().until(at('2026-10-14 12:00'));
    const before = acts(story);
    bindTo(story, daysOff(1, '2026-10-12'), '2026-10-14 12:00').until(at('2026-10-16 23:00'));
    expect(acts(story)).toEqual(before);
  });

  test('after a rulebook with the same ladder, whatever its limit: in order, only those that were ahead', () => {
    const story = weifang().until(at('2026-10-12 12:00'));
    expect(acts(story)).toEqual(['2026-10-10 09:00 reminded']);
    bindTo(story, limitOf(1, 7), '2026-10-12 12:00').until(at('2026-10-19 10:00'));
    expect(acts(story)).toEqual([
      '2026-10-10 09:00 reminded',
      '2026-10-15 00:00 supervised chengguan',
      '2026-10-16 09:00 escalated 2',
    ]);
  });

  test('told of the same change again, and of two changes one after another', () => {
    const story = weifang().until(at('2026-10-14 12:00'));
    const before = acts(story);
    bindTo(story, limitOf(1, 6), '2026-10-14 12:00');
    const seq = story.ticket.seq;
    bindTo(story, limitOf(1, 6), '2026-10-14 12:01');
    expect(story.ticket.seq).toBe(seq);
    bindTo(story, limitOf(2, 5), '2026-10-14 12:02');
    bindTo(story, daysOff(1, '2026-10-12'), '2026-10-14 12:03').until(at('2026-10-16 12:00'));
    expect(acts(story)).toEqual(before);
  });
});

test('T-9: another version of the rulebook counts the clock anew from where it began, and one that was overdue is so no more', () => {
  const ticket = new Story(
    { rules: RULES, calendar: calendarOf([published(2019)]) },
    matterOf({ receivedAt: at('2019-06-10 10:00') }),
  )
    .do(at('2019-06-10 10:00'), dispatchTo(PARKS))
    .until(at('2019-06-19 10:00')).ticket;
  expect(openClock(ticket, 'handling')?.state).toBe('breached');
  const handling = RULES.clocks.handling;
  if (!handling) throw new Error('no handling');
  const rules: Rules = {
    ...RULES,
    version: '2',
    hash: 'abcdefabcdef',
    clocks: { ...RULES.clocks, handling: { ...handling, limit: { workdays: 10 } } },
  };
  const { ticket: after } = tell(ticket, { change: 7, rules }, at('2019-06-19 11:00'));
  expect(openClock(after, 'handling')).toMatchObject({ due: at('2019-06-25 00:00'), state: 'running' });
  expect(after.law.rules.hash).toBe('abcdefabcdef');
});
