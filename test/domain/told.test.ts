import type { Told } from '../../domain/ticket/event';
import { CHENGGUAN, type City, dueOf, HUANBAO, ticketIn } from '../given/cities';
import { submitTold } from '../given/corrected';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

/** What a unit owes the caller itself: to tell (JN-6, WF-20, BJ-10), to speak with them (BJ-8), to be there (JE-8). */
const dispatched = at('2026-09-29 10:02');
const now = at('2026-09-30 10:00');
const told: Told = { at: at('2026-09-30 09:00') };
const order = (city: City, facts: Parameters<typeof ticketIn>[1] = {}): Story =>
  ticketIn(city, facts).do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]));

/** All that a telling comes with besides a closure application. */
const TELLINGS = {
  progress: (it?: Told) => command('progress', it ? { told: it } : {}, asUnit(CHENGGUAN)),
  'request-return': (it?: Told) => command('request-return', it ? { told: it } : {}, asUnit(CHENGGUAN)),
  'request-extension': (it?: Told) =>
    command('request-extension', { limit: { workdays: 3 }, ...(it ? { told: it } : {}) }, asUnit(CHENGGUAN)),
  'request-termination': (it?: Told) =>
    command('request-termination', { ground: 'emergency', ...(it ? { told: it } : {}) }, asUnit(CHENGGUAN)),
  'report-unsolvable': (it?: Told) => command('report-unsolvable', it ? { told: it } : {}, asUnit(CHENGGUAN)),
} as const;

describe.each(Object.entries(TELLINGS))('JN-6: the caller is told with %s', (name, telling) => {
  test('which meets the limit of the reply; without it the limit runs on, or stands still with the rest (JN-6)', () => {
    expect(order('jinan').do(now, telling(told)).clock('reply-1')).toMatchObject({
      state: 'met',
      endedAt: now,
    });
    const silent = order('jinan').do(now, telling()).clock('reply-1');
    expect(silent?.state).toBe(name === 'report-unsolvable' ? 'stopped' : 'running');
  });

  test('attempts in vain count too (JN-6)', () => {
    const attempts = [at('2026-09-29 15:00'), at('2026-09-30 09:00')];
    expect(order('jinan').do(now, telling({ attempts })).clock('reply-1')?.state).toBe('met');
  });

  test('not in the future, and not before the matter came in (JN-6)', () => {
    const wrongly = (path: string) => ({
      kind: 'invalid',
      errors: [{ path, reason: 'not-in-the-future' }],
    });
    const story = order('jinan');
    const [early, late] = [at('2026-09-29 09:59'), at('2026-09-30 10:01')];
    for (const moment of [early, late]) {
      expect(story.refusal(now, telling({ at: moment }))).toMatchObject(wrongly('told.at'));
      expect(story.refusal(now, telling({ attempts: [now, moment] }))).toMatchObject(
        wrongly('told.attempts'),
      );
    }
    for (const moment of [at('2026-09-29 10:00'), now])
      expect(story.refusal(now, telling({ at: moment }))).toBeUndefined();
  });

  test.each([
    ['a report', { kind: 'report' }],
    ['a confidential matter', { confidential: true }],
  ] as const)('of %s the unit knows no phone, and tells nothing (WF-11)', (_, facts) => {
    const story = order('jinan', facts);
    expect(story.refusal(now, telling(told))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'told', reason: 'told-not-possible', rule: 'WF-11' }],
    });
    expect(story.refusal(now, telling())).toBeUndefined();
  });
});

describe('JN-6: the limit of the reply', () => {
  test('is the unit’s own, beside a longer limit by law, and runs to its end where nobody is told', () => {
    const story = ticketIn('jinan').do(
      dispatched,
      command('dispatch', { lead: CHENGGUAN, assist: [], copy: [], statutory: { workdays: 30 } }),
    );
    expect(dueOf(story, 'reply-1')).toBe('2026-10-13 00:00');
    expect(dueOf(story, 'handling-1')).toBe('2026-11-17 00:00');
    expect(story.until(at('2026-10-13 00:00')).clock('reply-1')?.state).toBe('breached');
    expect(story.clock('handling-1')?.state).toBe('running');
  });

  test('what an assisting unit tells does not meet it', () => {
    const story = order('jinan').do(now, command('progress', { told }, asUnit(HUANBAO)));
    expect(story.clock('reply-1')?.state).toBe('running');
  });

  test('runs for nobody where the caller wants no reply', () => {
    expect(order('jinan', { wantsReply: false }).clock('reply-1')).toBeUndefined();
  });
});

