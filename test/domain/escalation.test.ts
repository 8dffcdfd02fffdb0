import type { UnitRef } from '../../domain/ticket/ticket';
import { withTriggers } from '../../domain/ticket/accounting/triggers';
import { timesOf } from '../../domain/ticket/accounting/tally';
import type { Rules, Trigger } from '../../domain/law/rules';
import {
  CALLER,
  CHENGGUAN,
  CITIES,
  dueOf,
  HUANBAO,
  lawOf,
  OPERATOR,
  QUANCHENG_LU,
  SUPERVISOR,
  ticketIn,
} from '../given/cities';
import { approve, happened, modesOf, sendBack } from '../given/corrected';
import { matterOf } from '../given/matter';
import { asUnit, at, command, dispatchTo, Story } from '../given/story';

const dispatched = at('2026-09-29 10:02');
const soon = at('2026-09-30 09:00');
type City = (typeof CITIES)[number];

/** What the lead owes before it may submit: on the scene (JE-8), spoken with the caller (BJ-8); it has signed. */
const ready = (story: Story, unit: UnitRef = CHENGGUAN, when = '2026-09-29 10:30'): Story => {
  story.do(at(when), command('sign', {}, asUnit(unit)));
  if (story.ticket.clocks.some(({ name }) => name === 'contact'))
    story.do(at(when), command('contact', {}, asUnit(unit)));
  if (story.ticket.clocks.some(({ name }) => name === 'arrival'))
    story.do(at(when), command('arrive', {}, asUnit(unit)));
  return story;
};
const order = (city: City): Story => ready(ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN)));
const urge = () => command('urge', {}, { ...OPERATOR, parts: ['text'] });
const submit = (now = soon, unit: UnitRef = CHENGGUAN) =>
  command('submit', { outcome: 'resolved', told: { at: now } }, asUnit(unit));
const unresolved = () => command('callback', { reached: true, resolved: false }, OPERATOR);
/** A submission that is approved, and that the caller calls unresolved. */
const inVain = (story: Story, now = soon): Story =>
  story.do(now, submit(now)).do(now, approve()).do(now, unresolved());
const triggered = (story: Story) =>
  story.ledger.flatMap((event) =>
    'triggered' in event.data && event.data.triggered
      ? [
          `${event.type} ${event.data.triggered.on} ${event.data.triggered.times} ${event.data.triggered.source ?? 'local'}`,
        ]
      : [],
  );

