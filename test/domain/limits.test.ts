import type { Span } from '../../domain/time/span';
import { CHENGGUAN, dueOf, HUANBAO, OPERATOR, SUPERVISOR, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const dispatched = at('2026-09-29 10:02');
const asked = at('2026-09-30 09:00');

describe('a limit set by law', () => {
  const statutory = (city: 'jinan' | 'weifang', limit: Span): Story =>
    ticketIn(city).do(
      dispatched,
      command(
        'dispatch',
        { lead: CHENGGUAN, assist: [], copy: [], statutory: limit },
        { ...OPERATOR, id: 'd1', parts: ['legalBasis'] },
      ),
    );

  test.each(['jinan', 'weifang'] as const)('JN-3, WF-20: in %s takes the place of the rulebook’s', (city) => {
    const story = statutory(city, { workdays: 30 });
    expect(dueOf(story, 'handling-1')).toBe('2026-11-17 00:00');
    expect(story.facts('dispatched')).toMatchObject([
      { statutory: { workdays: 30 }, text: { ref: 'd1', parts: ['legalBasis'] } },
    ]);
    expect(story.facts('clock-started').at(-1)).toMatchObject({ limit: { workdays: 30 } });
  });

  test('JN-3: the caller is told it, with its due moment', () => {
    const [told] = statutory('jinan', { workdays: 30 }).notifications.filter(
      ({ template }) => template === 'limit-set',
    );
    expect(told).toMatchObject({ to: { role: 'caller' }, facts: { due: at('2026-11-17 00:00') } });
    expect(ticketIn('jinan').do(dispatched, dispatchTo(CHENGGUAN)).told('limit-set')).toEqual([]);
  });

  test('WF-20: a matter from above carries its own limit, shorter as well', () => {
    const story = statutory('weifang', { hours: 24 });
    expect(dueOf(story, 'handling-1')).toBe('2026-09-30 10:02');
    expect(story.until(at('2026-09-30 10:02')).ticket).toMatchObject({
      level: 1,
      supervision: [{ mode: 'daily' }],
    });
  });
});

const extension = (limit: Span) =>
  command(
    'request-extension',
    { limit },
    { ...asUnit(CHENGGUAN), id: 'x1', parts: ['reason', 'plan', 'progress'] },
  );
const decision = (approve: boolean) =>
  command('decide', { request: 'extension', approve }, { ...SUPERVISOR, parts: ['reason'] });
const order = (city: 'jinan' | 'weifang' | 'huizhou' | 'beijing' | 'jinan-enforcement'): Story =>
  ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN));

