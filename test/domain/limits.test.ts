import { isoInstant } from '../../domain/time/instant';
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
    expect(story.facts('clock-started').find(({ name }) => name === 'handling')).toMatchObject({
      limit: { workdays: 30 },
      own: true,
    });
  });

  test('JN-6: the caller is told within 5 workdays all the same, and a report of progress that tells them meets it', () => {
    const story = statutory('jinan', { workdays: 30 });
    expect(dueOf(story, 'reply-1')).toBe('2026-10-13 00:00');
    story.do(
      at('2026-10-09 10:00'),
      command('progress', { told: { at: at('2026-10-09 09:00') } }, asUnit(CHENGGUAN)),
    );
    expect(story.clock('reply-1')).toMatchObject({ state: 'met', endedAt: at('2026-10-09 10:00') });
    expect(story.clock('handling-1')?.state).toBe('running');
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
      level: 0,
      supervision: [{ mode: 'daily', unit: CHENGGUAN.id }],
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
    ['jinan', { workdays: 15 }, '2026-10-13 00:00', '2026-11-03 00:00'],
    ['huizhou', { workdays: 10 }, '2026-10-27 00:00', '2026-11-10 00:00'],
    ['jinan-enforcement', { days: 3 }, '2026-10-03 00:00', '2026-10-06 00:00'],
  ] as const)(
    'T-9: in %s of %j, once approved, moves the limit from %s to %s',
    (city, limit, before, after) => {
      const story = order(city).do(asked, extension(limit));
      expect(dueOf(story, 'handling-1')).toBe(before);
      expect(story.clock('extension-review-1')).toMatchObject({ state: 'running', startedAt: asked });
      story.do(asked, decision(true));
      expect(dueOf(story, 'handling-1')).toBe(after);
      expect(story.clock('extension-review-1')?.state).toBe('met');
      expect(story.facts('clock-moved')).toEqual([
        expect.objectContaining({
          clock: 'handling-1',
          name: 'handling',
          before: at(before),
          after: at(after),
          cause: 'extension',
          text: { ref: 'x1', parts: ['reason', 'plan', 'progress'] },
        }),
      ]);
      // None of these cities' texts grants one: it is the city's own (set: local), and cites no rule.
      expect(story.facts('clock-moved')[0]?.source).toBeUndefined();
      // T-9: who moved it is the author of the event.
      expect(story.ledger.find(({ type }) => type === 'clock-moved')?.actor).toEqual({ role: 'supervisor' });
    },
  );

  test('WF-20: the article knows none: refused with it', () => {
    expect(order('weifang').refusal(asked, extension({ workdays: 1 }))).toMatchObject({
      kind: 'state',
      reason: 'no-extension',
      rule: 'WF-20',
    });
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
    const story = order('huizhou')
      .do(asked, extension({ workdays: 2 }))
      .do(asked, decision(false));
    expect(dueOf(story, 'handling-1')).toBe('2026-10-27 00:00');
    expect(story.facts('clock-moved')).toEqual([]);
    expect(story.told('refused-request')).toEqual(['chengguan']);
    expect(story.told('extended')).toEqual([]);
    expect(
      story.refusal(asked, command('request-extension', { limit: { workdays: 1 } }, asUnit(CHENGGUAN))),
    ).toBeUndefined();
  });

  test.each([
    ['huizhou', { workdays: 11 }, undefined],
    ['beijing', { days: 16 }, 'BJ-9'],
    ['jinan', { workdays: 16 }, undefined],
    ['jinan-enforcement', { days: 4 }, undefined],
  ] as const)('in %s is no longer than the rulebook says: %j is too long', (city, limit, rule) => {
    const refused = order(city).refusal(asked, extension(limit));
    expect(refused).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'limit', message: expect.stringContaining('at most') }],
    });
    expect(refused?.kind === 'invalid' && refused.errors[0]?.rule).toBe(rule);
  });

  test.each([{ workdays: 0 }, { hours: 0 }, { sameDay: true }] as const)(
    'of nothing is none: %j',
    (limit) => {
      expect(order('jinan').refusal(asked, extension(limit))).toMatchObject({
        kind: 'invalid',
        errors: [{ path: 'limit' }],
      });
    },
  );

  test('once and no more; while one waits, no second', () => {
    const story = order('jinan').do(asked, extension({ workdays: 1 }));
    const again = command('request-extension', { limit: { workdays: 1 } }, asUnit(CHENGGUAN));
    expect(story.refusal(asked, again)).toMatchObject({ kind: 'state', reason: 'extension-waits' });
    story.do(asked, decision(true));
    expect(story.refusal(asked, again)).toMatchObject({ kind: 'state', reason: 'no-extension-left' });
  });

  test('JN-2: counted for each unit: the next has its own, also after the first used its up', () => {
    const story = order('jinan')
      .do(asked, extension({ workdays: 1 }))
      .do(asked, decision(true))
      .do(asked, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(asked, command('decide', { request: 'return', approve: true, assign: HUANBAO }, SUPERVISOR));
    const ask = command('request-extension', { limit: { workdays: 1 } }, asUnit(HUANBAO));
    expect(story.refusal(asked, ask)).toBeUndefined();
  });

  test('asked for after the due moment it is refused', () => {
    expect(order('jinan').refusal(at('2026-10-13 00:00'), extension({ workdays: 1 }))).toMatchObject({
      kind: 'state',
      reason: 'handling-limit-passed',
    });
  });

  test('T-9: asked for in time and decided too late, it still moves the clock; that it was breached stays in the ledger', () => {
    const story = order('huizhou')
      .do(at('2026-10-26 16:00'), extension({ workdays: 3 }))
      .do(at('2026-10-27 15:00'), decision(true));
    expect(story.facts('clock-breached').filter(({ name }) => name === 'handling')).toMatchObject([
      { clock: 'handling-1', due: at('2026-10-27 00:00') },
    ]);
    expect(story.clock('handling-1')).toMatchObject({ state: 'running', due: at('2026-10-30 00:00') });
    story.until(at('2026-11-10 00:00'));
    // What fired stays; the rungs that were ahead fire from the new due moment on, none of them twice.
    const handling = story.ledger.flatMap((event) =>
      'fired' in event.data && event.data.fired?.clock === 'handling-1'
        ? [`${event.type} ${isoInstant(event.data.fired.planned).slice(5, 16)}`]
        : [],
    );
    expect(handling).toEqual([
      'reminded 10-21T09:00',
      'reminded 10-23T09:00',
      'supervised 10-27T00:00',
      'escalated 11-02T09:00',
    ]);
  });

  test('decided so late that even the new limit has passed, it does not undo what was escalated', () => {
    const story = order('huizhou')
      .do(at('2026-10-26 16:00'), extension({ workdays: 1 }))
      .do(at('2026-10-30 15:00'), decision(true));
    expect(story.clock('handling-1')).toMatchObject({ state: 'breached', due: at('2026-10-28 00:00') });
    expect(story.ticket.level).toBe(2);
  });

  test('T-9: an ended clock never moves: with the submission the request is moot', () => {
    const story = order('huizhou')
      .do(asked, extension({ workdays: 2 }))
      .do(asked, command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN)));
    expect(story.ticket.pending).toEqual([]);
    expect(story.clock('extension-review-1')?.state).toBe('stopped');
    expect(story.refusal(asked, decision(true))).toMatchObject({ kind: 'state' });
    expect(story.clock('handling-1')).toMatchObject({ state: 'met', due: at('2026-10-27 00:00') });
  });
});