describe('a closure application says that the caller was told', () => {
  test.each([
    ['jinan', 'JN-6'],
    ['weifang', 'WF-20'],
    ['beijing', 'BJ-10'],
  ] as const)('in %s (%s); or each attempt to; but where none is wanted it need not', (city, rule) => {
    const contacted = (facts: Parameters<typeof ticketIn>[1] = {}): Story =>
      ticketIn(city, facts)
        .do(dispatched, dispatchTo(CHENGGUAN))
        .do(dispatched, command('contact', {}, asUnit(CHENGGUAN)));
    const submit = (more: object = {}) =>
      command('submit', { outcome: 'resolved', ...more }, asUnit(CHENGGUAN));
    expect(contacted().refusal(now, submit())).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'told', reason: 'caller-told', rule }],
    });
    expect(contacted().refusal(now, submit({ told }))).toBeUndefined();
    expect(contacted().refusal(now, submit({ told: { attempts: [now] } }))).toBeUndefined();
    expect(contacted().refusal(now, submit({ told: { at: at('2026-09-30 10:01') } }))).toMatchObject({
      errors: [{ path: 'told.at', reason: 'not-in-the-future' }],
    });
    expect(contacted({ wantsReply: false }).refusal(now, submit())).toBeUndefined();
    for (const facts of [{ confidential: true }, { kind: 'report' }] as const) {
      expect(contacted(facts).refusal(now, submit())).toBeUndefined();
      expect(contacted(facts).refusal(now, submit({ told }))).toMatchObject({
        errors: [{ path: 'told', rule: 'WF-11' }],
      });
    }
  });

  test.each(['huizhou', 'jinan-enforcement'] as const)('in %s the hotline tells it', (city) => {
    const story = ticketIn(city)
      .do(dispatched, dispatchTo(CHENGGUAN))
      .do(dispatched, command('arrive', {}, asUnit(CHENGGUAN)));
    expect(story.refusal(now, command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN)))).toBeUndefined();
  });
});

describe('BJ-8: the lead speaks with the caller', () => {
  const vain = (attempts: number) => command('contact', { attempts }, asUnit(CHENGGUAN));
  const submit = submitTold(CHENGGUAN, '2026-09-30 09:00');
  const alone = (): Story => ticketIn('beijing').do(dispatched, dispatchTo(CHENGGUAN));

  test.each([1, 2])('%d calls in vain are recorded, and stand for nothing (BJ-8)', (attempts) => {
    const story = alone().do(dispatched, vain(attempts));
    expect(story.facts('contacted')).toMatchObject([{ attempts, vain: true }]);
    expect(story.clock('contact-1')?.state).toBe('running');
    expect(story.told('contacted')).toEqual([]);
    expect(story.refusal(now, submit)).toMatchObject({
      errors: [{ path: 'contact', reason: 'caller-contacted', rule: 'BJ-8' }],
    });
  });

  test('so many as the rulebook says stand for it, and so does one that reached the caller (BJ-8)', () => {
    const tried = alone().do(dispatched, vain(3));
    expect(tried.facts('contacted')[0]).not.toHaveProperty('vain');
    expect(tried.told('contacted')).toEqual([]);
    const reached = alone().do(dispatched, command('contact', {}, asUnit(CHENGGUAN)));
    expect(reached.told('contacted')).toEqual(['caller']);
    for (const story of [tried, reached]) {
      expect(story.clock('contact-1')?.state).toBe('met');
      expect(story.refusal(now, submit)).toBeUndefined();
    }
  });

  test('in a city whose text does not ask for it, a closure comes without', () => {
    expect(
      order('weifang').refusal(now, submitTold(CHENGGUAN, '2026-09-30 09:00', { without: [HUANBAO.id] })),
    ).toBeUndefined();
  });
});

describe('JE-8: a complaint has a scene, and the lead was there before it submits', () => {
  const submit = command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN));
  const alone = (kind: 'complaint' | 'report' | 'help' | 'consultation' | 'suggestion'): Story =>
    ticketIn('jinan-enforcement', { kind }).do(dispatched, dispatchTo(CHENGGUAN));

  test.each(['complaint', 'report'] as const)('%s: within 60 minutes of the order (JE-8)', (kind) => {
    const story = alone(kind);
    expect(dueOf(story, 'arrival-1')).toBe('2026-09-29 11:02');
    expect(story.refusal(now, submit)).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'arrive', reason: 'unit-arrived', rule: 'JE-8' }],
    });
    expect(story.do(now, command('arrive', {}, asUnit(CHENGGUAN))).refusal(now, submit)).toBeUndefined();
  });

  test.each(['help', 'consultation', 'suggestion'] as const)('%s: there is none (JE-8)', (kind) => {
    const story = alone(kind);
    expect(story.clock('arrival-1')).toBeUndefined();
    expect(story.refusal(now, submit)).toBeUndefined();
  });

  test('an assisting unit on the scene is not the lead (JE-8)', () => {
    const story = order('jinan-enforcement').do(dispatched, command('arrive', {}, asUnit(HUANBAO)));
    expect(story.clock('arrival-1')?.state).toBe('running');
    const without = command('submit', { outcome: 'resolved', without: [HUANBAO.id] }, asUnit(CHENGGUAN));
    expect(story.refusal(now, without)).toMatchObject({ errors: [{ path: 'arrive' }] });
  });
});
