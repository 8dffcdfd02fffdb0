// The worked scenarios of RULES, each by its id, on the shipped rulebooks with the calendar of 2026.
import { decide } from '../../domain/procedures/decide';
import { rebind } from '../../domain/law/rebind';
import { effectOf } from '../../domain/law/preview';
import { viewOf } from '../../domain/telling/view';
import { evolveAll } from '../../domain/ticket/evolve';
import { calendarOfSlice, sliceCalendar, withYears } from '../../domain/time/calendar';
import { publishedCalendars } from '../../config/published-calendars';
import {
  CALLER,
  CHENGGUAN,
  dueOf,
  HUANBAO,
  LIXIA,
  OPERATOR,
  QUANCHENG_LU,
  SUPERVISOR,
  ticketIn,
  unitOf,
  ZHUJIAN,
} from '../given/cities';
import { approve, happened, modesOf, returned, sendBack, submitTold } from '../given/corrected';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const [A, B] = [CHENGGUAN, ZHUJIAN];

/** Dispatched in enforcement at 10:02 on Tue 29 Sep; a complaint has a scene. */
const enforcement = (): Story =>
  ticketIn('jinan-enforcement', { registeredAt: at('2026-09-29 10:00') }).do(
    at('2026-09-29 10:02'),
    dispatchTo(A),
  );

const dispatched = (
  city: Parameters<typeof ticketIn>[0],
  facts: Parameters<typeof ticketIn>[1] = {},
): Story =>
  ticketIn(city, { registeredAt: at('2026-09-29 10:00'), ...facts }).do(
    at('2026-09-29 10:00'),
    dispatchTo(A),
  );

const signed = (story: Story, unit = A, when = '2026-09-29 10:05'): Story =>
  story.do(at(when), command('sign', {}, asUnit(unit)));

test('S-1 (JE-19): the caller urges three times within minutes: nothing follows, and the urges are counted apart', () => {
  const story = enforcement();
  for (const minute of ['10:03', '10:04', '10:05'])
    story.do(at(`2026-09-29 ${minute}`), command('urge', {}, CALLER));
  expect(happened(story, 'referred', 'supervised', 'escalated')).toEqual([]);
  expect(story.ticket.level).toBe(0);
  expect(story.ticket.counts).toMatchObject({ urgedByCaller: 3, urged: 0, pressed: 0 });
});

describe('S-2, S-3 (JE-19)', () => {
  const silent = (): Story => enforcement().do(at('2026-09-29 10:40'), command('arrive', {}, asUnit(A)));

  test('S-2: key supervision when the limit has passed; pressed three times under it, and referred once, for its unit', () => {
    const story = silent().until(at('2026-10-05 09:00')).until(at('2026-10-06 12:00'));
    expect(dueOf(story, 'handling-1')).toBe('2026-10-03 00:00');
    expect(happened(story, 'supervised')).toEqual(['2026-10-03 00:00 supervised chengguan']);
    expect(modesOf(story, A)).toEqual(['key']);
    expect(happened(story, 'urged').slice(0, 4)).toEqual(
      ['03', '04', '05', '06'].map((day) => `2026-10-${day} 09:00 urged`),
    );
    expect(happened(story, 'referred')).toEqual(['2026-10-05 09:00 referred chengguan']);
    expect(happened(story, 'escalated')).toEqual(['2026-10-04 09:00 escalated 2']);
    expect(story.facts('referred')[0]).toMatchObject({
      to: 'discipline',
      triggered: { source: 'JE-19' },
      facts: { unit: A.id, urged: 3 },
    });
  });

  test('S-3: the next unit has a clean record, and is referred for its own three; the first is not', () => {
    const story = returned(silent(), A, '2026-10-03 09:10', '2026-10-03 09:30')
      .do(at('2026-10-03 10:00'), dispatchTo(B))
      .do(at('2026-10-03 10:20'), command('arrive', {}, asUnit(B)));
    expect(modesOf(story, A)).toEqual([]);
    story.until(at('2026-10-09 09:00')).until(at('2026-10-10 12:00'));
    expect(dueOf(story, 'handling-2')).toBe('2026-10-07 00:00');
    expect(happened(story, 'supervised').at(-1)).toBe('2026-10-07 00:00 supervised zhujian');
    expect(happened(story, 'referred')).toEqual(['2026-10-09 09:00 referred zhujian']);
    expect(story.facts('referred')[0]?.facts).toMatchObject({ unit: B.id, urged: 3, supervision: ['key'] });
  });
});

