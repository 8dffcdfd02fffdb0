import { consequences, consequencesOfTurn, messageId } from '../../domain/telling/consequences';
import { due, nextDue } from '../../domain/ticket/due';
import { isoInstant } from '../../domain/time/instant';
import { viewOf } from '../../domain/telling/view';
import { MATTER } from '../given/matter';
import { CORRECTED as LAW } from '../given/law';
import { asUnit, at, command, dispatchTo, PARKS, Story, STREET, WATER } from '../given/story';

const { rules: RULES } = LAW;
const dispatched = at('2026-09-29 10:00');
const story = (): Story => new Story(LAW).do(dispatched, dispatchTo(PARKS));

describe('given a complaint that is dispatched on Tue 29 Sep 2026 with 5 workdays', () => {
  test('T-1: its handling is due when Mon 12 Oct ends', () => {
    const clock = story().clock('handling-1');
    expect(clock && isoInstant(clock.due)).toBe('2026-10-13T00:00:00+08:00');
    expect(clock?.provisional).toBe(false);
  });

  test('WF-23, WF-26: when nobody does anything, it reminds, is supervised, and is escalated twice, each once and on its working day', () => {
    expect(story().until(at('2027-03-01 00:00')).rungs()).toEqual([
      '2026-10-10 09:00 reminded', // Sat, a make-up workday
      '2026-10-13 00:00 supervised',
      '2026-10-14 09:00 escalated 2',
      '2026-10-19 09:00 escalated 3',
    ]);
  });

  test('the clock is breached at its due moment, and its ladder goes on until the unit submits', () => {
    const late = story().do(
      at('2026-10-15 09:00'),
      command('submit', { outcome: 'resolved' }, asUnit(PARKS)),
    );
    expect(late.clock('handling-1')).toMatchObject({ state: 'breached', endedAt: at('2026-10-15 09:00') });
    late.until(at('2026-12-01 00:00'));
    expect(late.rungs()).toHaveLength(3);
    expect(late.ticket.level).toBe(2);
  });

  test('a reply in the very moment that it is due is too late', () => {
    const late = story().do(
      at('2026-10-13 00:00'),
      command('submit', { outcome: 'resolved' }, asUnit(PARKS)),
    );
    expect(late.clock('handling-1')?.state).toBe('breached');
    const early = story().do(
      at('2026-10-12 23:59'),
      command('submit', { outcome: 'resolved' }, asUnit(PARKS)),
    );
    expect(early.clock('handling-1')?.state).toBe('met');
  });

  test('glpi#5319, zammad#3523: after an outage every missed rung fires, in order, once each, with its planned and its actual time', () => {
    const back = at('2026-11-01 12:00');
    const missed = due(story().ticket, back);
    expect(missed.map(({ type }) => type)).toEqual([
      'reminded',
      'clock-breached',
      'supervised',
      'escalated',
      'escalated',
    ]);
    expect(missed.every((event) => event.at === back)).toBe(true);
    expect(due(story().until(back).ticket, back)).toEqual([]);
  });

  test('zammad#904, znuny#200: closed tickets do not escalate', () => {
    const closed = story().do(at('2026-09-30 09:00'), command('withdraw', {}));
    expect(closed.ticket).toMatchObject({ state: 'closed', outcome: 'withdrawn' });
    expect(nextDue(closed.ticket)).toBeUndefined();
    expect(closed.until(at('2027-01-01 00:00')).rungs()).toEqual([]);
    expect(closed.clock('handling-1')?.state).toBe('stopped');
  });

  test('T-10, osTicket#5955: sent back, its clock goes on with a working day at least, and that it was breached stays in the record', () => {
    const again = story()
      .do(at('2026-10-13 10:00'), command('submit', { outcome: 'resolved' }, asUnit(PARKS)))
      .do(at('2026-10-14 10:00'), command('review', { approve: false }, { actor: { role: 'supervisor' } }));
    expect(again.facts('clock-breached')).toMatchObject([
      { clock: 'handling-1', due: at('2026-10-13 00:00') },
    ]);
    expect(again.clock('handling-1')).toMatchObject({
      state: 'running',
      late: true,
      due: at('2026-10-16 00:00'),
    });
    expect(again.clock('handling-2')).toBeUndefined();
    expect(again.ticket).toMatchObject({ state: 'handling', counts: { returned: 1 } });
    expect(viewOf(again.ticket).overdue).toBe(false);
    // In time now, it stays breached all the same.
    again.do(at('2026-10-15 10:00'), command('submit', { outcome: 'resolved' }, asUnit(PARKS)));
    expect(again.clock('handling-1')).toMatchObject({ state: 'breached', endedAt: at('2026-10-15 10:00') });
  });

  test('the same command id is applied once', () => {
    const once = command('sign', {}, asUnit(PARKS));
    const signed = story().do(at('2026-09-29 11:00'), once);
    expect(
      signed
        .do(at('2026-09-29 11:01'), once)
        .types()
        .filter((type) => type === 'signed'),
    ).toHaveLength(1);
  });
});