describe('what puts a unit under supervision by itself, or makes the facts ready, once for each unit', () => {
  test.each([
    ['jinan', ['supervised unresolved 1 local', 'escalated rehandled 2 JN-8']],
    ['weifang', ['supervised unresolved 1 WF-26', 'supervised rehandled 2 WF-26']],
    [
      'huizhou',
      [
        'supervised unresolved 1 local',
        'supervised rehandled 2 local',
        'referral-proposed rehandled 2 HZ-11',
      ],
    ],
    ['beijing', ['supervised unresolved 1 local', 'supervised rehandled 2 local']],
    ['jinan-enforcement', ['supervised rehandled 2 JE-17']],
  ] as const)('in %s, called back in vain again and again: %j', (city, expected) => {
    const story = inVain(inVain(inVain(order(city))));
    expect(story.ticket.counts).toMatchObject({ unresolved: 3, rehandled: 2 });
    expect(triggered(story)).toEqual(expected);
    expect(story.ticket.referrals).toEqual([]);
  });

  test.each([
    ['weifang', 'listed'],
    ['huizhou', 'interview'],
    ['beijing', 'listed'],
    ['jinan-enforcement', 'on-site'],
  ] as const)('in %s the second re-handling means %s supervision, and no level', (city, mode) => {
    const story = inVain(inVain(order(city)));
    expect(modesOf(story, CHENGGUAN)).toContain(mode);
    expect(story.ticket.level).toBe(0);
  });

  test('JN-8: raised repeatedly, in Jinan it goes up to the executive meeting, whose time to decide begins', () => {
    const story = inVain(inVain(order('jinan')));
    expect(story.ticket.level).toBe(3);
    expect(story.told('escalated')).toEqual(['chengguan', 'hotline', 'office', 'meeting']);
    expect(story.clock('deciding-1')).toMatchObject({ state: 'running', startedAt: soon });
  });

  test('JN-10, HZ-11, WF-33: `propose` makes the facts of the unit ready, tells the hotline, and refers nobody', () => {
    const story = inVain(inVain(order('huizhou')));
    expect(story.facts('referral-proposed')).toMatchObject([
      { unit: CHENGGUAN.id, to: ['discipline'], facts: { unit: CHENGGUAN.id, rehandled: 2 } },
    ]);
    expect(story.told('referral-proposed')).toEqual(['hotline']);
    expect(story.told('referred')).toEqual([]);
    expect(story.ticket.referrals).toEqual([]);
    // A person decides it; in Huizhou no order to correct has to come first.
    story.do(soon, command('refer', { to: 'discipline' }, { ...SUPERVISOR, parts: ['reason'] }));
    expect(story.ticket.referrals).toEqual([{ to: 'discipline', since: soon, unit: CHENGGUAN.id }]);
  });

  test('HZ-11, WF-26: a new unit starts clean: what counted against the first counts for it from none', () => {
    const story = inVain(inVain(order('huizhou')))
      .do(soon, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(soon, command('decide', { request: 'return', approve: true, assign: HUANBAO }, SUPERVISOR));
    expect(timesOf(story.ticket, 'rehandled', HUANBAO.id)).toBe(0);
    expect(timesOf(story.ticket, 'unresolved', HUANBAO.id)).toBe(0);
    story.do(soon, submit(soon, HUANBAO)).do(soon, approve()).do(soon, unresolved());
    const [, , , again] = story.ledger.filter((it) => 'triggered' in it.data && it.data.triggered);
    expect(again).toMatchObject({
      type: 'supervised',
      data: { unit: HUANBAO.id, triggered: { on: 'unresolved', per: 'unit' } },
    });
    expect(story.facts('referral-proposed')).toHaveLength(1);
  });
});

describe('JE-19: pressed three times while under key supervision and overdue, a unit is referred', () => {
  const overdue = at('2026-10-03 08:00');
  /** Overdue since 3 Oct 00:00, under key supervision then. */
  const late = (): Story => order('jinan-enforcement').until(overdue);
  const three = (story: Story, now = overdue): Story =>
    story.do(now, urge()).do(now, submit(now)).do(now, sendBack()).do(now, urge());

  test('by urging and sending back together, with its facts, once', () => {
    const story = late().do(overdue, urge()).do(overdue, submit(overdue)).do(overdue, sendBack());
    expect(story.ticket.referrals).toEqual([]);
    // Sent back it has a working day more; overdue again it goes on being counted.
    const again = at('2026-10-09 00:00');
    expect(dueOf(story, 'handling-1')).toBe('2026-10-09 00:00');
    story.do(overdue, urge()).do(overdue, urge());
    expect(story.ticket.referrals).toEqual([]);
    story.do(again, urge());
    expect(story.ticket.referrals).toEqual([{ to: 'discipline', since: again, unit: CHENGGUAN.id }]);
    expect(story.facts('referred')).toMatchObject([
      {
        to: 'discipline',
        unit: CHENGGUAN.id,
        triggered: {
          on: 'pressed',
          times: 3,
          source: 'JE-19',
          by: ['hotline', 'system'],
          while: ['key', 'overdue'],
          per: 'unit',
        },
        facts: { unit: CHENGGUAN.id, urged: 4, returned: 1, supervision: ['key'] },
      },
    ]);
    expect(story.told('referred')).toEqual(['discipline']);
    story.do(again, urge()).do(again, urge()).do(again, urge()).do(again, urge());
    expect(story.facts('referred')).toHaveLength(1);
  });

  test('not while its limit runs, whatever supervision it is under', () => {
    const story = order('jinan-enforcement').do(soon, command('supervise', { mode: 'key' }, SUPERVISOR));
    expect(triggered(three(story, soon))).toEqual([]);
  });

  test('not while it is overdue under another supervision', () => {
    const story = late().do(overdue, command('end-supervision', { mode: 'key' }, SUPERVISOR));
    story.do(overdue, command('supervise', { mode: 'daily' }, SUPERVISOR));
    expect(triggered(story.do(overdue, urge()).do(overdue, urge()).do(overdue, urge()))).toEqual([]);
  });

  test('not by the caller, whose urging is no 催办', () => {
    const story = late();
    for (let times = 0; times < 5; times++) story.do(overdue, command('urge', {}, CALLER));
    expect(triggered(story)).toEqual([]);
    expect(story.ticket.counts).toMatchObject({ urgedByCaller: 5, urged: 0, pressed: 0 });
    expect(timesOf(story.ticket, 'urged', CHENGGUAN.id)).toBe(0);
  });

  test('an urging that goes to the hotline alone presses no unit, nor one before the dispatch', () => {
    const story = ticketIn('jinan-enforcement').until(at('2026-09-29 10:06'));
    expect(story.ticket.counts).toMatchObject({ urged: 1, pressed: 0 });
    expect(story.do(at('2026-09-29 10:06'), urge()).ticket.counts).toMatchObject({ urged: 2, pressed: 0 });
    expect(story.ticket.tallies).toEqual({});
  });

  test('left alone after the due moment, it is referred by the ladder’s urgings, after an outage as well', () => {
    const story = order('jinan-enforcement').until(at('2026-10-20 12:00'));
    expect(triggered(story)).toEqual(['referred pressed 3 JE-19']);
    const watched = order('jinan-enforcement');
    for (let day = 10; day <= 20; day++) watched.until(at(`2026-10-${day} 12:00`));
    expect(triggered(watched)).toEqual(['referred pressed 3 JE-19']);
    expect(happened(watched, 'referred')).toEqual(['2026-10-10 12:00 referred chengguan']);
  });

  test('the counts of one unit never appear in another’s referral', () => {
    const moment = at('2026-10-05 10:00');
    const story = order('jinan-enforcement')
      .until(moment)
      .do(moment, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(moment, command('decide', { request: 'return', approve: true, assign: HUANBAO }, SUPERVISOR));
    expect(story.facts('referred')).toMatchObject([{ unit: CHENGGUAN.id, facts: { urged: 3 } }]);
    story.do(moment, command('correct', {}, SUPERVISOR));
    story.do(moment, command('refer', { to: 'discipline' }, { ...SUPERVISOR, parts: ['reason'] }));
    expect(story.facts('referred')[1]).toMatchObject({
      unit: HUANBAO.id,
      facts: {
        unit: HUANBAO.id,
        corrected: true,
        supervision: [],
        breached: [],
        reminded: 0,
        urged: 0,
        returned: 0,
        rehandled: 0,
        improperReturns: 0,
      },
    });
  });

  test('pressings of an assisting unit do not press the lead; JE-9: nor does its arrival settle the lead’s matter', () => {
    const story = ready(ticketIn('jinan-enforcement').do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO])));
    story.do(at('2026-09-29 10:40'), command('arrive', { settled: true }, asUnit(HUANBAO)));
    expect(story.facts('clock-moved')).toEqual([]);
    story.until(at('2026-10-02 12:00'));
    expect(story.told('urged')).toContain('huanbao');
    expect(story.ticket.counts).toMatchObject({ urged: 1, pressed: 0 });
    expect(timesOf(story.ticket, 'pressed', HUANBAO.id)).toBe(1);
    expect(timesOf(story.ticket, 'pressed', CHENGGUAN.id)).toBe(0);
  });
});

