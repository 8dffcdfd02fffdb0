import {
  CALLER,
  CHENGGUAN,
  type CITIES,
  dueOf,
  HUANBAO,
  OPERATOR,
  SUPERVISOR,
  ticketIn,
  ZHUJIAN,
} from '../given/cities';
import { approve, returned, submitTold } from '../given/corrected';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const dispatched = at('2026-09-29 10:02');
const soon = at('2026-09-30 09:00');
type City = (typeof CITIES)[number];
const order = (city: City): Story => ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN));
const complain = () => command('complain', {}, { ...CALLER, parts: ['text'] });
const submitted = (): Story => order('weifang').do(soon, submitTold(CHENGGUAN, '2026-09-30 08:00'));
const dispute = () => command('dispute', {}, { ...CALLER, parts: ['text'] });
const explain = () => command('explain', {}, { ...OPERATOR, parts: ['text'] });

describe.each([
  ['jinan', '2026-10-14 00:00'],
  ['weifang', '2026-10-11 00:00'],
  ['huizhou', '2026-10-11 00:00'],
  ['beijing', '2026-10-11 00:00'],
  ['jinan-enforcement', '2026-10-01 00:00'],
] as const)('JN-1, JN-9: a caller complains about the service in %s', (city, due) => {
  test(`an explanation is owed until ${due}, and the hotline is told`, () => {
    const story = order(city).do(soon, complain());
    expect(story.facts('complained')).toEqual([{ text: { ref: expect.any(String), parts: ['text'] } }]);
    expect(dueOf(story, 'explanation-1')).toBe(due);
    const told = story.notifications.filter(({ template }) => template === 'complained');
    expect(told).toMatchObject([{ to: { role: 'hotline' }, facts: { clock: 'explanation', due: at(due) } }]);
  });

  test('explained, the caller is told and the clock is met; a later complaint starts another', () => {
    const story = order(city).do(soon, complain()).do(soon, complain()).do(soon, explain());
    expect(story.clock('explanation-1')?.state).toBe('met');
    expect(story.told('explained')).toEqual(['caller']);
    expect(story.do(soon, complain()).clock('explanation-2')?.state).toBe('running');
  });

  test('not explained, unit and hotline are urged', () => {
    const story = order(city).do(soon, complain()).until(at('2026-10-14 12:00'));
    expect(story.clock('explanation-1')?.state).toBe('breached');
    const urged = story.ledger.filter(
      (event) => event.type === 'urged' && event.data.fired?.clock === 'explanation-1',
    );
    expect(urged.length).toBeGreaterThan(0);
  });

  test('closed, nothing is owed any more', () => {
    const story = order(city)
      .do(soon, complain())
      .do(soon, command('withdraw', {}, CALLER));
    expect(story.clock('explanation-1')?.state).toBe('stopped');
  });
});