describe('the life of a plain ticket', () => {
  const submitted = (): Story =>
    story()
      .do(at('2026-09-29 11:00'), command('sign', {}, asUnit(PARKS)))
      .do(at('2026-09-29 14:00'), command('contact', {}, asUnit(PARKS)))
      .do(at('2026-09-30 09:00'), command('submit', { outcome: 'resolved' }, asUnit(PARKS)));
  const called = (): Story => submitted().do(at('2026-09-30 10:00'), command('review', { approve: true }));

  test('submitted, approved, called back, satisfied: closed as resolved', () => {
    const closed = called().do(
      at('2026-09-30 11:00'),
      command('callback', { reached: true, resolved: true, satisfaction: 'satisfied' }),
    );
    expect(closed.ticket).toMatchObject({
      state: 'closed',
      outcome: 'resolved',
      closedAt: at('2026-09-30 11:00'),
    });
    expect(closed.ticket.clocks.map(({ id, state }) => [id, state])).toEqual([
      ['dispatching-1', 'met'],
      ['handling-1', 'met'],
      ['closure-review-1', 'met'],
      ['callback-1', 'met'],
    ]);
  });

  test('WF-25: unresolved, it goes back once with a fresh clock; the second time the supervisor decides, and it closes as unresolved', () => {
    const unhappy = command('callback', { reached: true, resolved: false, satisfaction: 'dissatisfied' });
    const again = called().do(at('2026-09-30 11:00'), unhappy);
    expect(again.ticket).toMatchObject({ state: 'handling', counts: { rehandled: 1 } });
    expect(again.clock('handling-2')?.state).toBe('running');
    again
      .do(at('2026-10-08 09:00'), command('submit', { outcome: 'explained' }, asUnit(PARKS)))
      .do(at('2026-10-08 10:00'), command('review', { approve: true }))
      .do(at('2026-10-08 11:00'), command('callback', { reached: true, resolved: false }));
    expect(again.ticket).toMatchObject({ state: 'submitted', level: 0, supervision: [{ mode: 'daily' }] });
    again.do(at('2026-10-09 09:00'), command('review', { approve: true }));
    expect(again.ticket).toMatchObject({ state: 'closed', outcome: 'unresolved' });
  });

  test('WF-25: who is only not satisfied to the end has not said that it is unresolved', () => {
    const unhappy = () => command('callback', { reached: true, satisfaction: 'dissatisfied' });
    const closed = called()
      .do(at('2026-09-30 11:00'), unhappy())
      .do(at('2026-10-08 09:00'), command('submit', { outcome: 'explained' }, asUnit(PARKS)))
      .do(at('2026-10-08 10:00'), command('review', { approve: true }))
      .do(at('2026-10-08 11:00'), unhappy())
      .do(at('2026-10-09 09:00'), command('review', { approve: true }));
    expect(closed.ticket).toMatchObject({ state: 'closed', outcome: 'explained' });
  });

  test('WF-25: a call in vain counts again only after the rulebook’s spacing; who is reached may be called at any time', () => {
    const spaced: typeof LAW = {
      ...LAW,
      rules: {
        ...RULES,
        callback: {
          ...(RULES.callback as NonNullable<typeof RULES.callback>),
          spacing: { hours: 4 },
          source: 'WF-25',
        },
      },
    };
    const missed = new Story(spaced)
      .do(dispatched, dispatchTo(PARKS))
      .do(at('2026-09-30 09:00'), command('submit', { outcome: 'resolved' }, asUnit(PARKS)))
      .do(at('2026-09-30 10:00'), command('review', { approve: true }))
      .do(at('2026-09-30 11:00'), command('callback', { reached: false }));
    const again = command('callback', { reached: false });
    expect(missed.refusal(at('2026-09-30 14:59'), again)).toMatchObject({
      kind: 'state',
      reason: 'call-too-soon',
      parameters: { until: at('2026-09-30 15:00') },
      rule: 'WF-25',
    });
    expect(missed.ticket.unreached).toBe(1);
    expect(
      missed.refusal(at('2026-09-30 14:59'), command('callback', { reached: true, resolved: true })),
    ).toBeUndefined();
    expect(missed.refusal(at('2026-09-30 15:00'), again)).toBeUndefined();
  });

  test('a caller who is not reached is tried as often as the rulebook says, then the ticket closes', () => {
    const missed = called().do(at('2026-09-30 11:00'), command('callback', { reached: false }));
    expect(missed.ticket.state).toBe('callback');
    expect(missed.do(at('2026-09-30 15:00'), command('callback', { reached: false })).ticket).toMatchObject({
      state: 'closed',
      outcome: 'resolved',
    });
  });

  test('JN-6, WF-20: a caller who wants no reply is neither called back nor written to', () => {
    const quiet = new Story(LAW, { ...MATTER, wantsReply: false })
      .do(dispatched, dispatchTo(PARKS))
      .do(at('2026-09-30 09:00'), command('submit', { outcome: 'resolved' }, asUnit(PARKS)))
      .do(at('2026-09-30 10:00'), command('review', { approve: true }));
    expect(quiet.ticket.state).toBe('closed');
    const told = consequencesOfTurn(quiet.ticket, quiet.ledger).map(({ to }) =>
      'role' in to ? to.role : to.unit,
    );
    expect(told).not.toContain('caller');
  });

  test('answered on the spot closes it', () => {
    expect(new Story(LAW).do(dispatched, command('answer', {}, { parts: ['reply'] })).ticket).toMatchObject({
      state: 'closed',
      outcome: 'answered',
    });
  });
});

