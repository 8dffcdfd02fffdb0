import { evaluationHindrance } from '../../domain/procedures/caller/evaluating';
import { type Instant, instant } from '../../domain/time/instant';
import { CALLER, CHENGGUAN, CITIES, dueOf, HUANBAO, OPERATOR, SUPERVISOR, ticketIn } from '../given/cities';
import { modesOf } from '../given/corrected';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const dispatched = at('2026-09-29 10:02');
const done = at('2026-09-30 09:00');
const reviewed = at('2026-09-30 09:30');
const called = at('2026-09-30 10:00');
/** When the matter arrived. */
const RECEIVED = at('2026-09-29 10:00');
type City = (typeof CITIES)[number];
/** A millisecond before. */
const instantBefore = (moment: Instant): Instant => instant(moment - 1);

/** A closure application that says that the caller was told, which most cities want (JN-6, WF-20, BJ-10). */
const submit = (outcome: 'resolved' | 'explained' = 'resolved', parts: string[] = []) =>
  command(
    'submit',
    { outcome, told: { at: dispatched } },
    { ...asUnit(CHENGGUAN), parts: ['response', 'result', 'method', ...parts] },
  );
const review = (approve: boolean) => command('review', { approve }, { ...SUPERVISOR, parts: ['reason'] });
const callback = (body: { reached: boolean; resolved?: boolean; satisfaction?: string }) =>
  command('callback', body, OPERATOR);
const evaluate = (stage: 'intake' | 'handling', satisfaction: string) =>
  command('evaluate', { stage, satisfaction }, CALLER);

/** Dispatched, and what the city wants of the unit before its result is done: it is on the scene (JE-8), or has spoken with the caller (BJ-8). */
const order = (city: City, facts: Parameters<typeof ticketIn>[1] = {}): Story => {
  const story = ticketIn(city, facts).do(dispatched, dispatchTo(CHENGGUAN));
  if (city === 'jinan-enforcement')
    return story.do(at('2026-09-29 10:30'), command('arrive', {}, asUnit(CHENGGUAN)));
  return city === 'beijing'
    ? story.do(at('2026-09-29 10:30'), command('contact', {}, asUnit(CHENGGUAN)))
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

describe('HZ-9: what is not fully done says why, how far it is and what comes next', () => {
  const unfinished = (outcome: 'resolved' | 'explained' | 'unfinished', finished: boolean) =>
    command(
      'submit',
      { outcome, finished, told: { at: dispatched } },
      { ...asUnit(CHENGGUAN), parts: ['guidance', 'reason', 'progress', 'plan'] },
    );

  test.each(CITIES)('in %s it closes as unfinished, never as resolved (HZ-9)', (city) => {
    expect(order(city).refusal(done, unfinished('resolved', false))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'outcome', reason: 'finished-or-deferred', rule: 'HZ-9' }],
    });
    // What cannot be done by law is explained, and what comes next may stand there too (JN-5, BJ-9).
    expect(order(city).refusal(done, unfinished('explained', false))).toBeUndefined();
    const story = order(city).do(done, unfinished('unfinished', false));
    expect(story.ticket).toMatchObject({ submission: { outcome: 'unfinished', finished: false, at: done } });
    expect(story.facts('submitted')).toMatchObject([{ outcome: 'unfinished', finished: false }]);
    story.do(reviewed, review(true)).do(called, callback({ reached: true, resolved: true }));
    expect(story.ticket).toMatchObject({ state: 'closed', outcome: 'unfinished' });
  });

  test('what is done does not close as unfinished (HZ-9)', () => {
    expect(order('huizhou').refusal(done, unfinished('unfinished', true))).toMatchObject({
      errors: [{ path: 'outcome', rule: 'HZ-9' }],
    });
    expect(submitted('huizhou').ticket).toMatchObject({ submission: { finished: true } });
  });
});