describe('a trigger with conditions', () => {
  /** Weifang with one trigger alone. */
  const withTrigger = (trigger: Trigger): Story => {
    const law = lawOf('weifang', matterOf());
    const rules: Rules = { ...law.rules, triggers: [trigger] };
    return ready(new Story({ ...law, rules }, matterOf()).do(dispatched, dispatchTo(CHENGGUAN)));
  };
  const pressed = { on: 'pressed', times: 1, do: 'propose', to: ['discipline'], per: 'unit' } as const;
  const lateAt = at('2026-10-13 08:00');

  test.each(['daily', 'listed', 'interview', 'on-site', 'key'] as const)(
    'JE-19: while %s: under that supervision, and no other',
    (mode) => {
      const other = mode === 'daily' ? 'listed' : 'daily';
      const trigger: Trigger = { ...pressed, while: [mode] };
      const under = (it: typeof mode) =>
        withTrigger(trigger)
          .do(soon, command('supervise', { mode: it }, SUPERVISOR))
          .do(soon, urge());
      expect(triggered(under(mode))).toHaveLength(1);
      expect(triggered(under(other))).toEqual([]);
    },
  );

  test('JE-19: while supervised: in whatever mode; ended, no more', () => {
    const trigger: Trigger = { ...pressed, while: ['supervised'] };
    expect(triggered(withTrigger(trigger).do(soon, urge()))).toEqual([]);
    const story = withTrigger(trigger).do(soon, command('supervise', { mode: 'listed' }, SUPERVISOR));
    expect(
      triggered(
        withTrigger(trigger)
          .do(soon, command('supervise', { mode: 'listed' }, SUPERVISOR))
          .do(soon, urge()),
      ),
    ).toHaveLength(1);
    story.do(soon, command('end-supervision', {}, SUPERVISOR)).do(soon, urge());
    expect(triggered(story)).toEqual([]);
  });

  test('JE-19: while overdue: not before, and of an assisting unit its own limit counts', () => {
    const trigger: Trigger = { ...pressed, while: ['overdue'] };
    expect(triggered(withTrigger(trigger).do(soon, urge()))).toEqual([]);
    expect(triggered(withTrigger(trigger).do(lateAt, urge()))).toHaveLength(1);
  });

  test('JE-19: while overdue: a late result that waits for its review is not pressed for by what presses for an explanation', () => {
    const story = withTrigger({ ...pressed, by: ['system'], while: ['overdue'] });
    story.do(lateAt, command('dispute', {}, CALLER)).do(lateAt, submit(lateAt));
    story.until(at('2026-10-20 12:00'));
    expect(story.ticket.state).toBe('submitted');
    const presses = story.facts('urged').map(({ fired }) => fired?.clock);
    expect(presses).toContain('explanation-1');
    expect(timesOf(story.ticket, 'pressed', CHENGGUAN.id)).toBeGreaterThan(0);
    expect(triggered(story)).toEqual([]);
  });

  test('JE-19: all conditions hold together', () => {
    const trigger: Trigger = { ...pressed, while: ['listed', 'overdue'] };
    expect(triggered(withTrigger(trigger).do(lateAt, urge()))).toEqual([]);
    const both = withTrigger(trigger).do(lateAt, command('supervise', { mode: 'listed' }, SUPERVISOR));
    expect(triggered(both.do(lateAt, urge()))).toHaveLength(1);
  });

  test.each([
    ['hotline', OPERATOR, true],
    ['hotline', CALLER, false],
    ['caller', CALLER, true],
    ['caller', OPERATOR, false],
    ['system', OPERATOR, false],
  ] as const)('JE-19: by %s, pressed by %j: %s', (by, who, counts) => {
    const story = withTrigger({ ...pressed, by: [by] }).do(soon, command('urge', {}, who));
    expect(triggered(story)).toHaveLength(counts ? 1 : 0);
  });

  test('JE-19: by the system: a rung of a ladder presses the unit whose clock it is', () => {
    const story = withTrigger({ ...pressed, by: ['system'] });
    const [first] = story.ticket.clocks.filter(({ name }) => name === 'handling');
    const urged = withTriggers(
      story.ticket,
      [
        {
          type: 'urged',
          data: { fired: { clock: first?.id ?? '', rung: 0, planned: soon, to: ['unit', 'hotline'] } },
        },
      ],
      { at: soon, actor: { role: 'system' } },
    );
    expect(urged.map(({ type }) => type)).toEqual(['urged', 'referral-proposed']);
  });

  test('WF-33: in Weifang three pressings of a unit that is supervised and late propose its referral, and no earlier ones', () => {
    const story = order('weifang');
    for (let times = 0; times < 5; times++) story.do(soon, urge());
    expect(triggered(story)).toEqual([]);
    story.until(at('2026-10-13 00:00'));
    for (let times = 0; times < 2; times++) story.do(lateAt, urge());
    expect(triggered(story)).toEqual([]);
    story.do(lateAt, urge());
    expect(triggered(story)).toEqual(['referral-proposed pressed 3 WF-33']);
    expect(story.ticket.referrals).toEqual([]);
  });

  test('WF-33, JE-18, BJ-14: one that orders to correct names its unit, and opens the way to a referral', () => {
    const story = withTrigger({
      on: 'pressed',
      times: 1,
      do: 'correct',
      to: ['unit', 'hotline'],
      per: 'unit',
    });
    story.do(soon, urge());
    expect(story.facts('correction-ordered')).toMatchObject([
      { unit: CHENGGUAN.id, triggered: { times: 1 } },
    ]);
    expect(story.told('correction-ordered')).toEqual(['chengguan', 'hotline']);
    expect(story.ticket.corrected).toEqual([CHENGGUAN.id]);
  });
});