test('S-4 (JN-6): without having told the caller no closure; with it handling and reply are met, and no second five days', () => {
  const story = signed(dispatched('jinan'));
  const late = at('2026-10-12 23:00');
  const refused = story.refusal(late, command('submit', { outcome: 'resolved' }, asUnit(A)));
  expect(refused).toMatchObject({ kind: 'invalid', errors: [{ path: 'told', rule: 'JN-6' }] });
  story.do(late, submitTold(A, '2026-10-12 22:00'));
  expect(story.clock('handling-1')?.state).toBe('met');
  expect(story.clock('reply-1')?.state).toBe('met');
  expect(story.ticket.clocks.some(({ name }) => name === 'feedback')).toBe(false);
});

test('S-5 (HZ-1): the limit counts from the arrival, whenever it was dispatched', () => {
  const story = ticketIn('huizhou', {
    kind: 'consultation',
    receivedAt: at('2026-09-29 23:50'),
    registeredAt: at('2026-09-29 23:55'),
  }).do(at('2026-09-30 00:05'), dispatchTo(A));
  expect(dueOf(story, 'handling-1')).toBe('2026-10-09 00:00');
});

describe('S-6, S-7 (T-10)', () => {
  const back = (): Story => returned(signed(dispatched('jinan')), A, '2026-10-08 10:00', '2026-10-09 10:00');

  test('S-6: the same unit’s new clock counts from where its old one began', () => {
    const story = back().do(at('2026-10-09 10:30'), dispatchTo(A));
    expect(dueOf(story, 'handling-2')).toBe('2026-10-13 00:00');
  });

  test('S-7: another unit has a fresh one; the caller’s wait counts on', () => {
    const before = dueOf(back(), 'overall-1');
    const story = back().do(at('2026-10-09 10:30'), dispatchTo(B));
    expect(dueOf(story, 'handling-2')).toBe('2026-10-16 00:00');
    expect(dueOf(story, 'overall-1')).toBe(before);
    expect(story.ticket.clocks.filter(({ name }) => name === 'overall')).toHaveLength(1);
  });
});

test('S-8 (WF-23, JE-17): supervision is no level: nothing to decide above; its conclusion ends it, starts no clock, and later rungs fire', () => {
  const story = signed(dispatched('weifang')).until(at('2026-10-13 10:00'));
  expect(modesOf(story, A)).toEqual(['daily']);
  expect(story.ticket.level).toBe(0);
  expect(story.refusal(at('2026-10-13 10:00'), command('resolve-escalation', {}, SUPERVISOR))).toMatchObject({
    kind: 'state',
    reason: 'not-escalated',
  });
  const clocks = story.ticket.clocks.length;
  story.do(at('2026-10-13 10:00'), command('end-supervision', {}, SUPERVISOR));
  expect(modesOf(story, A)).toEqual([]);
  expect(story.ticket.clocks).toHaveLength(clocks);
  expect(happened(story.until(at('2026-10-14 10:00')), 'escalated')).toEqual([
    '2026-10-14 09:00 escalated 2',
  ]);
});

