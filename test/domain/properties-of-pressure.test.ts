import { rungKey } from '../../domain/law/ladder';
import type { Rung } from '../../domain/law/rules';
import { due, nextDue } from '../../domain/ticket/due';
import type { TicketEvent } from '../../domain/ticket/event';
import { evolve } from '../../domain/ticket/evolve';
import { assignmentOf, isOpen, leadOf, openClock, type Ticket } from '../../domain/ticket/ticket';
import { deadline } from '../../domain/time/deadline';
import { type Level, OWED_BY } from '../../domain/words';
import { always, type Change, type Step } from '../given/any-story';

type EventOf<T extends TicketEvent['type']> = Extract<TicketEvent, { type: T }>;

const is =
  <T extends TicketEvent['type']>(...types: T[]) =>
  (event: TicketEvent): event is EventOf<T> =>
    types.some((it) => it === event.type);

const firedBy = (event: TicketEvent) => ('fired' in event.data ? event.data.fired : undefined);

/** Events one by one, each with the ticket before it, and the step that it belongs to. */
function eachEvent(
  steps: readonly Step[],
  check: (event: TicketEvent, before: Ticket, step: Step) => void,
): void {
  for (const step of steps) {
    let ticket = step.before;
    for (const event of step.events) {
      check(event, ticket, step);
      ticket = evolve(ticket, event);
    }
  }
}

