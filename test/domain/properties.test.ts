import fc from 'fast-check';
import { type Calendar, calendarOf, calendarOfSlice, isWorkday, sliceCalendar } from '../../domain/calendar';
import type { Command } from '../../domain/command';
import { deadline, endDay, narrateDeadline } from '../../domain/deadline';
import { decide } from '../../domain/decide';
import { due, nextDue } from '../../domain/due';
import type { TicketEvent } from '../../domain/event';
import { evolve, evolveAll } from '../../domain/evolve';
import { type Day, dayOf, type Instant, instant, isoDay, parseDay, plusDays } from '../../domain/instant';
import { newTicket, register } from '../../domain/register';
import type { Span } from '../../domain/span';
import type { Ticket } from '../../domain/ticket';
import { nextStep } from '../../domain/view';
import { asUnit, at, command, LAW, MATTER, NATIONAL_DAY_2026, PARKS, STREET, WATER } from './story';

/** Any command, possible or not, by anybody. */
const anyCommand = fc.oneof(
  fc.constantFrom(
    () => command('answer', {}),
    () => command('decline', { ground: 'other-procedure' }, { parts: ['reason', 'guidance'] }),
    () => command('supplement', {}),
    () => command('urge', {}),
    () => command('sign', {}, asUnit(PARKS)),
    () => command('sign', {}, asUnit(WATER)),
    () => command('contact', {}, asUnit(PARKS)),
    () => command('arrive', {}, asUnit(PARKS)),
    () => command('progress', {}, asUnit(WATER)),
    () => command('submit', { outcome: 'resolved' }, asUnit(PARKS)),
    () => command('submit', { outcome: 'explained' }, asUnit(PARKS)),
    () => command('review', { approve: true }),
    () => command('review', { approve: false }),
    () => command('callback', { reached: false }),
    () => command('callback', { reached: true, resolved: true, satisfaction: 'satisfied' }),
    () => command('callback', { reached: true, resolved: false, satisfaction: 'dissatisfied' }),
    () => command('supervise', { mode: 'daily' }),
    () => command('supervise', { mode: 'listed' }),
    () => command('escalate', { level: 2 }),
    () => command('escalate', { level: 3 }),
  ),
  // Twice as likely, so that most stories get past the beginning, and withdrawals rare, so that they don't all end soon.
  fc.constant(() => command('dispatch', { lead: PARKS, assist: [WATER], copy: [STREET] })),
  fc.constant(() => command('submit', { outcome: 'resolved' }, asUnit(PARKS))),
  fc.nat(20).map((n) => () => (n === 0 ? command('withdraw', {}) : command('review', { approve: true }))),
);

const anyStory = fc.array(fc.tuple(anyCommand, fc.integer({ min: 0, max: 6 * 24 * 60 })), { maxLength: 40 });

interface Step {
  before: Ticket;
  after: Ticket;
  events: readonly TicketEvent[];
  now: Instant;
}

/** Plays commands with pauses of so many minutes between them, as the workflow would; refused ones change nothing. */
function play(commands: readonly [Command, number][]): {
  steps: Step[];
  ledger: TicketEvent[];
  ticket: Ticket;
} {
  const ledger = register(MATTER, LAW);
  let ticket = evolveAll(newTicket(MATTER, LAW), ledger);
  let now = MATTER.registeredAt;
  const steps: Step[] = [];
  const take = (events: readonly TicketEvent[]): void => {
    const after = evolveAll(ticket, events);
    steps.push({ before: ticket, after, events, now });
    ledger.push(...events);
    ticket = after;
  };
  for (const [what, pause] of commands) {
    now = instant(now + pause * 60_000);
    take(due(ticket, now));
    const decision = decide(ticket, what, now);
    if (decision.accepted) take(decision.events);
  }
  return { steps, ledger, ticket };
}

/** Checks something that must hold in every story. */
const always = (check: (played: ReturnType<typeof play>, commands: [Command, number][]) => void): void =>
  fc.assert(
    fc.property(anyStory, (story) => {
      const commands = story.map(([make, pause]): [Command, number] => [make(), pause]);
      check(play(commands), commands);
    }),
    { numRuns: 500 },
  );