describe('S-9, S-10 (WF-23)', () => {
  const levelTwo = (): Story => signed(dispatched('weifang')).until(at('2026-10-14 10:00'));

  test('S-9: a decision sets a limit; the level stays until it is done, and its breach raises it', () => {
    const story = levelTwo();
    const decided = at('2026-10-15 10:00');
    const tooLong = command('resolve-escalation', { limit: { workdays: 16 } }, SUPERVISOR);
    expect(story.refusal(decided, tooLong)).toMatchObject({ kind: 'invalid', errors: [{ path: 'limit' }] });
    story.do(decided, command('resolve-escalation', { limit: { workdays: 5 } }, SUPERVISOR));
    expect(dueOf(story, 'handling-2')).toBe('2026-10-23 00:00');
    expect(story.ticket.level).toBe(2);
    story.until(at('2026-10-22 23:59'));
    expect(story.ticket.level).toBe(2);
    expect(happened(story.until(at('2026-10-23 00:00')), 'escalated')).toEqual([
      '2026-10-14 09:00 escalated 2',
      '2026-10-23 00:00 escalated 3',
    ]);
  });

  test('S-10: nobody decides, and it rises; at once where the office says that it cannot settle it', () => {
    expect(happened(levelTwo().until(at('2026-10-20 00:00')), 'escalated')).toEqual([
      '2026-10-14 09:00 escalated 2',
      '2026-10-20 00:00 escalated 3',
    ]);
    const story = levelTwo().do(
      at('2026-10-15 11:00'),
      command('resolve-escalation', { settled: false }, SUPERVISOR),
    );
    expect(happened(story, 'escalated').at(-1)).toBe('2026-10-15 11:00 escalated 3');
  });
});

test('S-11 (BJ-7): a silent assisting unit is supervised and pressed by itself; the lead names it, and its clock resumes with the order', () => {
  const story = ticketIn('beijing', { urgency: 'ordinary' })
    .do(at('2026-09-29 10:00'), command('dispatch', { lead: QUANCHENG_LU, assist: [A], copy: [] }))
    .do(at('2026-09-29 11:00'), command('contact', {}, asUnit(QUANCHENG_LU)));
  expect(dueOf(story, 'handling-1')).toBe('2026-10-07 00:00');
  expect(dueOf(story, 'assist-1')).toBe('2026-10-05 00:00');
  story.until(at('2026-10-06 10:00'));
  expect(happened(story, 'supervised')).toEqual(['2026-10-05 00:00 supervised chengguan']);
  const pressed = story.ledger.flatMap((event) =>
    event.type === 'urged' && event.data.fired?.clock === 'assist-1' ? [event.data.fired.planned] : [],
  );
  expect(pressed).toEqual([at('2026-10-05 09:00'), at('2026-10-06 09:00')]);
  const silent = submitTold(QUANCHENG_LU, '2026-10-06 09:30');
  expect(story.refusal(at('2026-10-06 10:00'), silent)).toMatchObject({
    errors: [{ path: 'without', rule: 'BJ-7' }],
  });
  story
    .do(at('2026-10-06 10:00'), submitTold(QUANCHENG_LU, '2026-10-06 09:30', { without: [A.id] }))
    .do(at('2026-10-06 11:00'), sendBack());
  expect(story.clock('assist-1')).toMatchObject({ state: 'running', late: true });
});

test('S-12 (JE-10): three reports of progress renew the limit, the fourth is only recorded', () => {
  const story = enforcement().do(at('2026-09-29 10:40'), command('arrive', {}, asUnit(A)));
  for (const [day, expectedBy] of [
    ['01', '2026-10-04'],
    ['03', '2026-10-06'],
    ['05', '2026-10-08'],
    ['07', '2026-10-10'],
  ])
    story.do(at(`2026-10-${day} 10:00`), command('progress', { expectedBy: expectedBy ?? '' }, asUnit(A)));
  expect(story.ticket.clocks.filter(({ name }) => name === 'handling')).toHaveLength(4);
  expect(dueOf(story, 'handling-4')).toBe('2026-10-09 00:00');
  expect(happened(story.until(at('2026-10-09 00:00')), 'supervised')).toEqual([
    '2026-10-09 00:00 supervised chengguan',
  ]);
});

test('S-13 (WF-9, WF-24): not to a street; a county hands down what its street’s list has, and stays the lead', () => {
  const story = ticketIn('weifang');
  const now = at('2026-09-29 10:10');
  expect(story.refusal(now, dispatchTo(QUANCHENG_LU))).toMatchObject({
    errors: [{ path: 'lead', rule: 'WF-9' }],
  });
  story.do(now, dispatchTo(LIXIA));
  const handDown = (duties?: string[]) =>
    command('hand-down', { to: QUANCHENG_LU, ...(duties ? { duties } : {}) }, asUnit(LIXIA));
  for (const duties of [undefined, [], ['供热/停暖']])
    expect(story.refusal(now, handDown(duties))).toMatchObject({ errors: [{ path: 'to', rule: 'WF-24' }] });
  story.do(now, handDown([story.ticket.category]));
  expect(story.ticket.assignments).toMatchObject([
    { unit: LIXIA, role: 'lead' },
    { unit: QUANCHENG_LU, role: 'assist' },
  ]);
});

