import { CALLER, CHENGGUAN, CITIES, HUANBAO, OPERATOR, SUPERVISOR, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const dispatched = at('2026-09-29 10:02');
const done = at('2026-09-30 09:00');
const reviewed = at('2026-09-30 09:30');
const called = at('2026-09-30 10:00');
type City = (typeof CITIES)[number];

const submit = (outcome: 'resolved' | 'explained' = 'resolved', parts: string[] = []) =>
  command('submit', { outcome }, { ...asUnit(CHENGGUAN), parts: ['response', 'result', 'method', ...parts] });
const review = (approve: boolean) => command('review', { approve }, { ...SUPERVISOR, parts: ['reason'] });
const callback = (body: { reached: boolean; resolved?: boolean; satisfaction?: string }) =>
  command('callback', body, OPERATOR);
const evaluate = (stage: 'intake' | 'handling', satisfaction: string) =>
  command('evaluate', { stage, satisfaction }, CALLER);

/** Dispatched, and where the city wants the unit on the scene (JE-8), it is there. */
const order = (city: City): Story => {
  const story = ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN));
  return city === 'jinan-enforcement'
    ? story.do(at('2026-09-29 10:30'), command('arrive', {}, asUnit(CHENGGUAN)))
    : story;
};
const submitted = (city: City): Story => order(city).do(done, submit('resolved', ['process', 'guidance']));
const approved = (city: City): Story => submitted(city).do(reviewed, review(true));

describe('WF-21: the handling is ended where it turns out that the matter is not to be accepted', () => {
  const asking = (ground: string) =>
    command('request-termination', { ground }, { ...asUnit(CHENGGUAN), parts: ['reason'] });
  const decision = (approve: boolean) =>
    command('decide', { request: 'termination', approve }, { ...SUPERVISOR, parts: ['reason'] });

  test.each(['settled', 'petition', 'uncooperative'])(
    'on the ground %s: applied for, reviewed, explained',
    (ground) => {
      const story = order('weifang').do(done, asking(ground));
      expect(story.ticket.pending).toMatchObject([{ request: 'termination', unit: 'chengguan' }]);
      expect(story.facts('requested')).toMatchObject([
        { ground, source: ground === 'uncooperative' ? 'WF-21' : 'WF-19' },
      ]);
      expect(story.clock('closure-review-1')?.state).toBe('running');
      story.do(reviewed, decision(true));
      expect(story.ticket).toMatchObject({ state: 'closed', outcome: 'terminated', pending: [] });
      expect(story.clock('closure-review-1')?.state).toBe('met');
      expect(story.clock('handling-1')?.state).toBe('stopped');
      expect(story.told('closed')).toEqual(['chengguan', 'caller']);
    },
  );

  test('it is explained to a caller who wants no other reply as well', () => {
    const quiet = ticketIn('weifang', { wantsReply: false })
      .do(dispatched, dispatchTo(CHENGGUAN))
      .do(done, asking('uncooperative'))
      .do(reviewed, decision(true));
    expect(quiet.told('closed')).toEqual(['chengguan', 'caller']);
  });

  test('refused: it is handled on, within the clock that it had', () => {
    const story = order('weifang').do(done, asking('uncooperative')).do(reviewed, decision(false));
    expect(story.ticket).toMatchObject({ state: 'handling', pending: [] });
    expect(story.clock('handling-1')).toMatchObject({ state: 'running', due: at('2026-10-13 00:00') });
    expect(story.told('refused-request')).toEqual(['chengguan']);
    expect(story.refusal(reviewed, asking('uncooperative'))).toBeUndefined();
  });

  test('a ground that the rulebook has not, and a second application, are refused', () => {
    const story = order('weifang');
    expect(story.refusal(done, asking('difficult'))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'ground', rule: 'WF-21', message: expect.stringContaining('uncooperative') }],
    });
    story.do(done, asking('settled'));
    expect(story.refusal(done, asking('petition'))).toMatchObject({ kind: 'state' });
  });

  test('JE-4: what is answered at once is no ground in enforcement', () => {
    expect(order('jinan-enforcement').refusal(done, asking('repeat'))).toMatchObject({ kind: 'invalid' });
    expect(order('jinan-enforcement').refusal(done, asking('decided-in-court'))).toBeUndefined();
  });

  test('a submission makes the application moot', () => {
    const story = order('weifang').do(done, asking('settled')).do(done, submit());
    expect(story.ticket).toMatchObject({ state: 'submitted', pending: [] });
    expect(story.clock('closure-review-1')?.state).toBe('stopped');
    expect(story.clock('closure-review-2')?.state).toBe('running');
  });
});