describe('supervision by hand', () => {
  test.each(['daily', 'listed', 'interview', 'on-site', 'key'] as const)(
    'WF-26: %s: the unit’s order is under it, the unit and the hotline are told, and the level stays',
    (mode) => {
      const story = order('weifang').do(
        soon,
        command('supervise', { mode }, { ...SUPERVISOR, parts: ['reason'] }),
      );
      expect(story.ticket).toMatchObject({
        level: 0,
        supervision: [{ mode, unit: CHENGGUAN.id, since: soon }],
      });
      expect(story.told('supervised')).toEqual(['chengguan', 'hotline']);
    },
  );

  test('WF-26: it ends when the closure is approved, and begins anew where the caller is not content', () => {
    const story = order('weifang')
      .do(soon, command('supervise', { mode: 'listed' }, SUPERVISOR))
      .do(soon, submit())
      .do(soon, sendBack());
    expect(story.ticket.supervision[0]?.endedAt).toBeUndefined();
    story.do(soon, submit()).do(soon, approve());
    expect(story.ticket.supervision).toMatchObject([{ mode: 'listed', endedAt: soon }]);
    story.do(soon, unresolved());
    expect(story.ticket.supervision).toMatchObject([
      { mode: 'listed', endedAt: soon },
      { mode: 'daily', since: soon },
    ]);
  });

  test('a mode that it is under already is recorded, and not twice in force', () => {
    const story = order('weifang')
      .do(soon, command('supervise', { mode: 'daily' }, SUPERVISOR))
      .do(soon, command('supervise', { mode: 'daily' }, SUPERVISOR));
    expect(story.facts('supervised')).toHaveLength(2);
    expect(story.ticket.supervision).toHaveLength(1);
  });

  test('closed, no supervision is left', () => {
    const story = order('weifang')
      .do(soon, command('supervise', { mode: 'daily' }, SUPERVISOR))
      .do(soon, command('withdraw', {}, OPERATOR));
    expect(story.ticket.supervision).toMatchObject([{ endedAt: soon }]);
  });

  test('JE-17: it belongs to a unit’s order: the lead’s, or another’s that is named; and ends when that leaves', () => {
    const story = ready(ticketIn('weifang').do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO])));
    story
      .do(soon, command('supervise', { mode: 'daily' }, SUPERVISOR))
      .do(soon, command('supervise', { mode: 'listed', unit: HUANBAO.id }, SUPERVISOR));
    expect([modesOf(story, CHENGGUAN), modesOf(story, HUANBAO)]).toEqual([['daily'], ['listed']]);
    story
      .do(soon, command('request-return', {}, asUnit(HUANBAO)))
      .do(soon, command('decide', { request: 'return', approve: true }, SUPERVISOR));
    expect([modesOf(story, CHENGGUAN), modesOf(story, HUANBAO)]).toEqual([['daily'], []]);
    story
      .do(soon, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(soon, command('decide', { request: 'return', approve: true, assign: HUANBAO }, SUPERVISOR));
    expect(story.ticket.supervision.every(({ endedAt }) => endedAt === soon)).toBe(true);
    expect(
      story.refusal(soon, command('supervise', { mode: 'daily', unit: CHENGGUAN.id }, SUPERVISOR)),
    ).toMatchObject({ kind: 'invalid', errors: [{ path: 'unit' }] });
  });

  test('JE-17: its conclusion ends all of it, or that of one unit, or in one mode; where there is none, there is nothing to end', () => {
    const both = (): Story =>
      ready(ticketIn('weifang').do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO])))
        .do(soon, command('supervise', { mode: 'daily' }, SUPERVISOR))
        .do(soon, command('supervise', { mode: 'listed' }, SUPERVISOR))
        .do(soon, command('supervise', { mode: 'listed', unit: HUANBAO.id }, SUPERVISOR));
    const left = (body: object): string[] => {
      const story = both().do(soon, command('end-supervision', body, SUPERVISOR));
      return [...modesOf(story, CHENGGUAN), ...modesOf(story, HUANBAO).map((it) => `${it} huanbao`)];
    };
    expect(left({})).toEqual([]);
    expect(left({ unit: CHENGGUAN.id })).toEqual(['listed huanbao']);
    expect(left({ mode: 'listed' })).toEqual(['daily']);
    expect(left({ unit: CHENGGUAN.id, mode: 'daily' })).toEqual(['listed', 'listed huanbao']);
    expect(both().refusal(soon, command('end-supervision', { mode: 'key' }, SUPERVISOR))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'mode' }],
    });
    expect(order('weifang').refusal(soon, command('end-supervision', {}, SUPERVISOR))).toMatchObject({
      kind: 'state',
      reason: 'not-supervised',
    });
  });

  test('JE-17: of on-site supervision in enforcement the conclusion covers the earlier handling too, and both are recorded', () => {
    const story = order('jinan-enforcement').do(soon, command('supervise', { mode: 'on-site' }, SUPERVISOR));
    const conclude = (parts: string[]) => command('end-supervision', {}, { ...SUPERVISOR, parts });
    expect(story.refusal(soon, conclude(['conclusion']))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'lookBack', rule: 'JE-17' }],
    });
    story.do(soon, conclude(['conclusion', 'lookBack']));
    expect(story.facts('supervision-ended')).toMatchObject([
      { unit: CHENGGUAN.id, text: { parts: ['conclusion', 'lookBack'] } },
    ]);
    expect(modesOf(story, CHENGGUAN)).toEqual([]);
    const daily = order('jinan-enforcement').do(soon, command('supervise', { mode: 'daily' }, SUPERVISOR));
    expect(daily.refusal(soon, conclude(['conclusion']))).toBeUndefined();
  });
});