describe('WF-14: a caller demands an explanation', () => {
  test('of a reply that came too late, also while it waits for its review (逾期未回复)', () => {
    const late = order('weifang').do(at('2026-10-13 09:00'), submitTold(CHENGGUAN, '2026-10-13 08:00'));
    expect(late.refusal(at('2026-10-13 09:05'), dispute())).toBeUndefined();
    const inTime = order('weifang').do(at('2026-10-12 09:00'), submitTold(CHENGGUAN, '2026-10-12 08:00'));
    expect(inTime.refusal(at('2026-10-12 09:05'), dispute())).toMatchObject({ reason: 'nothing-to-dispute' });
  });

  test('not before there is a result, unless the reply is overdue', () => {
    const story = order('weifang');
    expect(story.refusal(soon, dispute())).toMatchObject({ kind: 'state', rule: 'WF-14' });
    const late = story.do(at('2026-10-13 00:00'), dispute());
    expect(late.clock('explanation-1')?.state).toBe('running');
    expect(late.told('disputed')).toEqual(['chengguan', 'hotline']);
  });

  test('WF-14: in whatever state something is overdue: before the dispatch, at the review, after a promised day', () => {
    const waiting = ticketIn('weifang');
    expect(waiting.refusal(at('2026-09-29 10:29'), dispute())).toMatchObject({ kind: 'state' });
    waiting.do(at('2026-09-29 10:30'), dispute());
    expect(waiting.ticket.state).toBe('registered');
    expect(waiting.clock('explanation-1')?.unit).toBeUndefined();

    const reviewed = submitted();
    expect(reviewed.refusal(at('2026-10-09 23:59'), dispute())).toMatchObject({ kind: 'state' });
    reviewed.do(at('2026-10-10 00:00'), dispute());
    expect(reviewed.ticket.state).toBe('submitted');
    expect(reviewed.clock('explanation-1')).toMatchObject({ state: 'running', unit: 'chengguan' });

    const promised = order('weifang')
      .do(
        soon,
        command(
          'submit',
          {
            outcome: 'unfinished',
            finished: false,
            deferUntil: '2026-10-12',
            told: { at: at('2026-09-30 08:00') },
          },
          asUnit(CHENGGUAN),
        ),
      )
      .do(soon, approve());
    expect(promised.refusal(at('2026-10-12 23:59'), dispute())).toMatchObject({ kind: 'state' });
    promised.do(at('2026-10-13 00:00'), dispute());
    expect(promised.ticket.state).toBe('deferred');
    expect(promised.clock('explanation-1')?.state).toBe('running');
  });

  test('of the result once it is approved', () => {
    const story = submitted();
    expect(story.refusal(soon, dispute())).toMatchObject({ kind: 'state' });
    story.do(soon, approve()).do(soon, dispute());
    expect(story.ticket.state).toBe('callback');
    expect(dueOf(story, 'explanation-1')).toBe('2026-10-11 00:00');
  });

  test('WF-14: the unit that owes it explains it; another unit may not, nor one that only assists', () => {
    const late = at('2026-10-13 00:00');
    const story = ticketIn('weifang')
      .do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(late, dispute());
    const explainedBy = (unit: typeof CHENGGUAN) => command('explain', {}, asUnit(unit));
    expect(story.refusal(late, explainedBy(ZHUJIAN))).toMatchObject({
      kind: 'forbidden',
      reason: 'not-dispatched-to',
    });
    expect(story.refusal(late, explainedBy(HUANBAO))).toMatchObject({
      kind: 'forbidden',
      reason: 'lead-only',
      detail: expect.stringContaining('chengguan'),
    });
    story.do(late, explainedBy(CHENGGUAN));
    expect(story.facts('explained')).toMatchObject([{ unit: 'chengguan' }]);
    expect(story.clock('explanation-1')?.state).toBe('met');
  });
});

