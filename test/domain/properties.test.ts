import fc from 'fast-check';
import {
  type Calendar,
  calendarOf,
  calendarOfSlice,
  isWorkday,
  sliceCalendar,
} from '../../domain/time/calendar';
import { type Refusal, spokenRefusal } from '../../domain/procedures/refusal';
import { consequences, consequencesOfTurn } from '../../domain/telling/consequences';
import { deadline, endDay, narrateDeadline } from '../../domain/time/deadline';
import { decide } from '../../domain/procedures/decide';
import { nextDue } from '../../domain/ticket/due';
import type { TicketEvent } from '../../domain/ticket/event';
import { evolve } from '../../domain/ticket/evolve';
import {
  type Day,
  dayOf,
  type Instant,
  instant,
  isoDay,
  parseDay,
  plusDays,
} from '../../domain/time/instant';
import { newTicket } from '../../domain/ticket/register';
import { allowedNow } from '../../domain/procedures/allowed';
import type { Span } from '../../domain/time/span';
import { COMMANDS, keysOf, RECIPIENTS } from '../../domain/words';
import { REASONS } from '../../domain/refusal-reasons';
import { isOpen, leadOf, type Ticket } from '../../domain/ticket/ticket';
import { nextStep } from '../../domain/telling/view';
import { NATIONAL_DAY_2026 } from '../given/law';
import { commandsOf } from '../given/any-command';
import { always, play } from '../given/any-story';
import { unitOf } from '../given/cities';
import { at } from '../given/story';

/** What a refusal says as a whole, and of each field. */
const wordsOf = (refusal: Refusal): string[] => [
  refusal.detail,
  ...(refusal.kind === 'invalid' ? refusal.errors.map(({ message }) => message) : []),
];

const openOf = (ticket: Ticket, name: string): number =>
  ticket.clocks.filter((clock) => clock.name === name && isOpen(clock)).length;