describe('HZ-8: the closure application answers the caller in full', () => {
  test('where others assisted, in Huizhou it says how it was coordinated', () => {
    const story = ticketIn('huizhou')
      .do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(dispatched, command('contribute', {}, { ...asUnit(HUANBAO), parts: ['result'] }));
    expect(story.refusal(done, submit())).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'reply.process', rule: 'HZ-8' }],
    });
    expect(story.refusal(done, submit('resolved', ['process']))).toBeUndefined();
    expect(story.refusal(done, submit('explained'))).toMatchObject({
      errors: [{ path: 'reply.process' }, { path: 'reply.guidance' }],
    });
  });

  test('where it was only explained, in Huizhou it gives guidance', () => {
    expect(order('huizhou').refusal(done, submit('explained'))).toMatchObject({
      errors: [{ path: 'reply.guidance', rule: 'HZ-8' }],
    });
    expect(order('huizhou').refusal(done, submit('explained', ['guidance']))).toBeUndefined();
    expect(order('huizhou').refusal(done, submit())).toBeUndefined();
  });

  test.each(['weifang', 'jinan', 'beijing', 'jinan-enforcement'] as const)('%s demands no more', (city) => {
    expect(order(city).refusal(done, submit('explained'))).toBeUndefined();
  });
});

test('HZ-9, JN-4: an unfinished closure is known as such, with its reason, progress and plan', () => {
  const story = order('huizhou').do(done, submit('resolved', ['reason', 'progress', 'plan']));
  expect(story.ticket).toHaveProperty('submission', { outcome: 'resolved', finished: false });
  expect(story.facts('submitted')).toMatchObject([{ finished: false }]);
  expect(submitted('huizhou').ticket).toMatchObject({ submission: { finished: true } });
  const said = command('submit', { outcome: 'explained', finished: false }, asUnit(CHENGGUAN));
  expect(order('beijing').do(done, said).ticket).toMatchObject({ submission: { finished: false } });
});

describe.each(CITIES)('a closure in %s', (city) => {
  test('T-10: at submission the review starts, and feedback where the city has a limit for it', () => {
    const story = submitted(city);
    expect(story.clock('closure-review-1')).toMatchObject({ state: 'running', startedAt: done });
    const feedback = city === 'jinan' || city === 'jinan-enforcement';
    expect(story.clock('feedback-1')?.startedAt).toBe(feedback ? done : undefined);
    expect(story.told('submitted')).toEqual(['hotline']);
  });

  test('sent back (退办): counted, with a fresh clock, and the old one stays as it ended (osTicket#5955)', () => {
    const story = submitted(city).do(reviewed, review(false));
    expect(story.ticket).toMatchObject({ state: 'handling', counts: { returned: 1, pressed: 1 } });
    expect(story.clock('handling-1')?.state).toBe('met');
    expect(story.clock('handling-2')).toMatchObject({ state: 'running', startedAt: reviewed });
    expect(story.told('sent-back')).toEqual(['chengguan']);
    const [told] = story.notifications.filter(({ template }) => template === 'sent-back');
    expect(told?.facts.due).toBe(story.clock('handling-2')?.due);
  });

  test('approved: the caller is asked, within the call-back’s clock', () => {
    const story = approved(city);
    expect(story.ticket.state).toBe('callback');
    expect(story.clock('callback-1')).toMatchObject({ state: 'running', startedAt: reviewed });
    expect(story.told('approved')).toEqual(['caller']);
  });

  const attempts = city === 'jinan-enforcement' ? 2 : 3;

  test(`a caller who is not reached is called ${attempts} times, then it closes as the unit asked`, () => {
    const story = approved(city);
    for (let times = 1; times < attempts; times++) {
      story.do(called, callback({ reached: false }));
      expect(story.ticket).toMatchObject({ state: 'callback', unreached: times });
    }
    story.do(called, callback({ reached: false }));
    expect(story.ticket).toMatchObject({ state: 'closed', outcome: 'resolved', counts: { unresolved: 0 } });
    expect(story.clock('callback-1')?.state).toBe('met');
  });

  test('attempts in vain are counted anew in the next call-back', () => {
    const story = approved(city)
      .do(called, callback({ reached: false }))
      .do(called, callback({ reached: true, resolved: false }))
      .do(called, submit('resolved', ['process']))
      .do(called, review(true))
      .do(called, callback({ reached: false }));
    expect(story.ticket).toMatchObject({ state: 'callback', unreached: 1 });
  });

  test('handled again as often as the rulebook says, then it is for the supervisor, and the ticket is under supervision', () => {
    const story = approved(city);
    for (const times of [1, 2]) {
      story.do(called, callback({ reached: true, resolved: false }));
      expect(story.ticket).toMatchObject({
        state: 'handling',
        counts: { rehandled: times, unresolved: times },
      });
      expect(story.clock(`handling-${times + 1}`)?.state).toBe('running');
      story.do(called, submit()).do(called, review(true));
    }
    story.do(called, callback({ reached: true, resolved: true, satisfaction: 'dissatisfied' }));
    expect(story.ticket).toMatchObject({ state: 'submitted', submission: { afterCallback: true } });
    expect(story.ticket.level).toBeGreaterThan(0);
    expect(story.ticket.supervision.some(({ endedAt }) => endedAt === undefined)).toBe(true);
    expect(story.told('rehandled')).toEqual(['chengguan', 'chengguan']);
    expect(story.told('put-to-review')).toEqual(['hotline']);
    story.do(called, review(true));
    expect(story.ticket).toMatchObject({ state: 'closed', outcome: 'resolved' });
  });

  test('HZ-10: the caller evaluates intake and handling; handling only once there is a result, intake once', () => {
    const story = order(city);
    expect(story.refusal(done, evaluate('handling', 'satisfied'))).toMatchObject({
      kind: 'state',
      rule: 'HZ-10',
    });
    story.do(done, evaluate('intake', 'satisfied'));
    expect(story.refusal(done, evaluate('intake', 'dissatisfied'))).toMatchObject({
      kind: 'state',
      rule: 'HZ-10',
    });
    expect(story.ticket).toMatchObject({ state: 'handling', counts: { unresolved: 0 } });
    story
      .do(done, submit())
      .do(reviewed, review(true))
      .do(called, evaluate('handling', 'basically-satisfied'));
    expect(story.ticket).toMatchObject({
      state: 'closed',
      outcome: 'resolved',
      evaluations: [
        { stage: 'intake', satisfaction: 'satisfied' },
        { stage: 'handling', satisfaction: 'basically-satisfied' },
      ],
    });
  });

  test('HZ-10: a dissatisfied evaluation of the handling counts as a failed call-back', () => {
    const story = approved(city).do(called, evaluate('handling', 'dissatisfied'));
    expect(story.ticket).toMatchObject({ state: 'handling', counts: { rehandled: 1 } });
    expect(story.clock('callback-1')?.state).toBe('met');
    expect(story.clock('handling-2')).toMatchObject({ state: 'running', startedAt: called });
  });
});