describe('WF-33: the time to put right (rectifying)', () => {
  const supervised = (): Story =>
    order('weifang').do(soon, command('supervise', { mode: 'daily' }, SUPERVISOR));

  test('does not begin before the handling limit has passed, and then runs from there', () => {
    const story = supervised();
    expect(story.clock('rectifying-1')).toBeUndefined();
    story.until(at('2026-10-12 23:59'));
    expect(story.clock('rectifying-1')).toBeUndefined();
    story.until(at('2026-10-13 00:00'));
    expect(story.clock('rectifying-1')).toMatchObject({
      state: 'running',
      unit: CHENGGUAN.id,
      startedAt: at('2026-10-13 00:00'),
      due: at('2026-10-17 00:00'),
    });
    // Once: another supervision of the same unit starts no second.
    story.do(at('2026-10-14 08:00'), command('supervise', { mode: 'listed' }, SUPERVISOR));
    expect(story.clock('rectifying-2')).toBeUndefined();
  });

  test('begins with the order, where the limit has passed already', () => {
    const story = order('weifang').do(at('2026-10-13 08:00'), command('end-supervision', {}, SUPERVISOR));
    expect(story.clock('rectifying-1')?.state).toBe('stopped');
    story.do(at('2026-10-14 08:00'), command('supervise', { mode: 'daily' }, SUPERVISOR));
    expect(story.clock('rectifying-2')).toMatchObject({
      state: 'running',
      startedAt: at('2026-10-14 08:00'),
    });
  });

  test('is stopped by a submission, and goes on when that is sent back', () => {
    const story = supervised().do(at('2026-10-14 10:00'), submit(at('2026-10-14 09:00')));
    expect(story.clock('rectifying-1')).toMatchObject({ state: 'stopped', endedAt: at('2026-10-14 10:00') });
    expect(happened(story.until(at('2026-10-20 00:00')), 'correction-ordered')).toEqual([]);
    story.do(at('2026-10-20 10:00'), sendBack());
    expect(story.clock('rectifying-1')).toMatchObject({ state: 'running', due: at('2026-10-22 00:00') });
    expect(happened(story.until(at('2026-10-22 00:00')), 'correction-ordered')).toEqual([
      '2026-10-22 00:00 correction-ordered chengguan',
    ]);
  });

  test('is over with the supervision, and with the order', () => {
    const story = supervised().do(at('2026-10-14 08:00'), command('end-supervision', {}, SUPERVISOR));
    expect(story.clock('rectifying-1')?.state).toBe('stopped');
    const gone = supervised()
      .do(soon, command('request-return', {}, asUnit(CHENGGUAN)))
      .until(at('2026-10-13 08:00'));
    expect(gone.clock('rectifying-1')?.state).toBe('running');
    gone.do(at('2026-10-13 08:00'), command('decide', { request: 'return', approve: true }, SUPERVISOR));
    expect(gone.clock('rectifying-1')?.state).toBe('stopped');
  });

  test('of a unit that ends one supervision and stays under another, goes on', () => {
    const story = supervised()
      .do(soon, command('supervise', { mode: 'listed' }, SUPERVISOR))
      .do(at('2026-10-14 08:00'), command('end-supervision', { mode: 'daily' }, SUPERVISOR));
    expect(story.clock('rectifying-1')?.state).toBe('running');
  });
});