describe('whatever is done to a ticket of any city, by anybody, in any order', () => {
  test('it is never stuck: something is due, or it says who has to act, and there is something to do', () =>
    always(({ steps }) => {
      for (const { after, now } of steps) {
        const { at: moment, does } = nextStep(after);
        if (after.state === 'closed') {
          expect(moment).toBeNull();
          continue;
        }
        if (moment !== null) expect(moment).toBeGreaterThan(now);
        else expect(does).toMatch(/^等待(热线|.+办理$)/);
        if (moment === null && after.state === 'handling' && after.pending.length === 0)
          expect(does).toBe(`等待${leadOf(after)?.unit.name}办理`);
        expect(allowedNow(after)).not.toEqual([]);
      }
    }));

  test('closed stays closed, but where it was merged, and that is undone', () =>
    always(({ steps, ticket }) => {
      for (const { before, events } of steps)
        if (before.state === 'closed' && events[0]?.type !== 'split') expect(events).toEqual([]);
      if (ticket.state !== 'closed') return;
      expect(allowedNow(ticket)).toEqual(ticket.merged ? ['split'] : []);
      expect(ticket.pending).toEqual([]);
      expect(ticket.supervision.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
    }));

  test('WF-23, JN-8, T-9: levels only rise, but for the decision of whoever they rose to, and for a breach that is taken back', () =>
    always(({ steps }) => {
      for (const { before, after, events } of steps) {
        const recorded = ['escalation-resolved', 'level-lowered'];
        if (!events.some(({ type }) => recorded.includes(type)))
          expect(after.level).toBeGreaterThanOrEqual(before.level);
      }
    }));

  test('T-9: a clock that has ended never moves unless it is said to go on, and each time it is ended once', () =>
    always(({ steps, ledger, ticket }) => {
      for (const { before, after, events } of steps) {
        const resumed = events.flatMap((event) => (event.type === 'clock-resumed' ? [event.data.clock] : []));
        for (const clock of before.clocks) {
          if (clock.endedAt !== undefined && !resumed.includes(clock.id))
            expect(after.clocks.find(({ id }) => id === clock.id)).toEqual(clock);
        }
      }
      const course = new Map<string, string[]>();
      for (const { type, data } of ledger)
        if (type === 'clock-started' || type === 'clock-ended' || type === 'clock-resumed')
          course.set(data.clock, [...(course.get(data.clock) ?? []), type]);
      for (const acts of course.values()) {
        expect(acts[0]).toBe('clock-started');
        acts.slice(1).forEach((act, index) => {
          expect(act).toBe(index % 2 === 0 ? 'clock-ended' : 'clock-resumed');
        });
        if (ticket.state === 'closed') expect(acts.at(-1)).toBe('clock-ended');
      }
    }));

  test('T-9: every move of a clock says why, and the due moment before and after', () =>
    always(({ ledger }) => {
      const dues = new Map<string, readonly [due: Instant, provisional: boolean]>();
      for (const event of ledger) {
        if (event.type === 'clock-started' || event.type === 'clock-resumed')
          dues.set(event.data.clock, [event.data.due, event.data.provisional]);
        if (event.type !== 'clock-moved') continue;
        const { clock, before, after, cause, provisional } = event.data;
        expect(before).toBe(dues.get(clock)?.[0]);
        expect([after, provisional]).not.toEqual(dues.get(clock));
        if (cause === 'on-the-spot') expect(after).toBeLessThan(before);
        if (cause === 'extension') expect(after).toBeGreaterThan(before);
        dues.set(clock, [after, provisional]);
      }
    }));

  test('JN-4: the day that a caller is promised is still to come', () =>
    always(({ ledger }) => {
      for (const { type, data, at: when } of ledger)
        if (type === 'deferred') expect(parseDay(data.until)).toBeGreaterThanOrEqual(dayOf(when));
    }));

  test('T-10: who has to act has a clock, and no other is left running', () =>
    always(({ steps }) => {
      /** Reviews of extensions that stand, since nobody objected in time (BJ-9); another rulebook may still move them. */
      const standing = new Set<string>();
      for (const { after: ticket } of steps) {
        const { clocks } = ticket.law.rules;
        const open = (name: string): number => openOf(ticket, name);
        const { state } = ticket;
        expect(open('registration')).toBe(0);
        expect(open('dispatching')).toBe(state === 'registered' && clocks.dispatching ? 1 : 0);
        // What the unit has reported that it cannot solve is with the hotline, or with those above (WF-23).
        const above = ticket.level >= 2 || ticket.pending.some(({ request }) => request === 'unsolvable');
        if (state !== 'handling' || !above) expect(open('handling')).toBe(state === 'handling' ? 1 : 0);
        const held = ticket.state === 'callback' && ticket.closing !== undefined;
        const ending = ticket.pending.filter(({ request }) => request === 'termination').length;
        if (clocks['closure-review']) expect(open('closure-review')).toBe(state === 'submitted' ? 1 : ending);
        expect(open('callback')).toBe(state === 'callback' && clocks.callback && !held ? 1 : 0);
        for (const name of ['arrival', 'contact', 'assist', 'return-review', 'extension-review'])
          if (state !== 'handling') expect(open(name)).toBe(0);
        for (const name of ['return', 'extension'] as const) {
          const asked = ticket.pending.filter(({ request }) => request === name);
          const all = ticket.clocks.filter((it) => it.name === `${name}-review` && isOpen(it));
          for (const { id, state: its, unit } of all)
            if (its === 'breached' && !asked.some((it) => it.unit === unit)) standing.add(id);
          const reviews = all.filter(({ id }) => !standing.has(id));
          if (clocks[`${name}-review`]) {
            expect(reviews.map(({ unit }) => unit)).toEqual(asked.map(({ unit }) => unit));
          }
        }
        for (const clock of ticket.clocks.filter((it) => it.name === 'assist' && isOpen(it)))
          expect(ticket.assignments).toContainEqual(
            expect.objectContaining({ role: 'assist', unit: expect.objectContaining({ id: clock.unit }) }),
          );
      }
    }));

  test('BJ-7, WF-22: one unit leads, a unit has one part, and what it asked for is its own', () =>
    always(({ steps }) => {
      for (const { after } of steps) {
        const { assignments, pending, state } = after;
        const units = assignments.map(({ unit }) => unit.id);
        expect(new Set(units).size).toBe(units.length);
        const leads = assignments.filter(({ role }) => role === 'lead').length;
        if (state !== 'closed') expect(leads).toBe(state === 'registered' ? 0 : 1);
        for (const { unit } of pending) expect(units).toContain(unit);
      }
    }));

  test('each rung fires once for a clock and its due moment, in the order in which rungs were planned; anew only what was taken back', () =>
    always(({ ledger }) => {
      const dues = new Map<string, Instant>();
      const takenBack: string[] = [];
      const fired: { key: string; clock: string; planned: Instant }[] = [];
      for (const event of ledger) {
        if (event.type === 'clock-started' || event.type === 'clock-resumed')
          dues.set(event.data.clock, event.data.due);
        if (event.type === 'clock-moved') dues.set(event.data.clock, event.data.after);
        if ('takenBack' in event.data && event.data.takenBack) takenBack.push(event.data.takenBack);
        if (!('fired' in event.data) || !event.data.fired) continue;
        const { clock, rung, planned } = event.data.fired;
        expect(planned).toBeLessThanOrEqual(event.at);
        const times = takenBack.filter((it) => it === clock).length;
        const counted = `${clock} ${dues.get(clock)}`;
        // A press is never taken back.
        const key = `${counted} ${rung} ${planned} ${event.type === 'urged' ? '' : times}`;
        fired.push({ key, clock: `${counted} ${times}`, planned });
      }
      expect(new Set(fired.map(({ key }) => key)).size).toBe(fired.length);
      for (const clock of new Set(fired.map((it) => it.clock))) {
        const planned = fired.filter((it) => it.clock === clock).map((it) => it.planned);
        expect(planned).toEqual([...planned].sort((a, b) => a - b));
      }
    }));

  test('WF-26, HZ-11, JE-19: a trigger goes off once for a unit, and each is referred once to each', () =>
    always(({ ledger, ticket }) => {
      const setOff = ledger.flatMap((event) => {
        const triggered = 'triggered' in event.data ? event.data.triggered : undefined;
        const { to = '', unit = '' } = { ...event.data } as { to?: unknown; unit?: unknown };
        return triggered ? [JSON.stringify([triggered, event.type, to, unit])] : [];
      });
      expect(new Set(setOff).size).toBe(setOff.length);
      const referred = ledger.flatMap((event) =>
        event.type === 'referred' ? [`${event.data.unit} to ${event.data.to}`] : [],
      );
      expect(new Set(referred).size).toBe(referred.length);
      expect(ticket.referrals.map(({ to, unit }) => `${unit} to ${to}`)).toEqual(referred);
    }));

  test('the ledger has no gaps, and it alone rebuilds the ticket', () =>
    always(({ ledger, ticket, matter, law }) => {
      expect(ledger.map(({ seq }) => seq)).toEqual(ledger.map((_, index) => index + 1));
      const stored: TicketEvent[] = JSON.parse(JSON.stringify(ledger));
      const rebuilt = stored.reduce(evolve, newTicket(matter, law));
      expect(JSON.parse(JSON.stringify(rebuilt))).toEqual(JSON.parse(JSON.stringify(ticket)));
    }));

  test('the same sequence gives the same events', () =>
    always(({ ledger }, story) => {
      expect(play(story).ledger).toEqual(ledger);
    }));

  test('after its turn nothing is left that was due', () =>
    always(({ steps }) => {
      for (const { after, now } of steps) expect(nextDue(after) ?? Infinity).toBeGreaterThan(now);
    }));

  test('a refusal for the state never allows the very command that it refuses', () =>
    always(({ refused }) => {
      for (const { command, refusal } of refused) {
        if (refusal.kind === 'state') expect(refusal.allowed).not.toContain(command.name);
        else expect(refusal.detail).not.toBe('');
      }
    }));

  test('a refusal has a reason that a program can match on, and says it in English and in Chinese', () =>
    always(({ refused }) => {
      for (const { refusal } of refused) {
        const travelled: Refusal = JSON.parse(JSON.stringify(refusal));
        const chinese = spokenRefusal(travelled, 'zh');
        expect(REASONS).toContain(travelled.reason);
        expect(spokenRefusal(travelled, 'en')).toEqual(travelled);
        for (const words of wordsOf(chinese)) expect(words).toMatch(/^(?!.*undefined).*[\u4e00-\u9fff]/);
        expect(chinese).toMatchObject({ kind: travelled.kind, reason: travelled.reason });
      }
    }));

  test('each command that is said to be allowed is possible for somebody, and one that is not, for nobody', () =>
    always(({ steps }) => {
      for (const { after } of steps.slice(-8)) {
        const allowed = allowedNow(after);
        for (const name of keysOf(COMMANDS)) {
          const possible = commandsOf(after, name).some((command) => {
            const decision = decide(after, command, after.asOf);
            return decision.accepted || decision.refusal.kind !== 'state';
          });
          expect([name, possible]).toEqual([name, allowed.includes(name)]);
        }
      }
    }, 60));

  test('every notification names somebody who is there, and whoever presses tells somebody', () =>
    always(({ steps }) => {
      for (const { after, events } of steps) {
        for (const { to } of consequencesOfTurn(after, events)) {
          if ('unit' in to) expect(unitOf(to.unit).id).toBe(to.unit);
          else expect(keysOf(RECIPIENTS)).toContain(to.role);
        }
        for (const event of events) {
          if (!['urged', 'reminded', 'supervised', 'escalated', 'referred'].includes(event.type)) continue;
          if (after.state !== 'closed' && events.length === 1)
            expect(consequences(after, event)).not.toEqual([]);
        }
      }
    }));

  test('JN-6, WF-20: a caller who wants no reply hears only that the matter was not accepted or is ended', () =>
    always(({ steps, matter }) => {
      if (matter.wantsReply) return;
      const told = steps.flatMap(({ after, events }) =>
        consequencesOfTurn(after, events).filter(({ to }) => 'role' in to && to.role === 'caller'),
      );
      for (const { template, facts } of told)
        expect([template, ['declined', 'terminated'].includes(facts.outcome ?? '')]).toEqual([
          'closed',
          true,
        ]);
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
