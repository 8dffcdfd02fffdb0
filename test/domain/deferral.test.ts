import { viewOf } from '../../domain/telling/view';
import {
  CALLER,
  CHENGGUAN,
  type City,
  dueOf,
  HUANBAO,
  OPERATOR,
  SUPERVISOR,
  ticketIn,
} from '../given/cities';
import { approve, deferring, happened, modesOf, sendBack, submitTold } from '../given/corrected';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

/** What can't be solved for now is deferred to a day that is promised (挂账: JN-4, WF-20, HZ-9). */
const dispatched = at('2026-09-29 10:02');
const asked = at('2026-10-12 10:00');
const reviewed = at('2026-10-12 16:00');

/** What each city wants of a lead besides: it has spoken with the caller, and was on the scene. */
const order = (city: City): Story =>
  ticketIn(city)
    .do(dispatched, dispatchTo(CHENGGUAN))
    .do(dispatched, command('contact', {}, asUnit(CHENGGUAN)))
    .do(dispatched, command('arrive', {}, asUnit(CHENGGUAN)));

const promising = (day: string) => deferring(CHENGGUAN, dispatched, day);
const deferred = (city: City = 'jinan', day = '2026-10-30'): Story =>
  order(city).do(asked, promising(day)).do(reviewed, approve());

describe.each([
  ['jinan', 'JN-4'],
  ['weifang', 'WF-20'],
  ['huizhou', 'HZ-9'],
  ['beijing', undefined],
] as const)('a matter that can’t be solved for now in %s', (city, rule) => {
  const byRule = rule === undefined ? {} : { rule };

  test(`is deferred when the closure that promises a day is approved, and caller and unit are told (${rule ?? 'local'})`, () => {
    const story = order(city).do(asked, promising('2026-10-30'));
    expect(story.ticket).toMatchObject({ state: 'submitted', submission: { deferUntil: '2026-10-30' } });
    expect(story.clock('promise-1')).toBeUndefined();
    story.do(reviewed, approve());
    expect(story.ticket).toMatchObject({ state: 'deferred', until: '2026-10-30', counts: { deferred: 1 } });
    expect(story.clock('promise-1')).toMatchObject({ unit: 'chengguan', state: 'running' });
    expect(dueOf(story, 'promise-1')).toBe('2026-10-31 00:00');
    expect(story.told('deferred')).toEqual(['caller', 'chengguan']);
    const { overall } = Object.fromEntries(story.ticket.clocks.map((clock) => [clock.name, clock]));
    expect(overall?.due).toBe(at('2026-10-31 00:00'));
    expect(story.facts('clock-moved').at(-1)).toMatchObject({
      name: 'overall',
      cause: 'deferral',
      ...(rule === undefined ? {} : { source: rule }),
    });
  });

  test(`names a day ahead, and none beyond the longest (${rule ?? 'local'})`, () => {
    const story = order(city);
    // 180 days after 12 Oct 2026 is 10 Apr 2027.
    for (const day of ['2026-10-12', '2026-10-01', '2027-04-11', '2026-02-30'])
      expect([day, story.refusal(asked, promising(day))]).toMatchObject([
        day,
        { kind: 'invalid', errors: [{ path: 'deferUntil', reason: 'a-day-ahead', ...byRule }] },
      ]);
    for (const day of ['2026-10-13', '2027-04-10'])
      expect(story.refusal(asked, promising(day))).toBeUndefined();
  });

  test(`by a day that is still to come, also when it is approved; else it is sent back for another (${rule ?? 'local'})`, () => {
    const story = order(city).do(asked, promising('2026-10-30'));
    const [lastMoment, tooLate] = [at('2026-10-30 23:59'), at('2026-10-31 00:00')];
    expect(story.refusal(lastMoment, approve())).toBeUndefined();
    expect(story.refusal(tooLate, approve())).toMatchObject({
      kind: 'state',
      reason: 'promised-day-passed',
      parameters: { day: '2026-10-30' },
      detail: expect.stringContaining('2026-10-30'),
      ...byRule,
    });
    story.do(tooLate, sendBack()).do(tooLate, promising('2026-11-30')).do(tooLate, approve());
    expect(story.ticket).toMatchObject({ state: 'deferred', until: '2026-11-30', counts: { deferred: 1 } });
  });

  test(`twice and no more (${rule ?? 'local'})`, () => {
    const story = deferred(city);
    const again = at('2026-10-20 10:00');
    story.do(again, promising('2026-11-30')).do(again, approve());
    expect(story.ticket).toMatchObject({ state: 'deferred', until: '2026-11-30', counts: { deferred: 2 } });
    // Another day took its place: it was not kept.
    expect(story.clock('promise-1')?.state).toBe('stopped');
    expect(dueOf(story, 'promise-2')).toBe('2026-12-01 00:00');
    expect(dueOf(story, 'overall-1')).toBe('2026-12-01 00:00');
    expect(story.refusal(at('2026-11-02 10:00'), promising('2026-12-30'))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'deferUntil', reason: 'no-deferral-left', parameters: { times: 2 }, ...byRule }],
    });
  });
});