describe('BJ-9: an extension that is notified', () => {
  const notified = (): Story => order('beijing').do(asked, extension({ days: 5 }));

  test('holds at once, with the reason told to the caller, and the hotline has time to object', () => {
    const story = notified();
    expect(dueOf(story, 'handling-1')).toBe('2026-10-12 00:00');
    expect(story.facts('clock-moved')).toMatchObject([
      { before: at('2026-10-07 00:00'), after: at('2026-10-12 00:00'), cause: 'extension', source: 'BJ-9' },
    ]);
    expect(story.told('extension-notified')).toEqual(['hotline']);
    expect(story.told('extended')).toEqual(['caller']);
    expect(story.clock('extension-review-1')?.state).toBe('running');
    expect(dueOf(story, 'extension-review-1')).toBe('2026-10-09 00:00');
  });

  test('objected to, it is taken away, by name, and the unit has a working day at least', () => {
    const story = notified().do(at('2026-10-08 09:00'), decision(false));
    expect(dueOf(story, 'handling-1')).toBe('2026-10-10 00:00');
    expect(story.facts('clock-moved').at(-1)).toMatchObject({
      before: at('2026-10-12 00:00'),
      after: at('2026-10-10 00:00'),
      cause: 'objection',
      source: 'BJ-9',
    });
    const early = notified().do(at('2026-09-30 10:00'), decision(false));
    expect(dueOf(early, 'handling-1')).toBe('2026-10-09 00:00');
    expect(story.told('refused-request')).toEqual(['chengguan']);
  });

  test('agreed to, nothing moves a second time', () => {
    const story = notified().do(at('2026-09-30 10:00'), decision(true));
    expect(dueOf(story, 'handling-1')).toBe('2026-10-12 00:00');
    expect(story.facts('clock-moved')).toHaveLength(1);
    expect(story.ticket.pending).toEqual([]);
  });

  test('the time to object lapses: nothing waits any more, and it holds', () => {
    const story = notified();
    expect(story.until(at('2026-10-08 23:59')).ticket.pending).toHaveLength(1);
    story.until(at('2026-10-09 00:00'));
    expect(story.ticket.pending).toEqual([]);
    expect(story.refusal(at('2026-10-09 00:00'), decision(false))).toMatchObject({
      kind: 'state',
      reason: 'nothing-waits',
    });
    expect(dueOf(story, 'handling-1')).toBe('2026-10-12 00:00');
    const pressed = story.facts('urged').map(({ fired }) => fired?.clock);
    expect(pressed).not.toContain('extension-review-1');
  });

  test('counts for its unit once: objected to, agreed to or lapsed, it has no second', () => {
    for (const story of [
      notified().do(at('2026-09-30 10:00'), decision(true)),
      notified().do(at('2026-09-30 10:00'), decision(false)),
      notified().until(at('2026-10-09 00:00')),
    ])
      expect(
        story.refusal(
          at('2026-10-09 08:00'),
          command('request-extension', { limit: { days: 1 } }, asUnit(CHENGGUAN)),
        ),
      ).toMatchObject({ kind: 'state', rule: 'BJ-9' });
  });
});