describe('an extension', () => {
  test.each([
    ['jinan', 'JN-4', { workdays: 15 }, '2026-10-13 00:00', '2026-11-03 00:00'],
    ['weifang', 'WF-20', { workdays: 5 }, '2026-10-13 00:00', '2026-10-20 00:00'],
    ['huizhou', 'HZ-9', { workdays: 10 }, '2026-10-27 00:00', '2026-11-10 00:00'],
    ['beijing', 'BJ-9', { days: 15 }, '2026-10-07 00:00', '2026-10-22 00:00'],
    ['jinan-enforcement', 'local', { days: 3 }, '2026-10-03 00:00', '2026-10-06 00:00'],
  ] as const)('in %s (%s) of %j moves the limit from %s to %s', (city, source, limit, before, after) => {
    const story = order(city).do(asked, extension(limit));
    expect(dueOf(story, 'handling-1')).toBe(before);
    expect(story.clock('extension-review-1')).toMatchObject({ state: 'running', startedAt: asked });
    story.do(asked, decision(true));
    expect(dueOf(story, 'handling-1')).toBe(after);
    expect(story.clock('extension-review-1')?.state).toBe('met');
    expect(story.facts('clock-moved')).toMatchObject([
      {
        clock: 'handling-1',
        name: 'handling',
        before: at(before),
        after: at(after),
        cause: 'extension',
        ...(source === 'local' ? {} : { source }),
        text: { ref: 'x1', parts: ['reason', 'plan', 'progress'] },
      },
    ]);
    // T-9: who moved it is the author of the event.
    expect(story.ledger.find(({ type }) => type === 'clock-moved')?.actor).toEqual({ role: 'supervisor' });
  });

  test.each(['jinan', 'beijing'] as const)(
    'JN-4, BJ-9: in %s the caller is told, and until when; the unit too',
    (city) => {
      const story = order(city)
        .do(asked, extension({ days: 3 }))
        .do(asked, decision(true));
      const due = story.clock('handling-1')?.due;
      for (const [template, to] of [
        ['extended', { role: 'caller' }],
        ['approved-request', { unit: 'chengguan' }],
      ] as const) {
        const told = story.notifications.filter((it) => it.template === template);
        expect(told).toMatchObject([{ to, facts: { due } }]);
      }
    },
  );

  test('refused, nothing moves, and the unit may ask again', () => {
    const story = order('weifang')
      .do(asked, extension({ workdays: 2 }))
      .do(asked, decision(false));
    expect(dueOf(story, 'handling-1')).toBe('2026-10-13 00:00');
    expect(story.facts('clock-moved')).toEqual([]);
    expect(story.told('refused-request')).toEqual(['chengguan']);
    expect(story.told('extended')).toEqual([]);
    expect(
      story.refusal(asked, command('request-extension', { limit: { workdays: 1 } }, asUnit(CHENGGUAN))),
    ).toBeUndefined();
  });

  test.each([
    ['weifang', { workdays: 6 }, 'WF-20'],
    ['huizhou', { workdays: 11 }, 'HZ-9'],
    ['beijing', { days: 16 }, 'BJ-9'],
    ['jinan', { workdays: 16 }, 'JN-4'],
    ['jinan-enforcement', { days: 4 }, undefined],
  ] as const)('in %s is no longer than the rulebook says: %j is too long', (city, limit, rule) => {
    expect(order(city).refusal(asked, extension(limit))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'limit', message: expect.stringContaining('at most'), ...(rule ? { rule } : {}) }],
    });
  });

  test.each([{ workdays: 0 }, { hours: 0 }, { sameDay: true }] as const)(
    'of nothing is none: %j',
    (limit) => {
      expect(order('weifang').refusal(asked, extension(limit))).toMatchObject({
        kind: 'invalid',
        errors: [{ path: 'limit' }],
      });
    },
  );

  test('WF-20: once and no more; while one waits, no second', () => {
    const story = order('weifang').do(asked, extension({ workdays: 1 }));
    const again = command('request-extension', { limit: { workdays: 1 } }, asUnit(CHENGGUAN));
    expect(story.refusal(asked, again)).toMatchObject({ kind: 'state' });
    story.do(asked, decision(true));
    expect(story.refusal(asked, again)).toMatchObject({ kind: 'state', rule: 'WF-20' });
  });

  test('WF-20: asked for after the due moment it is refused', () => {
    expect(order('weifang').refusal(at('2026-10-13 00:00'), extension({ workdays: 1 }))).toMatchObject({
      kind: 'state',
      rule: 'WF-20',
    });
  });

  test('T-9: asked for in time and decided too late, it still moves the clock; that it was breached stays in the ledger', () => {
    const story = order('weifang')
      .do(at('2026-10-12 16:00'), extension({ workdays: 3 }))
      .do(at('2026-10-13 15:00'), decision(true));
    expect(story.facts('clock-breached')).toMatchObject([
      { clock: 'handling-1', due: at('2026-10-13 00:00') },
    ]);
    expect(story.clock('handling-1')).toMatchObject({ state: 'running', due: at('2026-10-16 00:00') });
    expect(story.ticket.level).toBe(1);
    story.until(at('2026-12-01 00:00'));
    // The ladder starts anew from the new due moment, and the old one's rungs that were ahead do not fire.
    expect(story.rungs().filter((it) => !it.includes('urged'))).toEqual([
      '2026-10-10 09:00 reminded',
      '2026-10-13 00:00 supervised',
      '2026-10-14 09:00 reminded',
      '2026-10-16 00:00 supervised',
      '2026-10-19 09:00 escalated 2',
      '2026-10-22 09:00 escalated 3',
    ]);
  });

  test('decided so late that even the new limit has passed, it does not undo what was escalated', () => {
    const story = order('weifang')
      .do(at('2026-10-12 16:00'), extension({ workdays: 1 }))
      .do(at('2026-10-16 15:00'), decision(true));
    expect(story.clock('handling-1')).toMatchObject({ state: 'breached', due: at('2026-10-14 00:00') });
    expect(story.ticket.level).toBe(2);
  });

  test('T-9: an ended clock never moves: with the submission the request is moot', () => {
    const story = order('weifang')
      .do(asked, extension({ workdays: 2 }))
      .do(asked, command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN)));
    expect(story.ticket.pending).toEqual([]);
    expect(story.clock('extension-review-1')?.state).toBe('stopped');
    expect(story.refusal(asked, decision(true))).toMatchObject({ kind: 'state' });
    expect(story.clock('handling-1')).toMatchObject({ state: 'met', due: at('2026-10-13 00:00') });
  });
});