describe.each(CITIES)('WF-23, JN-8, JE-23: what is decided above in %s', (city) => {
  const risen = (level: 1 | 2 | 3): Story =>
    order(city).do(soon, command('escalate', { level }, { ...SUPERVISOR, parts: ['reason'] }));
  const later = at('2026-10-01 11:00');
  const resolve = (body: { assign?: UnitRef; limit?: { days: number }; settled?: boolean } = {}) =>
    command('resolve-escalation', body, { ...SUPERVISOR, id: 'r1', parts: ['decision'] });
  const [office, meeting] =
    city === 'jinan-enforcement' ? ['chengguan-lingban', 'chengguan-xietiaohui'] : ['office', 'meeting'];

  test.each([
    [2, ['hotline', office]],
    [3, ['hotline', office, meeting]],
  ] as const)('level %d stays until it is done, and everybody above is told', (level, above) => {
    const story = risen(level);
    expect(story.told('escalated')).toEqual(['chengguan', ...above]);
    story.do(later, resolve());
    expect(story.ticket.level).toBe(level);
    expect(story.facts('escalation-resolved')).toEqual([
      { from: level, to: level, text: { ref: 'r1', parts: ['decision'] } },
    ]);
    expect(story.told('decision-made')).toEqual(['chengguan']);
    expect(story.told('decision-recorded')).toEqual([...above]);
    expect(story.clock('deciding-1')).toMatchObject({ state: 'met', endedAt: later });
  });

  test('level 1 is the hotline’s own, and nothing is decided above', () => {
    const story = risen(1);
    expect(story.ticket.level).toBe(1);
    expect(story.clock('deciding-1')).toBeUndefined();
    expect(story.refusal(later, resolve())).toMatchObject({ kind: 'state', reason: 'not-escalated' });
  });

  test('the decision binds the unit, which has a fresh clock and may not return the ticket', () => {
    const story = risen(2).do(later, resolve());
    expect(story.ticket.assignments[0]).toMatchObject({ unit: { id: 'chengguan' }, fixed: true });
    expect(story.clock('handling-1')?.endedAt).toBe(later);
    expect(story.clock('handling-2')).toMatchObject({ state: 'running', startedAt: later });
    expect(story.refusal(later, command('request-return', {}, asUnit(CHENGGUAN)))).toMatchObject({
      kind: 'state',
    });
  });

  test('it may name another unit and its limit; not kept, it goes on to level 3, by `while: decided`', () => {
    const story = risen(2).do(later, resolve({ assign: HUANBAO, limit: { days: 2 } }));
    expect(story.ticket.assignments).toMatchObject([{ unit: { id: 'huanbao' }, role: 'lead', fixed: true }]);
    expect(dueOf(story, 'handling-2')).toBe('2026-10-04 00:00');
    expect(story.told('assigned')).toEqual(['huanbao']);
    story.until(at('2026-10-03 23:59'));
    expect(story.ticket.level).toBe(2);
    story.until(at('2026-10-04 00:00'));
    expect(story.ticket.level).toBe(3);
    expect(happened(story, 'escalated').at(-1)).toBe('2026-10-04 00:00 escalated 3');
  });

  test('the rulebook’s own limit alone does not raise to level 3 when it has passed', () => {
    const story = order(city);
    const due = story.clock('handling-1')?.due ?? later;
    expect(story.until(due).ticket.level).toBe(0);
  });

  test('what they cannot settle rises at once, and their time to decide begins anew; at the top it is recorded', () => {
    const story = risen(2).do(later, resolve({ settled: false }));
    expect(story.ticket.level).toBe(3);
    expect(story.clock('deciding-1')).toMatchObject({ endedAt: later });
    expect(story.clock('deciding-2')).toMatchObject({ state: 'running', startedAt: later });
    expect(story.clock('handling-1')?.state).toBe('running');
    story.do(later, resolve({ settled: false }));
    expect(story.ticket.level).toBe(3);
    expect(story.clock('deciding-2')?.state).toBe('running');
  });

  test('nobody decides at level 2: it rises; nobody at level 3: who meets there is pressed', () => {
    const story = risen(2);
    const passed = story.clock('deciding-1')?.due ?? later;
    story.until(passed);
    expect(story.ticket.level).toBe(3);
    expect(story.clock('deciding-2')).toMatchObject({ state: 'running', startedAt: passed });
    story.until(at('2026-12-01 00:00'));
    expect(story.told('urged')).toContain(meeting);
  });

  test('a submission stops their time to decide; sent back, it goes on', () => {
    const story = risen(2).do(later, submit(later));
    expect(story.clock('deciding-1')).toMatchObject({ state: 'stopped', endedAt: later });
    const due = story.clock('deciding-1')?.due;
    story.do(later, sendBack());
    expect(story.clock('deciding-1')).toMatchObject({ state: 'running', due });
    expect(story.ticket.level).toBe(2);
  });

  test('a ticket that a unit gave back is so assigned too', () => {
    const story = risen(2)
      .do(soon, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(soon, command('decide', { request: 'return', approve: true }, SUPERVISOR))
      .do(soon, resolve({ assign: QUANCHENG_LU }));
    expect(story.ticket).toMatchObject({ state: 'handling', level: 2 });
    expect(story.clock('dispatching-2')?.state).toBe('met');
    expect(story.clock('handling-2')).toMatchObject({ state: 'running', startedAt: soon });
  });

  test('once there is a result it names no unit and no limit; what never rose is not decided above', () => {
    expect(order(city).refusal(soon, resolve())).toMatchObject({ kind: 'state' });
    const done = risen(2).do(soon, submit());
    expect(done.refusal(soon, resolve({ limit: { days: 1 } }))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'limit' }],
    });
    expect(done.do(soon, resolve()).ticket).toMatchObject({ state: 'submitted', level: 2 });
  });

  test('they set no longer limit than the rulebook says', () => {
    expect(risen(2).refusal(later, resolve({ limit: { days: 60 } }))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'limit', reason: 'decided-at-most' }],
    });
  });
});