describe('JE-10: in enforcement, result or progress within 3 days', () => {
  const progress = command('progress', { expectedBy: '2026-10-05' }, asUnit(CHENGGUAN));

  test('a report of progress that says by when the result is expected fulfils the clock and starts a fresh one', () => {
    const story = order('jinan-enforcement').do(at('2026-10-02 10:00'), progress);
    expect(story.clock('handling-1')).toMatchObject({ state: 'met', endedAt: at('2026-10-02 10:00') });
    expect(dueOf(story, 'handling-2')).toBe('2026-10-06 00:00');
    expect(story.facts('progressed')).toMatchObject([{ renews: true, expectedBy: '2026-10-05' }]);
    expect(story.until(at('2026-10-05 23:00')).ticket.supervision).toEqual([
      expect.objectContaining({ mode: 'on-site' }),
    ]);
  });

  test('one that does not say by when is recorded, and renews nothing', () => {
    const story = order('jinan-enforcement').do(
      at('2026-10-02 10:00'),
      command('progress', {}, asUnit(CHENGGUAN)),
    );
    expect(story.clock('handling-1')?.state).toBe('running');
    expect(story.clock('handling-2')).toBeUndefined();
    expect(story.facts('progressed')[0]?.renews).toBeUndefined();
  });

  test('a day that has passed is none to expect it by', () => {
    expect(
      order('jinan-enforcement').refusal(
        at('2026-10-02 10:00'),
        command('progress', { expectedBy: '2026-10-01' }, asUnit(CHENGGUAN)),
      ),
    ).toMatchObject({ kind: 'invalid', errors: [{ path: 'expectedBy' }] });
  });

  test('a late one ends it as breached', () => {
    const story = order('jinan-enforcement').do(at('2026-10-03 08:00'), progress);
    expect(story.clock('handling-1')?.state).toBe('breached');
    expect(story.clock('handling-2')?.state).toBe('running');
  });

  test('one of an assisting unit does not, nor one on the day that the clock started', () => {
    const story = ticketIn('jinan-enforcement').do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]));
    story.do(at('2026-10-01 10:00'), command('progress', { expectedBy: '2026-10-05' }, asUnit(HUANBAO)));
    expect(story.clock('handling-1')?.state).toBe('running');
    expect(
      order('jinan-enforcement').do(at('2026-09-29 20:00'), progress).clock('handling-2'),
    ).toBeUndefined();
  });

  test('T-9: it never cuts short a longer limit', () => {
    const story = order('jinan-enforcement')
      .do(asked, extension({ days: 3 }))
      .do(asked, decision(true))
      .do(at('2026-10-01 10:00'), command('progress', { expectedBy: '2026-10-04' }, asUnit(CHENGGUAN)));
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
