import type { UnitRef } from '../../domain/ticket/ticket';
import {
  CHENGGUAN,
  CITIES,
  dueOf,
  HUANBAO,
  OPERATOR,
  QUANCHENG_LU,
  SUPERVISOR,
  ticketIn,
} from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const dispatched = at('2026-09-29 10:02');
const soon = at('2026-09-30 09:00');
type City = (typeof CITIES)[number];

/** Dispatched, and where the city wants the unit on the scene (JE-8), it is there. */
const order = (city: City): Story => {
  const story = ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN));
  return city === 'jinan-enforcement'
    ? story.do(at('2026-09-29 10:30'), command('arrive', {}, asUnit(CHENGGUAN)))
    : story;
};
const urge = () => command('urge', {}, { ...OPERATOR, parts: ['text'] });
const submit = (unit: UnitRef = CHENGGUAN) => command('submit', { outcome: 'resolved' }, asUnit(unit));
const review = (approve: boolean) => command('review', { approve }, SUPERVISOR);
const unresolved = () => command('callback', { reached: true, resolved: false }, OPERATOR);
/** A submission that is approved, and with which the caller is not content. */
const inVain = (story: Story, now = soon): Story =>
  story.do(now, submit()).do(now, review(true)).do(now, unresolved());
const triggered = (story: Story) =>
  story.ledger.flatMap((event) =>
    'triggered' in event.data && event.data.triggered
      ? [
          `${event.type} ${event.data.triggered.on} ${event.data.triggered.times} ${event.data.triggered.source ?? 'local'}`,
        ]
      : [],
  );