test('WF-23: a level only rises by hand, and 3 is the highest', () => {
  const story = order('weifang').do(soon, command('escalate', { level: 3 }, SUPERVISOR));
  const refusal = story.refusal(soon, command('escalate', { level: 2 }, SUPERVISOR));
  expect(refusal).toMatchObject({ kind: 'state', detail: expect.stringContaining('level 3') });
  expect(story.told('escalated')).toEqual(['chengguan', 'hotline', 'office', 'meeting']);
});

describe('WF-23, JE-23: a unit reports that it cannot solve the matter', () => {
  const asked = at('2026-10-09 10:00');
  const reported = (city: City = 'weifang'): Story =>
    order(city).do(asked, command('report-unsolvable', {}, { ...asUnit(CHENGGUAN), parts: ['reason'] }));
  const decide = (approveIt: boolean) =>
    command('decide', { request: 'unsolvable', approve: approveIt }, SUPERVISOR);

  test('its clocks stop while that is decided, the hotline is told, and has its own clock for it', () => {
    const story = reported('jinan');
    for (const id of ['handling-1', 'reply-1'])
      expect(story.clock(id)).toMatchObject({ state: 'stopped', endedAt: asked });
    expect(story.clock('unsolvable-review-1')).toMatchObject({ state: 'running', startedAt: asked });
    expect(story.told('requested')).toEqual(['hotline']);
    expect(story.clock('overall-1')?.state).toBe('running');
    expect(story.refusal(asked, command('report-unsolvable', {}, asUnit(CHENGGUAN)))).toMatchObject({
      reason: 'unsolvable-waits',
    });
    story.until(at('2026-10-20 00:00'));
    expect(happened(story, 'supervised', 'escalated')).toEqual([]);
    expect(story.told('urged')).toContain('hotline');
  });

  test('confirmed, it goes up a level, whose time to decide begins; the unit’s clocks stay stopped', () => {
    const story = reported().do(at('2026-10-10 10:00'), decide(true));
    expect(story.ticket).toMatchObject({ level: 2, pending: [] });
    expect(story.clock('deciding-1')).toMatchObject({ state: 'running', startedAt: at('2026-10-10 10:00') });
    expect(story.clock('handling-1')?.state).toBe('stopped');
    expect(story.told('escalated')).toEqual(['chengguan', 'hotline', 'office']);
    // By the decision it has a clock again.
    story.do(at('2026-10-12 10:00'), command('resolve-escalation', {}, SUPERVISOR));
    expect(story.clock('handling-2')).toMatchObject({ state: 'running', startedAt: at('2026-10-12 10:00') });
  });

  test('not confirmed, it goes on, with a working day at least', () => {
    const inTime = reported().do(at('2026-10-09 11:00'), decide(false));
    expect(inTime.clock('handling-1')).toMatchObject({ state: 'running', due: at('2026-10-13 00:00') });
    const later = reported().do(at('2026-10-12 16:00'), decide(false));
    expect(later.clock('handling-1')).toMatchObject({ state: 'running', due: at('2026-10-14 00:00') });
    expect(later.ticket.level).toBe(0);
    expect(later.told('refused-request')).toEqual(['chengguan']);
  });

  test('JN-6: what was told the caller with it meets the reply', () => {
    const story = order('jinan').do(
      asked,
      command('report-unsolvable', { told: { at: asked } }, { ...asUnit(CHENGGUAN), parts: ['reason'] }),
    );
    expect(story.clock('reply-1')?.state).toBe('met');
    expect(story.clock('handling-1')?.state).toBe('stopped');
  });

  test('at the highest level there is nobody to report to', () => {
    const story = order('weifang').do(asked, command('escalate', { level: 3 }, SUPERVISOR));
    expect(story.refusal(asked, command('report-unsolvable', {}, asUnit(CHENGGUAN)))).toMatchObject({
      kind: 'state',
      reason: 'highest-level',
    });
  });
});