describe('JE-10: in enforcement, result or progress within 3 days', () => {
  const progress = command('progress', {}, asUnit(CHENGGUAN));

  test('a report of progress fulfils the clock and starts a fresh one', () => {
    const story = order('jinan-enforcement').do(at('2026-10-02 10:00'), progress);
    expect(story.clock('handling-1')).toMatchObject({ state: 'met', endedAt: at('2026-10-02 10:00') });
    expect(dueOf(story, 'handling-2')).toBe('2026-10-06 00:00');
    expect(story.until(at('2026-10-05 23:00')).ticket.supervision).toEqual([
      expect.objectContaining({ mode: 'on-site' }),
    ]);
  });

  test('a late one ends it as breached', () => {
    const story = order('jinan-enforcement').do(at('2026-10-03 08:00'), progress);
    expect(story.clock('handling-1')?.state).toBe('breached');
    expect(story.clock('handling-2')?.state).toBe('running');
  });

  test('one of an assisting unit does not, nor one on the day that the clock started', () => {
    const story = ticketIn('jinan-enforcement').do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]));
    story.do(at('2026-10-01 10:00'), command('progress', {}, asUnit(HUANBAO)));
    expect(story.clock('handling-1')?.state).toBe('running');
    expect(
      order('jinan-enforcement').do(at('2026-09-29 20:00'), progress).clock('handling-2'),
    ).toBeUndefined();
  });

  test('T-9: it never cuts short a longer limit', () => {
    const story = order('jinan-enforcement')
      .do(asked, extension({ days: 3 }))
      .do(asked, decision(true))
      .do(at('2026-10-01 10:00'), command('progress', {}, asUnit(CHENGGUAN)));
    expect(dueOf(story, 'handling-1')).toBe('2026-10-06 00:00');
    expect(story.clock('handling-2')).toBeUndefined();
  });

  test('elsewhere progress is recorded and moves nothing', () => {
    const story = order('weifang').do(asked, progress);
    expect(story.types().at(-1)).toBe('progressed');
    expect(story.told('progressed')).toEqual(['caller', 'hotline']);
  });
});

describe('JE-9: settled on the spot', () => {
  const arrive = (settled: boolean) =>
    command('arrive', settled ? { settled } : {}, { ...asUnit(CHENGGUAN), parts: ['note'] });

  test('the limit moves to the end of the same day, by name', () => {
    const story = order('jinan-enforcement').do(at('2026-09-29 10:50'), arrive(true));
    expect(story.clock('arrival-1')?.state).toBe('met');
    expect(story.facts('clock-moved')).toMatchObject([
      { before: at('2026-10-03 00:00'), after: at('2026-09-30 00:00'), cause: 'on-the-spot', source: 'JE-9' },
    ]);
    expect(story.until(at('2026-09-30 00:00')).clock('handling-1')?.state).toBe('breached');
  });

  test('a report of progress on that day starts no new three days: the result is owed by its end', () => {
    const story = order('jinan-enforcement')
      .do(at('2026-09-29 10:50'), arrive(true))
      .do(at('2026-09-29 20:00'), command('progress', {}, asUnit(CHENGGUAN)));
    expect(dueOf(story, 'handling-1')).toBe('2026-09-30 00:00');
    expect(story.clock('handling-2')).toBeUndefined();
  });

  test('never later than it was', () => {
    const onLastDay = order('jinan-enforcement').do(at('2026-10-02 20:00'), arrive(true));
    expect(onLastDay.facts('clock-moved')).toEqual([]);
    const tooLate = order('jinan-enforcement').do(at('2026-10-04 20:00'), arrive(true));
    expect(tooLate.clock('handling-1')).toMatchObject({ state: 'breached', due: at('2026-10-03 00:00') });
  });

  test('JE-8: on the scene within 60 minutes, else it is reminded, urged, and supervised on the spot', () => {
    const story = order('jinan-enforcement').do(at('2026-09-29 12:00'), arrive(false));
    expect(story.clock('arrival-1')).toMatchObject({ state: 'breached', due: at('2026-09-29 11:02') });
    expect(story.facts('clock-moved')).toEqual([]);
    expect(story.rungs()).toEqual([
      '2026-09-29 10:47 reminded',
      '2026-09-29 11:02 urged',
      '2026-09-29 11:32 supervised',
    ]);
    expect(story.ticket.supervision).toMatchObject([{ mode: 'on-site' }]);
  });

  test('in other cities it is recorded and no limit moves', () => {
    const story = order('beijing').do(asked, arrive(true));
    expect(story.facts('arrived')).toMatchObject([{ unit: 'chengguan', settled: true }]);
    expect(story.facts('clock-moved')).toEqual([]);
  });
});