describe('an explanation that is owed', () => {
  const late = at('2026-10-13 00:00');
  const now = at('2026-10-13 10:10');
  const byUnit = () => command('explain', {}, { ...asUnit(CHENGGUAN), parts: ['text'] });

  test('WF-14, WF-15, JN-1: two at once: the unit gives that of its result, the hotline its own, and neither the other’s', () => {
    const both = (): Story => order('weifang').do(late, dispute()).do(late, complain());
    expect(both().ticket.clocks.filter(({ name }) => name === 'explanation')).toMatchObject([
      { id: 'explanation-1', unit: 'chengguan', state: 'running' },
      { id: 'explanation-2', state: 'running' },
    ]);
    const first = both().do(late, explain());
    expect([first.clock('explanation-1')?.state, first.clock('explanation-2')?.state]).toEqual([
      'running',
      'met',
    ]);
    const other = both().do(late, byUnit());
    expect([other.clock('explanation-1')?.state, other.clock('explanation-2')?.state]).toEqual([
      'met',
      'running',
    ]);
  });

  test('WF-14: the closure waits for both; no call-back is made meanwhile', () => {
    const story = submitted()
      .do(soon, approve())
      .do(soon, dispute())
      .do(soon, complain())
      .do(soon, command('callback', { reached: true, resolved: true }, OPERATOR));
    expect(story.ticket).toMatchObject({ state: 'callback', closing: 'resolved' });
    expect(story.facts('closure-held')).toEqual([{ outcome: 'resolved' }]);
    expect(story.refusal(soon, command('callback', { reached: false }, OPERATOR))).toMatchObject({
      kind: 'state',
      reason: 'explanation-owed',
      rule: 'WF-14',
    });
    story.do(soon, byUnit());
    expect(story.ticket.state).toBe('callback');
    story.do(soon, explain());
    expect(story.ticket).toMatchObject({ state: 'closed', outcome: 'resolved' });
    expect(story.clock('overall-1')?.state).toBe('met');
  });

  test('WF-14: it holds the closure also where no caller is called back', () => {
    const story = ticketIn('weifang', { wantsReply: false })
      .do(dispatched, dispatchTo(CHENGGUAN))
      .do(late, dispute())
      .do(late, command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN)))
      .do(late, approve());
    expect(story.ticket).toMatchObject({ state: 'callback', closing: 'resolved' });
    expect(story.do(late, byUnit()).ticket).toMatchObject({ state: 'closed', outcome: 'resolved' });
  });

  test('WF-14: while one is owed the handling is not terminated; it may be refused to be', () => {
    const asked = (): Story =>
      order('weifang')
        .do(late, dispute())
        .do(late, command('request-termination', { ground: 'settled' }, asUnit(CHENGGUAN)));
    const decision = (isApproved: boolean) =>
      command('decide', { request: 'termination', approve: isApproved }, SUPERVISOR);
    expect(asked().refusal(late, decision(true))).toMatchObject({
      kind: 'state',
      reason: 'explanation-owed',
      parameters: { closing: 'terminated' },
      rule: 'WF-14',
    });
    expect(asked().refusal(late, decision(false))).toBeUndefined();
    expect(asked().do(late, byUnit()).do(late, decision(true)).ticket).toMatchObject({
      state: 'closed',
      outcome: 'terminated',
    });
  });

  test('WF-14: it stays owed when its unit has left; the hotline gives it then, or the unit that leads now', () => {
    // In Beijing a return is asked for at any time.
    const left = (): Story =>
      returned(order('beijing').do(late, dispute()), CHENGGUAN, '2026-10-13 09:00', '2026-10-13 10:00').do(
        now,
        dispatchTo(HUANBAO, [ZHUJIAN]),
      );
    expect(left().clock('explanation-1')).toMatchObject({ state: 'running', unit: 'chengguan' });
    expect(left().refusal(now, byUnit())).toMatchObject({ kind: 'forbidden' });
    expect(left().refusal(now, command('explain', {}, asUnit(ZHUJIAN)))).toMatchObject({
      kind: 'forbidden',
      reason: 'lead-only',
    });
    for (const given of [explain(), command('explain', {}, asUnit(HUANBAO))])
      expect(left().do(now, given).clock('explanation-1')?.state).toBe('met');
    // A complaint about the hotline is another thing: its own comes first.
    const both = left().do(now, complain()).do(now, explain());
    expect([both.clock('explanation-1')?.state, both.clock('explanation-2')?.state]).toEqual([
      'running',
      'met',
    ]);
    expect(both.do(now, explain()).clock('explanation-1')?.state).toBe('met');
  });
});

test('what the caller adds is told to the units, and changes nothing else', () => {
  const story = order('weifang');
  const { clocks } = story.ticket;
  story.do(soon, command('supplement', {}, { ...CALLER, parts: ['text'] }));
  expect(story.told('supplemented')).toEqual(['chengguan']);
  expect(story.ticket.clocks).toEqual(clocks);
});

test('JE-12, JE-19: a caller’s urging reaches the unit, before the dispatch the hotline; it is counted apart, for it is no 催办', () => {
  const urged = order('weifang').do(soon, command('urge', {}, CALLER));
  expect(urged.told('urged')).toEqual(['chengguan']);
  expect(urged.ticket.counts).toMatchObject({ urgedByCaller: 1, urged: 0, pressed: 0 });
  const pressed = order('weifang').do(soon, command('urge', {}, OPERATOR));
  expect(pressed.ticket.counts).toMatchObject({ urgedByCaller: 0, urged: 1, pressed: 1 });
  const waiting = ticketIn('weifang').do(at('2026-09-29 10:05'), command('urge', {}, CALLER));
  expect(waiting.told('urged')).toEqual(['hotline']);
});