test('S-14 (BJ-8): an assisting unit’s contact is not the lead’s', () => {
  const story = ticketIn('beijing')
    .do(at('2026-09-29 10:00'), command('dispatch', { lead: QUANCHENG_LU, assist: [A], copy: [] }))
    .do(at('2026-09-29 10:30'), command('contact', {}, asUnit(A)))
    .do(at('2026-09-29 10:40'), command('contribute', {}, { ...asUnit(A), parts: ['result'] }));
  expect(story.clock('contact-1')?.state).toBe('running');
  const submit = submitTold(QUANCHENG_LU, '2026-09-29 10:50');
  expect(story.refusal(at('2026-09-29 11:00'), submit)).toMatchObject({
    errors: [{ path: 'contact', rule: 'BJ-8' }],
  });
  story.do(at('2026-09-29 11:00'), command('contact', {}, asUnit(QUANCHENG_LU)));
  expect(story.refusal(at('2026-09-29 11:05'), submit)).toBeUndefined();
});

test('S-15 (WF-25): what the caller calls unresolved to the end closes as unresolved', () => {
  const story = signed(dispatched('weifang'));
  const unresolved = () => command('callback', { reached: true, resolved: false });
  for (const day of ['08', '09', '10'])
    story
      .do(at(`2026-10-${day} 09:00`), submitTold(A, `2026-10-${day} 08:00`))
      .do(at(`2026-10-${day} 10:00`), approve())
      .do(at(`2026-10-${day} 11:00`), unresolved());
  expect(story.ticket.counts.rehandled).toBe(2);
  story.do(at('2026-10-10 15:00'), approve());
  expect(story.ticket).toMatchObject({ state: 'closed', outcome: 'unresolved' });
});

test('S-16 (T-9): a day published off repeats no rung that fired; the preview had said so', () => {
  const story = signed(dispatched('weifang')).until(at('2026-10-14 12:00'));
  const noon = at('2026-10-14 12:00');
  const years = publishedCalendars().map((year) =>
    year.year === 2026
      ? { ...year, days: [...year.days, { date: '2026-10-14', working: false, name: '台风' }] }
      : year,
  );
  const slice = sliceCalendar(years, at('2026-01-01 00:00'));
  const proposed = { ...story.ticket.law, calendar: withYears(story.ticket.law.calendar, slice) };
  const preview = effectOf(
    { id: story.ticket.id, ...viewOf(story.ticket) },
    { cause: 'calendar', present: story.ticket.law, proposed },
    noon,
  );
  expect(preview.rungs).toEqual([]);
  const bound = rebind(story.ticket, { change: 1, calendar: slice }, noon);
  story.ledger.push(...bound);
  story.ticket = evolveAll(story.ticket, bound);
  story.until(at('2026-10-16 23:59'));
  expect(happened(story, 'escalated')).toEqual(['2026-10-14 09:00 escalated 2']);
  expect(happened(story, 'supervised')).toEqual(['2026-10-13 00:00 supervised chengguan']);
  expect(calendarOfSlice(slice).published.has(2026)).toBe(true);
});