describe('what puts a ticket under supervision by itself, or refers it, each once', () => {
  test.each([
    ['jinan', ['supervised unresolved 1 local', 'escalated rehandled 2 JN-8']],
    ['weifang', ['supervised unresolved 1 WF-26', 'supervised rehandled 2 WF-26']],
    ['huizhou', ['supervised unresolved 1 local', 'supervised rehandled 2 HZ-11']],
    ['beijing', ['supervised unresolved 1 local', 'supervised rehandled 2 local']],
    ['jinan-enforcement', ['supervised rehandled 2 JE-17']],
  ] as const)('in %s, called back in vain again and again: %j', (city, expected) => {
    const story = inVain(inVain(inVain(order(city))));
    expect(story.ticket.counts).toMatchObject({ unresolved: 3, rehandled: 2 });
    expect(triggered(story)).toEqual(expected);
  });

  test.each([
    ['weifang', 'listed'],
    ['huizhou', 'interview'],
    ['beijing', 'listed'],
    ['jinan-enforcement', 'on-site'],
  ] as const)('in %s the second re-handling means %s supervision', (city, mode) => {
    expect(inVain(inVain(order(city))).ticket.supervision.map((it) => it.mode)).toContain(mode);
  });

  test('JN-8: raised repeatedly, in Jinan it goes up to the government office', () => {
    const story = inVain(inVain(order('jinan')));
    expect(story.ticket.level).toBe(2);
    expect(story.told('escalated')).toEqual(['chengguan', 'hotline', 'office']);
  });

  test('JE-19: pressed or sent back three times in all and still not handled: referred to discipline, with the facts', () => {
    const story = order('jinan-enforcement').do(soon, urge()).do(soon, submit()).do(soon, review(false));
    expect(story.ticket).toMatchObject({ referrals: [], counts: { urged: 1, returned: 1, pressed: 2 } });
    story.do(soon, urge());
    expect(story.ticket.referrals).toEqual([{ to: 'discipline', since: soon }]);
    const [referred] = story.facts('referred');
    expect(referred).toMatchObject({
      to: 'discipline',
      triggered: { on: 'pressed', times: 3, source: 'JE-19' },
      facts: { urged: 2, returned: 1, breached: [] },
    });
    expect(story.told('referred')).toEqual(['discipline']);
    story.do(soon, urge()).do(soon, urge()).do(soon, urge()).do(soon, urge());
    expect(story.facts('referred')).toHaveLength(1);
  });

  test('JE-19: an urging that goes to the hotline alone presses no unit, nor one before the dispatch', () => {
    const story = ticketIn('jinan-enforcement').until(at('2026-09-29 10:06'));
    expect(story.ticket.counts).toMatchObject({ urged: 1, pressed: 0 });
    expect(story.do(at('2026-09-29 10:06'), urge()).ticket.counts).toMatchObject({ urged: 2, pressed: 0 });
  });

  test('JE-19: left alone after the due moment, it is referred by the ladder’s urgings, after an outage as well', () => {
    const story = order('jinan-enforcement').until(at('2026-10-20 12:00'));
    expect(triggered(story)).toEqual(['referred pressed 3 JE-19']);
    const watched = order('jinan-enforcement');
    for (let day = 10; day <= 20; day++) watched.until(at(`2026-10-${day} 12:00`));
    expect(triggered(watched)).toEqual(['referred pressed 3 JE-19']);
  });

  test('WF-33: in Weifang the fifth pressing of a unit refers it; another unit begins at none', () => {
    const story = order('weifang');
    for (let times = 0; times < 4; times++) story.do(soon, urge());
    expect(story.ticket.counts.pressed).toBe(4);
    story
      .do(soon, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(soon, command('decide', { request: 'return', approve: true, assign: HUANBAO }, SUPERVISOR));
    expect(story.ticket.counts.pressed).toBe(0);
    for (let times = 0; times < 5; times++) story.do(soon, urge());
    expect(triggered(story)).toEqual(['referred pressed 5 WF-33']);
  });
});

describe('supervision by hand', () => {
  test.each(['daily', 'listed', 'interview', 'on-site'] as const)(
    '%s: level 1, and the unit is told',
    (mode) => {
      const story = order('weifang').do(
        soon,
        command('supervise', { mode }, { ...SUPERVISOR, parts: ['reason'] }),
      );
      expect(story.ticket).toMatchObject({ level: 1, supervision: [{ mode, since: soon }] });
      expect(story.told('supervised')).toEqual(['chengguan', 'hotline']);
    },
  );

  test('WF-26: it ends when the closure is approved, and begins anew where the caller is not content', () => {
    const story = order('weifang')
      .do(soon, command('supervise', { mode: 'listed' }, SUPERVISOR))
      .do(soon, submit())
      .do(soon, review(false));
    expect(story.ticket.supervision[0]?.endedAt).toBeUndefined();
    story.do(soon, submit()).do(soon, review(true));
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
});

describe.each(CITIES)('WF-23, JN-8: what is decided above in %s', (city) => {
  const risen = (level: 1 | 2 | 3): Story =>
    order(city).do(soon, command('escalate', { level }, { ...SUPERVISOR, parts: ['reason'] }));
  const later = at('2026-10-01 11:00');
  const resolve = (body: { assign?: UnitRef; limit?: { days: number } } = {}) =>
    command('resolve-escalation', body, { ...SUPERVISOR, id: 'r1', parts: ['decision'] });

  test.each([
    [1, 0, ['hotline']],
    [2, 1, ['hotline', 'office']],
    [3, 1, ['hotline', 'office', 'meeting']],
  ] as const)('level %d falls to %d, and everybody above is told', (from, to, above) => {
    const story = risen(from).do(later, resolve());
    expect(story.ticket.level).toBe(to);
    expect(story.facts('escalation-resolved')).toEqual([
      { from, to, text: { ref: 'r1', parts: ['decision'] } },
    ]);
    expect(story.told('decision-made')).toEqual(['chengguan', ...above]);
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

  test('it may name another unit and its limit, and the ladder starts again from there', () => {
    const story = risen(3).do(later, resolve({ assign: HUANBAO, limit: { days: 2 } }));
    expect(story.ticket.assignments).toMatchObject([{ unit: { id: 'huanbao' }, role: 'lead', fixed: true }]);
    expect(dueOf(story, 'handling-2')).toBe('2026-10-04 00:00');
    expect(story.told('assigned')).toEqual(['huanbao']);
    story.until(at('2027-01-01 00:00'));
    expect(story.ticket.level).toBe(3);
  });

  test('a ticket that a unit gave back is so assigned too', () => {
    const story = risen(2)
      .do(soon, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(soon, command('decide', { request: 'return', approve: true }, SUPERVISOR))
      .do(soon, resolve({ assign: QUANCHENG_LU }));
    expect(story.ticket).toMatchObject({ state: 'handling', level: 1 });
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
    expect(done.do(soon, resolve()).ticket).toMatchObject({ state: 'submitted', level: 1 });
  });
});

test('WF-23: a level only rises by hand, and 3 is the highest', () => {
  const story = order('weifang').do(soon, command('escalate', { level: 3 }, SUPERVISOR));
  const refusal = story.refusal(soon, command('escalate', { level: 2 }, SUPERVISOR));
  expect(refusal).toMatchObject({ kind: 'state', detail: expect.stringContaining('level 3') });
  expect(story.told('escalated')).toEqual(['chengguan', 'hotline', 'office', 'meeting']);
});

describe('JN-10, WF-33: referred by hand', () => {
  const refer = (to: string) => command('refer', { to }, { ...SUPERVISOR, parts: ['reason'] });

  test('to a level or a unit, once each, with what the ticket has gone through', () => {
    const story = order('jinan').until(at('2026-10-15 00:00')).do(at('2026-10-15 00:00'), refer('office'));
    expect(story.facts('referred')).toEqual([
      {
        to: 'office',
        text: { ref: expect.any(String), parts: ['reason'] },
        facts: {
          level: 2,
          supervision: ['daily'],
          breached: [{ name: 'handling', due: at('2026-10-13 00:00') }],
          reminded: 1,
          urged: 0,
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
});

test('JE-18, JE-20: not put right under supervision, it is referred to discipline, with the supervision among the facts', () => {
  const late = at('2026-10-04 10:00');
  const story = order('jinan-enforcement')
    .do(soon, command('supervise', { mode: 'on-site' }, { ...SUPERVISOR, parts: ['reason'] }))
    .do(late, command('refer', { to: 'discipline' }, { ...SUPERVISOR, parts: ['reason'] }));
  expect(story.facts('referred')).toMatchObject([
    { to: 'discipline', facts: { level: 2, supervision: expect.arrayContaining(['on-site']) } },
  ]);
});

test('JE-17: what the media raised is reported at once, and under on-site supervision with its order', () => {
  const media = ticketIn('jinan-enforcement', { urgency: 'media' });
  expect(media.facts('briefed')).toEqual([{ to: ['hotline', 'office'], source: 'JE-17' }]);
  expect(media.ticket.level).toBe(0);
  media.do(dispatched, dispatchTo(CHENGGUAN));
  expect(media.ticket).toMatchObject({ level: 1, supervision: [{ mode: 'on-site' }] });
  expect(media.told('supervised')).toEqual(expect.arrayContaining(['chengguan', 'hotline']));
  expect(order('jinan-enforcement').ticket.supervision).toEqual([]);
});

describe('WF-23, JN-8: a decision from above', () => {
  const resolve = command('resolve-escalation', {}, { ...SUPERVISOR, parts: ['decision'] });
  const later = at('2026-10-08 09:00');

  test('makes a return moot that the lead had asked for', () => {
    const story = order('weifang')
      .do(soon, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(soon, command('escalate', { level: 2 }, { ...SUPERVISOR, parts: ['reason'] }))
      .do(soon, resolve);
    expect(story.ticket.pending).toEqual([]);
    expect(story.clock('return-review-1')?.endedAt).toBe(soon);
  });

  test('on a ticket that was only supervised ends the supervision', () => {
    const story = order('jinan')
      .do(soon, command('supervise', { mode: 'listed' }, { ...SUPERVISOR, parts: ['reason'] }))
      .do(later, resolve);
    expect(story.ticket).toMatchObject({ level: 0, supervision: [{ mode: 'listed', endedAt: later }] });
  });
});

test('JE-19: urgings of an assisting unit do not press the lead; JE-9: nor does its arrival settle the lead’s matter', () => {
  const story = ticketIn('jinan-enforcement').do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]));
  story.do(at('2026-09-29 10:30'), command('arrive', { settled: true }, asUnit(HUANBAO)));
  expect(story.facts('clock-moved')).toEqual([]);
  story.until(at('2026-10-02 12:00'));
  expect(story.told('urged')).toContain('huanbao');
  expect(story.ticket.counts).toMatchObject({ urged: 1, pressed: 0 });
});