describe.each(CITIES)('a closure in %s', (city) => {
  test('T-10: at submission the review starts, and feedback where the hotline is to tell the caller', () => {
    const story = submitted(city);
    expect(story.clock('closure-review-1')).toMatchObject({ state: 'running', startedAt: done });
    // Elsewhere the unit itself tells the caller (JN-6, WF-20, BJ-10).
    const feedback = city === 'huizhou' || city === 'jinan-enforcement';
    expect(story.clock('feedback-1')?.startedAt).toBe(feedback ? done : undefined);
    expect(story.told('submitted')).toEqual(['hotline']);
  });

  test('T-10: sent back (退办): counted, and the clock that was running goes on, with a working day at least', () => {
    const before = dueOf(order(city), 'handling-1');
    const story = submitted(city);
    expect(story.clock('handling-1')).toMatchObject({ state: 'met', endedAt: done });
    story.do(reviewed, review(false));
    expect(story.ticket).toMatchObject({ state: 'handling', counts: { returned: 1, pressed: 1 } });
    expect(story.ticket.clocks.filter(({ name }) => name === 'handling')).toHaveLength(1);
    const clock = story.clock('handling-1');
    expect(clock).toMatchObject({ state: 'running', startedAt: city === 'huizhou' ? RECEIVED : dispatched });
    expect(clock?.endedAt).toBeUndefined();
    // After Wed 30 Sep the next working day is Thu 8 Oct, which is more than three or seven natural days leave.
    const floored = city === 'jinan-enforcement' || city === 'beijing';
    expect(dueOf(story, 'handling-1')).toBe(floored ? '2026-10-09 00:00' : before);
    expect(story.told('sent-back')).toEqual(['chengguan']);
    const [told] = story.notifications.filter(({ template }) => template === 'sent-back');
    expect(told?.facts.due).toBe(clock?.due);
  });

  test('osTicket#5955, T-10: one that was breached when it was submitted is breached for good', () => {
    const late = at('2026-11-10 10:00');
    const again = at('2026-11-11 10:00');
    const story = order(city)
      .do(late, submit('resolved', ['process']))
      .do(again, review(false));
    expect(story.clock('handling-1')).toMatchObject({ state: 'running', late: true });
    story.do(again, submit('resolved', ['process']));
    expect(story.clock('handling-1')).toMatchObject({ state: 'breached', endedAt: again });
  });

  test('approved: the caller is asked, within the call-back’s clock', () => {
    const story = approved(city);
    expect(story.ticket.state).toBe('callback');
    expect(story.clock('callback-1')).toMatchObject({ state: 'running', startedAt: reviewed });
    expect(story.told('approved')).toEqual(['caller']);
  });

  const attempts = city === 'jinan-enforcement' ? 2 : 3;
  /** Spaced as far apart as the widest spacing. */
  const hours = ['10:00', '14:00', '18:00'].map((time) => at(`2026-09-30 ${time}`));

  test(`WF-25: a caller who is not reached is called ${attempts} times, then it closes as the unit asked`, () => {
    const story = approved(city);
    for (const [index, hour] of hours.slice(0, attempts).entries()) {
      expect(story.ticket).toMatchObject({ state: 'callback', unreached: index });
      story.do(hour, callback({ reached: false }));
    }
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
      expect(story.clock(`handling-${times + 1}`)).toMatchObject({ state: 'running', unit: 'chengguan' });
      story.do(called, submit()).do(called, review(true));
      expect(modesOf(story, CHENGGUAN)).toEqual([]);
    }
    story.do(called, callback({ reached: true, resolved: true, satisfaction: 'dissatisfied' }));
    expect(story.ticket).toMatchObject({ state: 'submitted', submission: { afterCallback: true } });
    expect(story.clock(`closure-review-4`)?.state).toBe('running');
    expect(modesOf(story, CHENGGUAN)).toEqual(['daily']);
    // Supervision is no level; in Jinan what is raised again and again rises by itself (JN-8: 反复反映).
    expect(story.ticket.level).toBe(city === 'jinan' ? 3 : 0);
    expect(story.told('rehandled')).toEqual(['chengguan', 'chengguan']);
    expect(story.told('put-to-review')).toEqual(['hotline']);
    // The caller was not content with how, but said that it is resolved: it closes as the unit had it (S-15 is the other word).
    story.do(called, review(true));
    expect(story.ticket).toMatchObject({ state: 'closed', outcome: 'resolved' });
  });

  test('WF-25: what the caller calls unresolved to the end closes as unresolved; sent back instead, the next result counts', () => {
    const toTheEnd = (): Story => {
      const story = approved(city);
      for (let times = 0; times < 2; times++)
        story
          .do(called, callback({ reached: true, resolved: false }))
          .do(called, submit())
          .do(called, review(true));
      return story.do(called, callback({ reached: true, resolved: false }));
    };
    expect(toTheEnd().ticket).toMatchObject({ state: 'submitted', submission: { unresolved: true } });
    expect(toTheEnd().do(called, review(true)).ticket).toMatchObject({
      state: 'closed',
      outcome: 'unresolved',
      counts: { unresolved: 3 },
    });
    const again = toTheEnd()
      .do(called, review(false))
      .do(called, submit())
      .do(called, review(true))
      .do(called, callback({ reached: true, resolved: true }));
    expect(again.ticket).toMatchObject({ state: 'closed', outcome: 'resolved' });
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

  test('HZ-10, WF-25: what an operator was told stands beside the own word, each by what it came; it takes that from nobody', () => {
    const own = (satisfaction: string, by?: 'link' | 'code') =>
      command('evaluate', { stage: 'handling', satisfaction, ...(by ? { by } : {}) }, CALLER);
    const story = approved(city)
      .do(called, own('dissatisfied', 'link'))
      .do(called, submit())
      .do(called, review(true))
      .do(called, callback({ reached: true, resolved: true, satisfaction: 'satisfied' }));
    const told = { stage: 'handling', satisfaction: 'satisfied', by: 'callback' } as const;
    expect(story.ticket.evaluations).toEqual([
      { stage: 'handling', satisfaction: 'dissatisfied', by: 'link' },
      told,
    ]);
    // Of a ticket that only was called back, the caller still evaluates.
    expect(
      evaluationHindrance({ state: 'closed', outcome: 'resolved', evaluations: [told] }, 'handling'),
    ).toBe(undefined);
    expect(evaluationHindrance(story.ticket, 'handling')).toBe('evaluated');
    // An answer without a word on how satisfied is no evaluation; and one from before says of no way.
    const resolved = approved(city).do(called, callback({ reached: true, resolved: true }));
    expect(resolved.ticket.evaluations).toEqual([]);
    expect(approved(city).do(called, own('satisfied')).ticket.evaluations).toEqual([
      { stage: 'handling', satisfaction: 'satisfied' },
    ]);
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

  test('JE-11: the feedback clock is met when the caller was heard', () => {
    for (const city of ['huizhou', 'jinan-enforcement'] as const) {
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

  test('JN-6: of a confidential matter the hotline relays the result; to a caller who wants no reply nobody does', () => {
    const unspoken = command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN));
    const relayed = order('jinan', { confidential: true }).do(done, unspoken);
    expect(relayed.clock('reply-1')).toBeUndefined();
    expect(relayed.clock('feedback-1')).toMatchObject({ state: 'running', startedAt: done });
    for (const city of ['jinan', 'weifang', 'huizhou'] as const) {
      const quiet = order(city, { wantsReply: false }).do(done, unspoken);
      expect(quiet.ticket.clocks.filter(({ name }) => name === 'feedback' || name === 'reply')).toEqual([]);
      expect(quiet.do(reviewed, review(true)).ticket).toMatchObject({ state: 'closed', outcome: 'resolved' });
    }
  });
});

describe('calls in vain are spaced as the rulebook says (HZ-10: local)', () => {
  const vain = () => callback({ reached: false });

  test.each([
    ['jinan', '14:00'],
    ['huizhou', '14:00'],
    ['beijing', '12:00'],
  ] as const)('in %s the next one counts from %s on, and one before is refused', (city, next) => {
    const story = approved(city).do(called, vain());
    const until = at(`2026-09-30 ${next}`);
    expect(story.refusal(called, vain())).toMatchObject({
      kind: 'state',
      reason: 'call-too-soon',
      parameters: { until },
      detail: expect.stringContaining(`2026-09-30T${next}:00+08:00`),
    });
    expect(story.refusal(instantBefore(until), vain())).toMatchObject({ reason: 'call-too-soon' });
    expect(story.do(until, vain()).ticket.unreached).toBe(2);
  });

  test('a caller who is reached is heard whenever that is', () => {
    const story = approved('jinan').do(called, vain());
    expect(story.do(called, callback({ reached: true, resolved: true })).ticket.state).toBe('closed');
  });

  test('the next call-back begins anew; where a rulebook names no spacing, each call counts', () => {
    const again = approved('jinan')
      .do(called, vain())
      .do(called, callback({ reached: true, resolved: false }))
      .do(called, submit())
      .do(called, review(true));
    expect(again.refusal(called, vain())).toBeUndefined();
    expect(approved('weifang').do(called, vain()).do(called, vain()).ticket.unreached).toBe(2);
  });
});

describe('WF-25: a review may name the submission that it is of', () => {
  const naming = (submission: number) => command('review', { approve: false, submission }, SUPERVISOR);

  test('one that is not the newest is refused, and says which is', () => {
    const story = submitted('huizhou').do(reviewed, naming(1)).do(called, submit());
    for (const submission of [1, 3])
      expect(story.refusal(called, naming(submission))).toMatchObject({
        kind: 'state',
        reason: 'not-that-submission',
        parameters: { submission: 2 },
      });
    expect(story.ticket.state).toBe('submitted');
    expect(story.do(called, naming(2)).ticket.state).toBe('handling');
  });
});

test('JN-5, BJ-10: a result, also one that only explains, goes to the hotline and then to the caller', () => {
  const story = order('beijing').do(done, submit('explained')).do(reviewed, review(true));
  expect(story.told('submitted')).toEqual(['hotline']);
  expect(story.told('approved')).toEqual(['caller']);
  expect(story.do(called, callback({ reached: true, resolved: true })).ticket).toHaveProperty(
    'outcome',
    'explained',
  );
});