describe('JN-10, WF-33: referred by hand', () => {
  const refer = (to: string) => command('refer', { to }, { ...SUPERVISOR, parts: ['reason'] });

  test('to a level or a unit, once each, with what the unit’s handling has gone through', () => {
    const story = order('jinan').until(at('2026-10-15 00:00')).do(at('2026-10-15 00:00'), refer('office'));
    expect(story.facts('referred')).toEqual([
      {
        to: 'office',
        unit: CHENGGUAN.id,
        text: { ref: expect.any(String), parts: ['reason'] },
        facts: {
          unit: CHENGGUAN.id,
          corrected: false,
          level: 2,
          supervision: ['daily'],
          breached: [
            { name: 'handling', due: at('2026-10-13 00:00') },
            { name: 'reply', due: at('2026-10-13 00:00') },
          ],
          reminded: 2,
          urged: 2,
          returned: 0,
          rehandled: 0,
          improperReturns: 0,
        },
      },
    ]);
    expect(story.refusal(at('2026-10-15 00:00'), refer('office'))).toMatchObject({ kind: 'state' });
    story.do(at('2026-10-15 00:00'), refer('lixia'));
    expect(story.told('referred')).toEqual(['office', 'lixia']);
    expect(story.ticket.referrals.map(({ to }) => to)).toEqual(['office', 'lixia']);
  });

  test.each([
    ['weifang', 'WF-33'],
    ['jinan-enforcement', 'JE-18'],
    ['beijing', 'BJ-14'],
  ] as const)('in %s only after an order to correct (%s)', (city, rule) => {
    const story = order(city);
    expect(story.refusal(soon, refer('discipline'))).toMatchObject({
      kind: 'state',
      reason: 'correct-first',
      parameters: { unit: CHENGGUAN.id },
      rule,
    });
    story.do(soon, command('correct', {}, { ...SUPERVISOR, parts: ['reason'] }));
    expect(story.facts('correction-ordered')).toMatchObject([{ unit: CHENGGUAN.id, source: rule }]);
    expect(story.told('correction-ordered')).toEqual(['chengguan', 'hotline']);
    story.do(soon, refer('discipline'));
    expect(story.facts('referred')).toMatchObject([{ unit: CHENGGUAN.id, facts: { corrected: true } }]);
  });

  test('WF-33: an order to correct one unit opens no referral of another', () => {
    const story = ready(ticketIn('weifang').do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO])));
    story.do(soon, command('correct', { unit: HUANBAO.id }, SUPERVISOR));
    expect(story.refusal(soon, refer('discipline'))).toMatchObject({ reason: 'correct-first' });
    expect(
      story.refusal(soon, command('refer', { to: 'discipline', unit: HUANBAO.id }, SUPERVISOR)),
    ).toBeUndefined();
    expect(story.refusal(soon, command('correct', { unit: QUANCHENG_LU.id }, SUPERVISOR))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'unit' }],
    });
  });
});

test('JE-18, JE-20: not put right under supervision, it is ordered to correct, then referred to discipline, with the supervision among the facts', () => {
  const story = order('jinan-enforcement')
    .do(soon, command('supervise', { mode: 'on-site' }, { ...SUPERVISOR, parts: ['reason'] }))
    .until(at('2026-10-07 00:00'));
  expect(happened(story, 'correction-ordered')).toEqual(['2026-10-07 00:00 correction-ordered chengguan']);
  const late = at('2026-10-07 10:00');
  story.do(late, command('refer', { to: 'office' }, { ...SUPERVISOR, parts: ['reason'] }));
  expect(story.facts('referred').at(-1)).toMatchObject({
    to: 'office',
    facts: { level: 2, corrected: true, supervision: expect.arrayContaining(['on-site', 'key']) },
  });
});

test('JE-17: what the media raised is reported at once, and under on-site supervision with its order', () => {
  const media = ticketIn('jinan-enforcement', { urgency: 'media' });
  expect(media.facts('briefed')).toEqual([{ to: ['hotline', 'chengguan-lingban'], source: 'JE-17' }]);
  expect(media.ticket.level).toBe(0);
  media.do(dispatched, dispatchTo(CHENGGUAN));
  expect(media.ticket).toMatchObject({ level: 0, supervision: [{ mode: 'on-site', unit: CHENGGUAN.id }] });
  expect(media.told('supervised')).toEqual(expect.arrayContaining(['chengguan', 'hotline']));
  expect(order('jinan-enforcement').ticket.supervision).toEqual([]);
});

test('WF-23: a decision from above makes a return moot that the lead had asked for', () => {
  const story = order('weifang')
    .do(soon, command('request-return', {}, asUnit(CHENGGUAN)))
    .do(soon, command('escalate', { level: 2 }, { ...SUPERVISOR, parts: ['reason'] }))
    .do(soon, command('resolve-escalation', {}, { ...SUPERVISOR, parts: ['decision'] }));
  expect(story.ticket.pending).toEqual([]);
  expect(story.clock('return-review-1')?.endedAt).toBe(soon);
});
