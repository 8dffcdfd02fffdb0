import { rebind, type Rebinding } from '../../domain/law/rebind';
import { effectOf, type PreviewedTicket } from '../../domain/law/preview';
import type { Rules } from '../../domain/law/rules';
import { allowedNow } from '../../domain/procedures/allowed';
import { viewOf } from '../../domain/telling/view';
import { timesOf } from '../../domain/ticket/accounting/tally';
import { due } from '../../domain/ticket/due';
import type { TicketEvent } from '../../domain/ticket/event';
import { evolveAll } from '../../domain/ticket/evolve';
import type { Ticket } from '../../domain/ticket/ticket';
import type { Span } from '../../domain/time/span';
import type { ClockName } from '../../domain/words';
import { CHENGGUAN, HUANBAO, SUPERVISOR, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

/** The same rules with another limit of a clock. */
function withLimit(rules: Rules, name: ClockName, limit: Span): Rules {
  const clock = rules.clocks[name];
  if (!clock) throw new Error(`no ${name}`);
  return { ...rules, clocks: { ...rules.clocks, [name]: { ...clock, limit } } };
}

interface Applied {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
}

/** Another version of the rulebook is applied, and what is due then happens. */
function apply(ticket: Ticket, to: Rebinding, moment: string): Applied {
  const now = at(moment);
  const waiting = due(ticket, now);
  const bound = rebind(evolveAll(ticket, waiting), to, now);
  const then = evolveAll(ticket, [...waiting, ...bound]);
  const madeUp = due(then, now);
  return { ticket: evolveAll(then, madeUp), events: [...waiting, ...bound, ...madeUp] };
}

const levels = (events: readonly TicketEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.type === 'escalated') return [`escalated ${event.data.level}`];
    return event.type === 'level-lowered' ? [`lowered ${event.data.to}`] : [];
  });

const dispatched = (city: 'weifang' | 'jinan-enforcement' | 'beijing', from: string): Story =>
  ticketIn(city).do(at(from), dispatchTo(CHENGGUAN));

describe('what the property tests found', () => {
  test('T-9: a breach that was taken back, and comes again, supervises and raises the matter again', () => {
    const story = dispatched('weifang', '2026-09-29 10:00')
      .do(at('2026-09-29 11:00'), command('sign', {}, asUnit(CHENGGUAN)))
      .until(at('2026-10-15 10:00'));
    const { rules } = story.ticket.law;
    expect(story.ticket.level).toBe(2);
    const longer = { change: 1, rules: withLimit(rules, 'handling', { workdays: 15 }) };
    const relieved = apply(story.ticket, longer, '2026-10-15 11:00');
    expect(levels(relieved.events)).toEqual(['lowered 0']);
    const late = due(relieved.ticket, at('2026-10-30 00:00'));
    expect(late.map(({ type }) => type)).toContain('supervised');
    expect(levels(late)).toEqual(['escalated 2']);
  });

  test('T-9: a level falls no lower than where another clock, which found it reached, would have led', () => {
    const story = dispatched('jinan-enforcement', '2026-10-08 10:00').until(at('2026-10-16 10:00'));
    const { rules } = story.ticket.law;
    // Level 2 came on 13 October from the handling; the overall limit passed on the 15th, and found its level 1 reached.
    expect(levels(story.ledger)).toEqual(['escalated 2']);
    const longer = { change: 1, rules: withLimit(rules, 'handling', { days: 20 }) };
    const relieved = apply(story.ticket, longer, '2026-10-16 11:00');
    expect(levels(relieved.events)).toEqual(['lowered 1']);
    expect(relieved.ticket.rises).toEqual([{ level: 1, clock: 'overall-1' }]);
  });

  test('T-9, JE-19: presses that were made are not made again when a clock moves into the past a second time', () => {
    const story = dispatched('jinan-enforcement', '2026-09-29 10:02').until(at('2026-10-04 10:00'));
    const { rules } = story.ticket.law;
    const longer = { change: 1, rules: withLimit(rules, 'handling', { days: 10 }) };
    const relieved = apply(story.ticket, longer, '2026-10-04 11:00');
    const again = apply(relieved.ticket, { change: 2, rules }, '2026-10-04 12:00');
    const presses = again.events.filter((event) => event.type === 'urged');
    expect(again.events.map(({ type }) => type)).toContain('clock-breached');
    expect(presses).toEqual([]);
    const next = due(again.ticket, at('2026-10-05 09:00')).filter((event) => event.type === 'urged');
    expect(next.map(({ data }) => data.fired?.clock)).toContain('handling-1');
  });

  test('BJ-14: nobody can be referred before anybody was ordered to correct, and so it is not said to be allowed', () => {
    const story = dispatched('beijing', '2026-09-29 10:00');
    expect(allowedNow(story.ticket)).not.toContain('refer');
    expect(story.refusal(at('2026-09-29 11:00'), command('refer', { to: 'discipline' }))).toMatchObject({
      kind: 'state',
      reason: 'correct-first',
      rule: 'BJ-14',
    });
    story.do(at('2026-09-29 12:00'), command('correct', {}, SUPERVISOR));
    expect(allowedNow(story.ticket)).toContain('refer');
  });

  test('T-9: a preview counts the rungs of a clock that starts with what is made up', () => {
    const story = dispatched('weifang', '2026-09-29 10:00').until(at('2026-10-12 10:00'));
    const { law } = story.ticket;
    const now = at('2026-10-12 10:00');
    const rules = withLimit(withLimit(law.rules, 'handling', { workdays: 1 }), 'rectifying', { workdays: 1 });
    const known = { id: story.ticket.id, ...viewOf(story.ticket) };
    const previewed = JSON.parse(JSON.stringify(known)) as PreviewedTicket;
    const proposal = { cause: 'rulebook', present: law, proposed: { ...law, rules } } as const;
    const { rungs } = effectOf(previewed, proposal, now);
    expect(rungs.map(({ clock, rung }) => `${clock} ${rung.do}`)).toContain('rectifying correct');
    const { events } = apply(story.ticket, { change: 1, rules }, '2026-10-12 10:00');
    expect(events.map(({ type }) => type)).toContain('correction-ordered');
  });

  test('JE-19: what was counted in a unit’s hands is its successor’s, and is not lost on the way', () => {
    const story = dispatched('jinan-enforcement', '2026-09-29 10:02').until(at('2026-10-03 10:00'));
    expect(timesOf(story.ticket, 'urged', CHENGGUAN.id)).toBeGreaterThan(0);
    const before = timesOf(story.ticket, 'urged', CHENGGUAN.id);
    story.succeeded(at('2026-10-03 11:00'), { unit: CHENGGUAN.id, by: HUANBAO });
    expect(timesOf(story.ticket, 'urged', HUANBAO.id)).toBe(before);
    expect(timesOf(story.ticket, 'urged', CHENGGUAN.id)).toBe(0);
  });
});