describe('refusals say what is allowed instead', () => {
  test('a command that the state does not allow', () => {
    expect(
      new Story(LAW).refusal(dispatched, command('submit', { outcome: 'resolved' }, asUnit(PARKS))),
    ).toMatchObject({
      kind: 'state',
      allowed: expect.arrayContaining(['dispatch', 'answer', 'decline']),
    });
  });

  test('only the lead unit submits, only an assigned unit signs, and once', () => {
    const two = new Story(LAW).do(dispatched, dispatchTo(PARKS, [WATER]));
    expect(two.refusal(dispatched, command('submit', { outcome: 'resolved' }, asUnit(WATER)))).toMatchObject({
      kind: 'forbidden',
    });
    expect(two.refusal(dispatched, command('sign', {}, asUnit(STREET)))).toMatchObject({ kind: 'forbidden' });
    two.do(dispatched, command('sign', {}, asUnit(WATER)));
    expect(two.refusal(dispatched, command('sign', {}, asUnit(WATER)))).toMatchObject({ kind: 'state' });
    expect(two.refusal(dispatched, command('sign', {}, asUnit(PARKS)))).toBeUndefined();
  });

  test('WF-19: an unknown ground, or one without the guidance it needs, is refused with the rule', () => {
    expect(new Story(LAW).refusal(dispatched, command('decline', { ground: 'bad' }))).toMatchObject({
      errors: [{ path: 'ground' }],
    });
    expect(
      new Story(LAW).refusal(
        dispatched,
        command('decline', { ground: 'other-procedure' }, { parts: ['reason'] }),
      ),
    ).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'guidance', rule: 'WF-19' }],
    });
    const declined = new Story(LAW).do(
      dispatched,
      command('decline', { ground: 'other-procedure' }, { parts: ['reason', 'guidance'] }),
    );
    expect(declined.ticket).toHaveProperty('outcome', 'declined');
  });

  test('an answer that is not on the scale', () => {
    const called = story()
      .do(dispatched, command('submit', { outcome: 'resolved' }, asUnit(PARKS)))
      .do(dispatched, command('review', { approve: true }));
    expect(
      called.refusal(dispatched, command('callback', { reached: true, satisfaction: 'meh' })),
    ).toMatchObject({
      errors: [{ path: 'satisfaction' }],
    });
  });

  test('WF-23: levels only rise, and supervision is none', () => {
    const risen = story().do(dispatched, command('escalate', { level: 2 }));
    expect(risen.refusal(dispatched, command('escalate', { level: 2 }))).toMatchObject({ kind: 'state' });
    expect(risen.do(dispatched, command('supervise', { mode: 'listed' })).ticket.level).toBe(2);
  });
});