describe('S-17 (JE-10, JN-2): an extension belongs to the clock and the unit that it was asked for', () => {
  test('to a clock that progress has renewed it gives no more than it would have had', () => {
    const story = enforcement()
      .do(at('2026-09-29 10:40'), command('arrive', {}, asUnit(A)))
      .do(at('2026-09-30 10:00'), command('request-extension', { limit: { days: 3 } }, asUnit(A)))
      .do(at('2026-10-01 10:00'), command('progress', { expectedBy: '2026-10-04' }, asUnit(A)));
    expect(dueOf(story, 'handling-2')).toBe('2026-10-05 00:00');
    story.do(at('2026-10-01 11:00'), command('decide', { request: 'extension', approve: true }, SUPERVISOR));
    expect(dueOf(story, 'handling-2')).toBe('2026-10-06 00:00');
  });

  test('granted to one unit, it is not used up for the next', () => {
    const ask = (unit: typeof A) => command('request-extension', { limit: { workdays: 5 } }, asUnit(unit));
    const grant = command('decide', { request: 'extension', approve: true }, SUPERVISOR);
    const story = signed(dispatched('jinan'))
      .do(at('2026-09-30 09:00'), ask(A))
      .do(at('2026-09-30 10:00'), grant);
    expect(story.refusal(at('2026-09-30 11:00'), ask(A))).toMatchObject({ reason: 'no-extension-left' });
    returned(story, A, '2026-10-08 10:00', '2026-10-08 11:00').do(at('2026-10-08 12:00'), dispatchTo(B));
    story.do(at('2026-10-09 09:00'), ask(B));
    expect(() =>
      story.do(
        at('2026-10-09 10:00'),
        command('decide', { request: 'extension', approve: true }, SUPERVISOR),
      ),
    ).not.toThrow();
    expect(dueOf(story, 'handling-2')).toBe('2026-10-22 00:00');
  });
});

test('S-18 (JN-4): deferred to a promised day: open, reminded before, breached after', () => {
  const story = signed(dispatched('jinan'))
    .do(
      at('2026-10-12 10:00'),
      command(
        'submit',
        {
          outcome: 'unfinished',
          finished: false,
          deferUntil: '2026-10-30',
          told: { at: at('2026-10-12 09:00') },
        },
        { ...asUnit(A), parts: ['measures', 'reason', 'progress', 'plan'] },
      ),
    )
    .do(at('2026-10-12 16:00'), approve());
  expect(story.ticket).toMatchObject({ state: 'deferred', until: '2026-10-30' });
  expect(dueOf(story, 'promise-1')).toBe('2026-10-31 00:00');
  expect(dueOf(story, 'overall-1')).toBe('2026-10-31 00:00');
  story.until(at('2026-10-30 23:59'));
  const reminders = story.ledger.filter(
    (event) => event.type === 'reminded' && event.data.fired?.clock === 'promise-1',
  );
  expect(reminders.length).toBeGreaterThan(0);
  expect(story.clock('promise-1')?.state).toBe('running');
  story.until(at('2026-10-31 00:00'));
  expect(story.clock('promise-1')?.state).toBe('breached');
  expect(story.ticket.state).toBe('deferred');
  story.do(at('2026-11-02 10:00'), submitTold(A, '2026-11-02 09:00')).do(at('2026-11-02 11:00'), approve());
  expect(story.clock('promise-1')?.state).toBe('breached');
  expect(story.ticket.state).toBe('callback');
});

test('S-19 (WF-14, JN-1): an explanation owed holds the closure; what the hotline owes the unit does not explain', () => {
  const story = signed(dispatched('weifang'))
    .do(at('2026-10-08 09:00'), submitTold(A, '2026-10-08 08:00'))
    .do(at('2026-10-08 10:00'), approve())
    .do(at('2026-10-08 11:00'), command('dispute', {}, CALLER));
  for (const hour of ['12', '14', '16'])
    story.do(at(`2026-10-08 ${hour}:00`), command('callback', { reached: false }, OPERATOR));
  expect(story.ticket).toMatchObject({ state: 'callback', closing: 'resolved' });
  story.do(at('2026-10-08 17:00'), command('explain', {}, asUnit(A)));
  expect(story.ticket).toMatchObject({ state: 'closed', outcome: 'resolved' });

  const complaint = signed(dispatched('weifang')).do(at('2026-10-08 11:00'), command('complain', {}, CALLER));
  expect(complaint.refusal(at('2026-10-08 12:00'), command('explain', {}, asUnit(A)))).toMatchObject({
    kind: 'forbidden',
    reason: 'hotline-explains',
  });
  complaint.do(at('2026-10-08 12:00'), command('explain', {}, OPERATOR));
  expect(complaint.clock('explanation-1')?.state).toBe('met');
});