describe('what the caller is asked', () => {
  test.each([
    ['weifang', 'very-dissatisfied', true],
    ['huizhou', 'very-satisfied', true],
    ['beijing', 'very-satisfied', false],
    ['jinan-enforcement', 'very-dissatisfied', false],
  ] as const)('HZ-10: in %s the answer %s is on the scale: %s', (city, satisfaction, known) => {
    const refusal = approved(city).refusal(called, callback({ reached: true, satisfaction }));
    if (known) expect(refusal).toBeUndefined();
    else expect(refusal).toMatchObject({ kind: 'invalid', errors: [{ path: 'satisfaction' }] });
  });

  test('JN-6, JE-11: the feedback clock is met when the caller was heard', () => {
    for (const city of ['jinan', 'jinan-enforcement'] as const) {
      const story = approved(city).do(called, callback({ reached: true, resolved: true }));
      expect(story.clock('feedback-1')?.state).toBe('met');
    }
  });

  test('JE-11: the same day; else the hotline is urged every morning', () => {
    const story = submitted('jinan-enforcement');
    expect(story.clock('feedback-1')?.due).toBe(at('2026-10-01 00:00'));
    story.do(reviewed, review(true)).until(at('2026-10-02 12:00'));
    expect(story.rungs().filter((it) => it >= '2026-09-30 12:00')).toEqual([
      '2026-09-30 20:00 reminded',
      '2026-10-01 09:00 urged',
      '2026-10-01 09:00 urged',
      '2026-10-02 09:00 urged',
      '2026-10-02 09:00 urged',
    ]);
  });

  test('JN-6: no feedback clock runs for a caller who wants no reply', () => {
    const quiet = ticketIn('jinan', { wantsReply: false })
      .do(dispatched, dispatchTo(CHENGGUAN))
      .do(done, submit());
    expect(quiet.clock('feedback-1')).toBeUndefined();
    expect(quiet.do(reviewed, review(true)).ticket).toMatchObject({ state: 'closed', outcome: 'resolved' });
  });
});

test('JN-5, BJ-10: a result, also one that only explains, goes to the hotline and then to the caller', () => {
  const story = ticketIn('beijing')
    .do(dispatched, dispatchTo(CHENGGUAN))
    .do(done, command('submit', { outcome: 'explained' }, asUnit(CHENGGUAN)))
    .do(reviewed, review(true));
  expect(story.told('submitted')).toEqual(['hotline']);
  expect(story.told('approved')).toEqual(['caller']);
  expect(story.do(called, callback({ reached: true, resolved: true })).ticket).toHaveProperty(
    'outcome',
    'explained',
  );
});