describe('whoever does or does not do what, while calendars and rulebooks change', () => {
  test('T-10: a ticket that is open beyond its overall limit has risen, is under supervision or deferred', () => {
    let beyond = 0;
    always(({ steps }) => {
      for (const { after, now } of steps) {
        const overall = openClock(after, 'overall');
        if (after.state === 'closed' || !overall || overall.due > now || (nextDue(after) ?? Infinity) <= now)
          continue;
        beyond++;
        const supervised = after.supervision.some(({ endedAt }) => endedAt === undefined);
        expect([overall.state, after.level > 0 || supervised || after.state === 'deferred']).toEqual([
          'breached',
          true,
        ]);
      }
    });
    expect(beyond).toBeGreaterThan(50);
  });

  test('JE-19, JN-10, HZ-11: nobody is referred by itself, or proposed for it, who is neither late nor has refused', () => {
    let referred = 0;
    always(({ steps }) =>
      eachEvent(steps, (event, before, step) => {
        if (!is('referred', 'referral-proposed')(event) || !event.data.triggered) return;
        referred++;
        const { unit, facts, triggered } = event.data;
        const passed = ({ clocks }: Ticket) =>
          clocks.filter(
            (clock) =>
              clock.state === 'breached' &&
              ['handling', 'assist'].includes(clock.name) &&
              clock.unit === unit,
          );
        // A late result that is sent back was no handling: 「催办、退办累计3次以上仍不办理」, though it now has a working day more.
        const sentBack = step.events.some((it) => is('reviewed')(it) && !it.data.approved);
        const late = passed(before).some(isOpen) || (sentBack && passed(step.before).length > 0);
        const failed = facts.improperReturns > 0 || facts.rehandled >= triggered.times;
        expect([unit, late || failed]).toEqual([expect.any(String), true]);
        if (event.type === 'referred') expect(late || facts.improperReturns > 0).toBe(true);
      }),
    );
    expect(referred).toBeGreaterThan(5);
  });

  test('JN-10, JE-19: a referral names a unit that has the order or had it, and tells that unit’s facts only', () =>
    always(({ steps }) => {
      const sofar: { event: TicketEvent; before: Ticket }[] = [];
      eachEvent(steps, (event, before) => {
        if (is('referred', 'referral-proposed')(event) && event.data.unit !== undefined) {
          const { unit, facts } = event.data;
          const times = (counts: (event: TicketEvent, before: Ticket) => boolean): number =>
            sofar.filter((it) => counts(it.event, it.before)).length;
          const leads = (ticket: Ticket): boolean => leadOf(ticket)?.unit.id === unit;
          expect(facts.unit).toBe(unit);
          expect(facts.level).toBe(before.level);
          // What is ordered at the same time is not among them yet.
          const modes = before.supervision.filter((it) => it.unit === unit).map(({ mode }) => mode);
          expect(facts.supervision).toEqual(modes.slice(0, facts.supervision.length));
          expect(facts).toMatchObject({
            breached: before.clocks
              .filter((it) => it.unit === unit && it.state === 'breached')
              .map(({ name, due: moment }) => ({ name, due: moment })),
            returned: times((it, at) => is('reviewed')(it) && !it.data.approved && leads(at)),
            rehandled: times((it, at) => is('rehandled')(it) && leads(at)),
            improperReturns: times(
              (it) =>
                is('decided')(it) &&
                it.data.request === 'return' &&
                it.data.unit === unit &&
                !it.data.approved &&
                (it.data.assign === undefined || it.data.assign === unit),
            ),
          });
        }
        sofar.push({ event, before });
      });
    }));

  test('WF-23, JN-8: a level is told once, but where it was lowered in between by a recorded act', () =>
    always(({ ledger }) => {
      const told = new Set<Level>();
      for (const event of ledger) {
        if (event.type === 'level-lowered')
          for (const level of told) if (level > event.data.to) told.delete(level);
        if (event.type !== 'escalated') continue;
        expect([...told]).not.toContain(event.data.level);
        told.add(event.data.level);
      }
    }));

  test('T-9: no rung fires twice but those that repeat, whatever moves its clock, but for what was taken back', () =>
    always(({ steps }) => {
      const fired = new Set<string>();
      eachEvent(steps, (event, { clocks, law }) => {
        const takenBack = 'takenBack' in event.data ? event.data.takenBack : undefined;
        if (is('supervision-ended')(event)) fired.delete(`${takenBack} ${event.data.mode}`);
        if (is('level-lowered')(event))
          for (const key of fired) if (key.startsWith(`${takenBack} level`)) fired.delete(key);
        const rungFired = firedBy(event);
        if (!rungFired) return;
        const name = clocks.find(({ id }) => id === rungFired.clock)?.name ?? 'handling';
        const ladder: readonly Rung[] = law.rules.clocks[name]?.ladder ?? [];
        if (ladder[rungFired.rung]?.every) return;
        const key = `${rungFired.clock} ${rungKey(ladder, rungFired.rung)}`;
        expect([...fired]).not.toContain(key);
        fired.add(key);
      });
    }));

  test('T-9, T-10: a clock that has ended stays as it is, but where it is said to go on; its unit then has a working day at least', () => {
    let resumed = 0;
    always(({ steps }) =>
      eachEvent(steps, (event, before) => {
        if (event.type !== 'clock-resumed') return;
        resumed++;
        const { clock: id, name, due: until } = event.data;
        const clock = before.clocks.find((it) => it.id === id);
        expect(clock && isOpen(clock)).toBe(false);
        const { calendar, rules } = before.law;
        const isUnits = OWED_BY[name] === 'lead' || OWED_BY[name] === 'unit';
        if (isUnits && name !== 'promise')
          expect(until).toBeGreaterThanOrEqual(
            deadline(event.at, { workdays: 1 }, calendar, rules.dayEnds).due,
          );
      }),
    );
    expect(resumed).toBeGreaterThan(5);
  });

  test('T-10: a clock of a unit that has had the order before leaves it a working day', () =>
    always(({ steps }) =>
      eachEvent(steps, (event, before) => {
        if (event.type !== 'clock-started' || event.data.ordered === undefined) return;
        const { calendar, rules } = before.law;
        const least = deadline(event.data.ordered, { workdays: 1 }, calendar, rules.dayEnds).due;
        expect(event.data.due).toBeGreaterThanOrEqual(least);
      }),
    ));

  test('T-7, T-9: what a change was foretold to do is what it does: the same clocks to the same moments, the same rungs', () => {
    let moved = 0;
    let rungs = 0;
    always(({ changes }) => {
      for (const change of changes) {
        const { foretold } = change;
        moved += foretold.moves.length;
        rungs += foretold.rungs.length;
        expect(foretold.moves.map(({ clock, after, provisional }) => [clock.id, after, provisional])).toEqual(
          movesOf(change),
        );
        expect(foretold.rungs).toEqual(rungsOf(change));
      }
    });
    // Stories are random: so many at the least that something was compared.
    expect(moved).toBeGreaterThan(10);
    expect(rungs).toBeGreaterThan(2);
  });

  test('T-10, WF-26: a unit that is new to a matter starts clean, and supervision ends with the order', () =>
    always(({ steps }) => {
      const known = new Set<string>();
      eachEvent(steps, (event, before) => {
        const joining =
          event.type === 'dispatched'
            ? [event.data.lead, ...event.data.assist]
            : event.type === 'assigned'
              ? [event.data.unit]
              : is('summoned', 'handed-down')(event)
                ? event.data.to
                : [];
        for (const { id } of joining) {
          if (known.has(id)) continue;
          known.add(id);
          expect(Object.keys(before.tallies).filter((key) => key.startsWith(`${id}|`))).toEqual([]);
          expect(before.supervision.filter(({ unit }) => unit === id)).toEqual([]);
          expect(before.corrected).not.toContain(id);
        }
      });
      for (const { after } of steps)
        for (const { unit, endedAt } of after.supervision)
          if (endedAt === undefined && unit !== undefined)
            expect(assignmentOf(after, unit)?.unit.id ?? `${unit} has no part`).toBe(unit);
    }));

  test('what is due happens at once and in order, and leaves nothing that was due', () =>
    always(({ steps }) => {
      for (const { before, after, events, now, why } of steps) {
        if (why !== 'due') continue;
        expect(nextDue(after) ?? Infinity).toBeGreaterThan(now);
        expect(due(after, now)).toEqual([]);
        const planned = events.flatMap((event) =>
          event.type === 'clock-breached' ? [event.data.due] : (firedBy(event)?.planned ?? []),
        );
        expect(planned[0]).toBe(nextDue(before));
        expect(planned).toEqual([...planned].sort((a, b) => a - b));
      }
    }));
});

const movesOf = ({ done }: Change) =>
  done.flatMap((event) =>
    event.type === 'clock-moved' ? [[event.data.clock, event.data.after, event.data.provisional]] : [],
  );

const rungsOf = ({ madeUp, after }: Change) =>
  madeUp.flatMap((event) => {
    const fired = firedBy(event);
    const clock = after.clocks.find(({ id }) => id === fired?.clock);
    const rung = clock && fired && after.law.rules.clocks[clock.name]?.ladder[fired.rung];
    return rung ? [{ clock: clock.name, rung }] : [];
  });