describe('ladders', () => {
  const withLadder = (
    ladder: NonNullable<typeof RULES.clocks.handling>['ladder'],
    limit = { workdays: 5 },
  ): Story =>
    new Story({ ...LAW, rules: { ...RULES, clocks: { handling: { limit, ladder } } } }).do(
      dispatched,
      dispatchTo(STREET),
    );

  test('a reminder that would lie before the start of its clock never fires', () => {
    const short = withLadder([{ before: { workdays: 1 }, at: 540, do: 'remind', to: ['unit'] }], {
      workdays: 1,
    });
    expect(short.until(at('2026-12-01 00:00')).rungs()).toEqual([]);
  });

  test('`every` repeats a rung until the clock ends; rest days are passed over', () => {
    const daily = withLadder([
      { after: { workdays: 1 }, at: 540, every: { workdays: 1 }, do: 'urge', to: ['unit'] },
    ]);
    daily.do(at('2026-10-17 12:00'), command('submit', { outcome: 'resolved' }, asUnit(STREET)));
    daily.until(at('2026-12-01 00:00'));
    expect(daily.rungs()).toEqual(['13', '14', '15', '16'].map((day) => `2026-10-${day} 09:00 urged`));
  });

  test('glpi#2408, osTicket#5153: a repeating rung that an outage held up is all in the ledger, but told once', () => {
    const hourly = withLadder([{ after: { hours: 1 }, every: { hours: 1 }, do: 'urge', to: ['unit'] }]);
    const missed = due(hourly.ticket, at('2026-10-13 10:30')).filter(({ type }) => type === 'urged');
    expect(missed).toHaveLength(10);
    expect(consequencesOfTurn(hourly.ticket, missed).map((it) => messageId(it, STREET.id))).toEqual([
      `T-1:${missed.at(-1)?.seq}:street`,
    ]);
  });

  test('whom a rung names: units by id, the district of the lead, levels by role', () => {
    const all = withLadder([
      {
        after: { seconds: 0 },
        do: 'supervise',
        mode: 'daily',
        to: ['unit', 'district', 'hotline', 'caller'],
      },
    ]);
    const [, supervised] = due(all.ticket, at('2026-10-13 00:00'));
    expect(supervised && consequences(all.ticket, supervised).map(({ to }) => to)).toEqual([
      { unit: 'street' },
      { unit: 'lixia' },
      { role: 'hotline' },
      { role: 'caller' },
    ]);
  });
});

test('JE-3, T-10: a matter registered too late finds its registration breached, and dispatching starts at registration', () => {
  const rules = {
    ...RULES,
    clocks: {
      ...RULES.clocks,
      registration: {
        limit: { minutes: 10 },
        ladder: [{ after: { seconds: 0 }, do: 'urge', to: ['hotline'] }],
      },
    },
  } as const;
  const late = new Story({ ...LAW, rules }, { ...MATTER, registeredAt: at('2026-09-29 10:30') });
  expect(late.types()).toEqual([
    'registered',
    'clock-started',
    'clock-breached',
    'urged',
    'clock-ended',
    'clock-started',
  ]);
  expect(late.clock('registration-1')).toMatchObject({ state: 'breached', endedAt: at('2026-09-29 10:30') });
  expect(late.clock('dispatching-1')?.startedAt).toBe(at('2026-09-29 10:30'));
});

test('what comes next is always named: a moment, or who has to act', () => {
  expect(viewOf(story().ticket).next).toEqual({
    at: at('2026-10-10 09:00'),
    does: '办理时限 · 提醒承办单位',
  });
  expect(viewOf(story().until(at('2026-10-12 00:00')).ticket).next.does).toBe('办理时限到期 · 日常督办');
  expect(viewOf(story().until(at('2027-01-01 00:00')).ticket).next).toEqual({
    at: null,
    does: '等待园林局办理',
  });
});