describe('whatever is done to a ticket', () => {
  test('it is never stuck: something is due, or it says who has to act', () =>
    always(({ steps }) => {
      for (const { after, now } of steps) {
        const { at: moment, does } = nextStep(after);
        expect(does).not.toBe('');
        if (moment !== null && after.state !== 'closed')
          expect(moment > now || due(after, now).length > 0).toBe(true);
        if (after.state === 'closed') expect(moment).toBeNull();
      }
    }));

  test('closed stays closed', () =>
    always(({ steps }) => {
      for (const { before, events } of steps) if (before.state === 'closed') expect(events).toEqual([]);
    }));

  test('levels only rise', () =>
    always(({ steps }) => {
      for (const { before, after } of steps) expect(after.level).toBeGreaterThanOrEqual(before.level);
    }));

  test('T-9: a clock that has ended never moves, and every clock is ended once', () =>
    always(({ steps, ledger, ticket }) => {
      for (const { before, after } of steps) {
        for (const clock of before.clocks) {
          if (clock.endedAt !== undefined)
            expect(after.clocks.find(({ id }) => id === clock.id)).toEqual(clock);
        }
      }
      const ends = ledger.flatMap((event) => (event.type === 'clock-ended' ? [event.data.clock] : []));
      expect(new Set(ends).size).toBe(ends.length);
      if (ticket.state === 'closed')
        expect([...ends].sort()).toEqual(ticket.clocks.map(({ id }) => id).sort());
    }));

  test('each rung fires once, in the order in which rungs were planned', () =>
    always(({ ledger }) => {
      const fired = ledger.flatMap((event) =>
        'fired' in event.data && event.data.fired ? [event.data.fired] : [],
      );
      expect(new Set(fired.map(({ clock, rung, planned }) => `${clock} ${rung} ${planned}`)).size).toBe(
        fired.length,
      );
      for (const clock of new Set(fired.map((it) => it.clock))) {
        const planned = fired.filter((it) => it.clock === clock).map((it) => it.planned);
        expect(planned).toEqual([...planned].sort((a, b) => a - b));
      }
    }));

  test('the ledger has no gaps, and it alone rebuilds the ticket', () =>
    always(({ ledger, ticket }) => {
      expect(ledger.map(({ seq }) => seq)).toEqual(ledger.map((_, index) => index + 1));
      const stored: TicketEvent[] = JSON.parse(JSON.stringify(ledger));
      const rebuilt = stored.reduce(evolve, newTicket(MATTER, LAW));
      expect(JSON.parse(JSON.stringify(rebuilt))).toEqual(JSON.parse(JSON.stringify(ticket)));
    }));

  test('the same sequence gives the same events', () =>
    always(({ ledger }, commands) => {
      expect(play(commands).ledger).toEqual(ledger);
    }));

  test('after its turn nothing is left that was due', () =>
    always(({ steps }) => {
      for (const { after, now } of steps) expect(nextDue(after) ?? Infinity).toBeGreaterThan(now);
    }));
});

const moment = fc
  .integer({ min: at('2026-01-01 00:00') / 1000, max: at('2026-12-01 00:00') / 1000 })
  .map((seconds) => instant(seconds * 1000));
const workdays = fc.integer({ min: 1, max: 40 });
const calendar = calendarOf([NATIONAL_DAY_2026]);

describe('deadlines', () => {
  test('T-1, T-2, T-8: exactly N working days are counted, the start day never, and the last of them is the day that it ends on', () => {
    fc.assert(
      fc.property(moment, workdays, (from, n) => {
        const {
          due: end,
          counted,
          skipped,
        } = narrateDeadline(from, { workdays: n }, calendar, 1440, () => undefined);
        expect(counted).toHaveLength(n);
        expect(counted).not.toContain(isoDay(dayOf(from)));
        expect(counted.at(-1)).toBe(isoDay(endDay(end)));
        expect(counted.every((date) => isWorkday(calendar, parseDay(date) as Day))).toBe(true);
        const days = [...counted, ...skipped.map(({ date }) => date)].sort();
        expect(days).toEqual(days.map((_, index) => isoDay(plusDays(dayOf(from), index))));
      }),
    );
  });

  test('a later start is never due earlier, a longer limit never earlier either', () => {
    fc.assert(
      fc.property(moment, moment, workdays, (a, b, n) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        const of = (from: Instant, limit: Span): Instant => deadline(from, limit, calendar).due;
        expect(of(first, { workdays: n })).toBeLessThanOrEqual(of(second, { workdays: n }));
        expect(of(first, { workdays: n })).toBeLessThan(of(first, { workdays: n + 1 }));
        expect(of(first, { workdays: n })).toBeGreaterThan(first);
      }),
    );
  });

  test('glpi#467, zendesk/biz#5, chatwoot#10436: a make-up workday only ever brings a due moment forward, a holiday only ever puts it off', () => {
    const weekdaysOnly: Calendar = { published: new Set([2026]), exceptions: new Map() };
    const only = (working: boolean): Calendar =>
      calendarOf([
        { ...NATIONAL_DAY_2026, days: NATIONAL_DAY_2026.days.filter((day) => day.working === working) },
      ]);
    fc.assert(
      fc.property(moment, workdays, (from, n) => {
        const plain = deadline(from, { workdays: n }, weekdaysOnly).due;
        expect(deadline(from, { workdays: n }, only(true)).due).toBeLessThanOrEqual(plain);
        expect(deadline(from, { workdays: n }, only(false)).due).toBeGreaterThanOrEqual(plain);
      }),
    );
  });

  test('what a ticket carries of the calendar counts like the whole', () => {
    fc.assert(
      fc.property(moment, workdays, (from, n) => {
        const carried = calendarOfSlice(sliceCalendar([NATIONAL_DAY_2026], from));
        expect(deadline(from, { workdays: n }, carried)).toEqual(deadline(from, { workdays: n }, calendar));
      }),
    );
  });

  test('T-7: provisional exactly when a counted or skipped day lies in a year that is not published', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 60 }), (from, n) => {
        const { due: end, provisional } = deadline(from, { workdays: n }, calendar);
        expect(provisional).toBe(isoDay(endDay(end)) > '2026-12-31');
      }),
    );
  });
});