test('JE-11, HZ-9: where the hotline tells the caller, it has done so with the deferral', () => {
  const story = order('huizhou').do(asked, promising('2026-10-30'));
  expect(story.clock('feedback-1')?.state).toBe('running');
  expect(story.do(reviewed, approve()).clock('feedback-1')).toMatchObject({
    state: 'met',
    endedAt: reviewed,
  });
});

test('in enforcement, whose text knows no promised day, none is deferred (local)', () => {
  expect(order('jinan-enforcement').refusal(asked, promising('2026-10-30'))).toMatchObject({
    errors: [{ path: 'deferUntil', reason: 'no-deferral-left', parameters: { times: 0 } }],
  });
});

describe('while a matter is deferred (JN-4)', () => {
  const later = at('2026-10-20 10:00');

  test('its unit submits and reports progress, the caller urges, the hotline escalates; nothing is dispatched or decided', () => {
    expect(deferred().refusal(later, submitTold(CHENGGUAN, '2026-10-20 09:00'))).toBeUndefined();
    expect(deferred().refusal(later, command('progress', {}, asUnit(CHENGGUAN)))).toBeUndefined();
    expect(deferred().do(later, command('urge', {}, CALLER)).ticket.counts.urgedByCaller).toBe(1);
    expect(deferred().refusal(later, command('escalate', { level: 2 }, SUPERVISOR))).toBeUndefined();
    for (const name of ['sign', 'arrive', 'request-return', 'report-unsolvable'] as const)
      expect(deferred().refusal(later, command(name, {}, asUnit(CHENGGUAN)))).toMatchObject({
        kind: 'state',
      });
    expect(deferred().refusal(later, dispatchTo(HUANBAO))).toMatchObject({ kind: 'state' });
  });

  test('the level that the matter has reached stays, and one that it is taken to has its time to decide', () => {
    const before = order('jinan')
      .do(dispatched, command('escalate', { level: 2 }, SUPERVISOR))
      .do(asked, promising('2026-10-30'))
      .do(reviewed, approve());
    expect(before.ticket).toMatchObject({ state: 'deferred', level: 2 });
    const story = deferred().do(later, command('escalate', { level: 2 }, SUPERVISOR));
    expect(story.ticket).toMatchObject({ state: 'deferred', level: 2 });
    expect(story.ticket.clocks.findLast(({ name }) => name === 'deciding')?.state).toBe('running');
  });

  test('the unit is reminded before the day, and supervised when it has passed; two working days later it rises', () => {
    const story = deferred().until(at('2026-11-04 12:00'));
    const rungs = story.ledger.flatMap((event) =>
      'fired' in event.data && event.data.fired?.clock === 'promise-1' ? [event.type] : [],
    );
    expect(rungs).toEqual(['reminded', 'reminded', 'supervised', 'escalated']);
    expect(happened(story, 'reminded').slice(-2)).toEqual([
      '2026-10-27 09:00 reminded',
      '2026-10-29 09:00 reminded',
    ]);
    expect(modesOf(story, CHENGGUAN)).toEqual(['daily']);
    expect(story.clock('promise-1')?.state).toBe('breached');
    expect(story.ticket).toMatchObject({ state: 'deferred', level: 2 });
  });

  test('kept in time, the promise is met; late, it stays breached', () => {
    const kept = deferred().do(at('2026-10-30 23:00'), submitTold(CHENGGUAN, '2026-10-30 22:00'));
    expect(kept.clock('promise-1')?.state).toBe('met');
    const late = deferred().do(at('2026-10-31 00:00'), submitTold(CHENGGUAN, '2026-10-30 22:00'));
    expect(late.clock('promise-1')?.state).toBe('breached');
    for (const story of [kept, late])
      expect(story.do(at('2026-11-02 10:00'), approve()).ticket.state).toBe('callback');
  });

  test('a result that is sent back leaves it deferred: the promise goes on to its day, with no working day more', () => {
    const submitted = at('2026-10-30 10:00');
    const story = deferred().do(submitted, submitTold(CHENGGUAN, '2026-10-30 09:00'));
    expect(story.ticket).toMatchObject({ state: 'submitted', submission: { deferred: '2026-10-30' } });
    story.do(at('2026-10-30 16:00'), sendBack());
    expect(story.ticket).toMatchObject({ state: 'deferred', until: '2026-10-30' });
    expect(story.clock('promise-1')?.state).toBe('running');
    expect(dueOf(story, 'promise-1')).toBe('2026-10-31 00:00');
    expect(story.ticket.clocks.filter(({ name, endedAt }) => name === 'handling' && !endedAt)).toEqual([]);
    const late = deferred()
      .do(submitted, submitTold(CHENGGUAN, '2026-10-30 09:00'))
      .do(at('2026-10-31 10:00'), sendBack())
      .until(at('2026-10-31 10:00'));
    expect(late.clock('promise-1')?.state).toBe('breached');
    expect(late.ticket.state).toBe('deferred');
  });

  test('a late result that is sent back leaves the promise broken: no second breach, and what was done is not repeated (T-9, JN-4)', () => {
    const story = deferred()
      .do(at('2026-11-02 10:00'), submitTold(CHENGGUAN, '2026-11-02 09:00'))
      .do(at('2026-11-03 10:00'), sendBack())
      .until(at('2026-11-04 12:00'));
    expect(story.clock('promise-1')).toMatchObject({ state: 'breached', due: at('2026-10-31 00:00') });
    expect(story.facts('clock-breached').filter(({ clock }) => clock === 'promise-1')).toHaveLength(1);
    const rungs = story.ledger.flatMap((event) =>
      'fired' in event.data && event.data.fired?.clock === 'promise-1' ? [event.type] : [],
    );
    expect(rungs).toEqual(['reminded', 'reminded', 'supervised', 'escalated']);
  });

  test('those above who are pressed every day are not pressed anew for the days before a result that is sent back (WF-23)', () => {
    const story = order('weifang')
      .do(dispatched, command('escalate', { level: 3 }, SUPERVISOR))
      .do(at('2026-10-13 10:00'), submitTold(CHENGGUAN, '2026-10-13 09:00'))
      .do(at('2026-10-13 11:00'), sendBack())
      .until(at('2026-10-14 12:00'));
    const pressed = story.ledger.flatMap((event) =>
      event.type === 'urged' && event.data.fired?.clock === 'deciding-1' ? [event.data.fired.planned] : [],
    );
    // Three working days after 29 Sep end on 9 Oct.
    expect(pressed).toEqual(['10-10', '10-12', '10-13', '10-14'].map((day) => at(`2026-${day} 09:00`)));
    expect(story.facts('clock-breached').filter(({ clock }) => clock === 'deciding-1')).toHaveLength(1);
  });

  test('a result that the caller calls unresolved is handled again, and is no longer deferred', () => {
    const story = deferred()
      .do(later, submitTold(CHENGGUAN, '2026-10-20 09:00'))
      .do(later, approve())
      .do(later, command('callback', { reached: true, resolved: false }, OPERATOR));
    expect(story.ticket).toMatchObject({ state: 'handling' });
    expect(story.ticket).not.toHaveProperty('until');
    expect(story.clock('handling-2')?.state).toBe('running');
  });

  test('the caller’s withdrawal ends it', () => {
    const story = deferred().do(later, command('withdraw', {}, CALLER));
    expect(story.ticket).toMatchObject({ state: 'closed', outcome: 'withdrawn' });
    expect(viewOf(deferred().ticket).deferredUntil).toBe('2026-10-30');
    expect(viewOf(story.ticket).deferredUntil).toBeUndefined();
    expect(story.clock('promise-1')?.state).toBe('stopped');
    expect(story.until(at('2026-12-01 00:00')).ticket.level).toBe(0);
  });
});