test('S-20 (WF-33): not put right in time under supervision, the unit is ordered to correct, whatever the level', () => {
  const story = signed(dispatched('weifang')).until(at('2026-10-17 00:00'));
  expect(happened(story, 'supervised', 'escalated', 'correction-ordered')).toEqual([
    '2026-10-13 00:00 supervised chengguan',
    '2026-10-14 09:00 escalated 2',
    '2026-10-17 00:00 correction-ordered chengguan',
  ]);
});

test('S-21 (WF-23): a rung below a level that is reached neither records nor tells it again', () => {
  const story = signed(dispatched('weifang')).do(
    at('2026-10-13 10:00'),
    command('escalate', { level: 2 }, SUPERVISOR),
  );
  story.until(at('2026-10-14 12:00'));
  expect(happened(story, 'escalated')).toEqual(['2026-10-13 10:00 escalated 2']);
  expect(story.told('escalated').filter((to) => to === 'office')).toHaveLength(1);
});

test('S-22 (BJ-6): a limit by law in hours, and three quarters of it for who assists', () => {
  const story = ticketIn('beijing').do(
    at('2026-09-29 10:00'),
    command('dispatch', { lead: A, assist: [HUANBAO], copy: [], statutory: { hours: 24 } }),
  );
  expect(dueOf(story, 'handling-1')).toBe('2026-09-30 10:00');
  expect(dueOf(story, 'assist-1')).toBe('2026-09-30 04:00');
});

test('S-23 (JE-5): the hotline is pressed and supervised for its own delay; the dispatch ends that, and the unit starts clean', () => {
  const story = ticketIn('jinan-enforcement', { registeredAt: at('2026-09-29 10:00') }).until(
    at('2026-09-29 10:40'),
  );
  expect(happened(story, 'urged', 'supervised')).toEqual([
    '2026-09-29 10:05 urged',
    '2026-09-29 10:35 supervised',
  ]);
  expect(modesOf(story)).toEqual(['daily']);
  story.do(at('2026-09-29 10:40'), dispatchTo(A));
  expect(modesOf(story)).toEqual([]);
  expect(modesOf(story, A)).toEqual([]);
  expect(Object.keys(story.ticket.tallies).filter((key) => key.startsWith(A.id))).toEqual([]);
});

test('S-24 (T-10): a closure sent back resumes the clock, with one working day at least', () => {
  const submitted = (): Story =>
    signed(dispatched('jinan')).do(at('2026-10-08 10:00'), submitTold(A, '2026-10-08 09:00'));
  expect(dueOf(submitted().do(at('2026-10-09 10:00'), sendBack()), 'handling-1')).toBe('2026-10-13 00:00');
  const late = submitted().do(at('2026-10-12 16:00'), sendBack());
  expect(dueOf(late, 'handling-1')).toBe('2026-10-14 00:00');
  expect(late.ticket.clocks.filter(({ name }) => name === 'handling')).toHaveLength(1);
});

test('S-25 (WF-11, BJ-2): of a confidential report the unit owes no contact and no telling; the hotline relays, within its clock', () => {
  const story = ticketIn('beijing', { kind: 'report', confidential: true }).do(
    at('2026-09-29 10:00'),
    dispatchTo(A),
  );
  expect(story.ticket.clocks.some(({ name }) => name === 'contact')).toBe(false);
  story.do(at('2026-09-29 15:00'), command('submit', { outcome: 'resolved' }, asUnit(A)));
  expect(story.clock('feedback-1')?.state).toBe('running');
  const telling = command('progress', { told: { at: at('2026-09-29 15:00') } }, asUnit(A));
  expect(decide(story.ticket, telling, at('2026-09-29 16:00'))).toMatchObject({ accepted: false });
});

test('a rung’s day of a limit in hours does not move with a minute of the night (BJ-6)', () => {
  for (const minute of ['22:00', '22:01']) {
    const story = ticketIn('beijing', {
      urgency: 'critical',
      registeredAt: at(`2026-10-13 ${minute}`),
    }).do(at(`2026-10-13 ${minute}`), dispatchTo(unitOf('gongan')));
    expect(happened(story.until(at('2026-10-14 12:00')), 'escalated')).toEqual([
      '2026-10-14 09:00 escalated 2',
    ]);
  }
});
