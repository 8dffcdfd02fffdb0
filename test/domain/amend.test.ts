import type { Registration } from '../../domain/ticket/register';
import {
  CHENGGUAN,
  type City,
  dueOf,
  LIXIA,
  lawOf,
  OPERATOR,
  SHIZHONG,
  SUPERVISOR,
  ticketIn,
} from '../given/cities';
import { turnOf } from '../../domain/telling/turn';
import { approve } from '../given/corrected';
import { matterOf } from '../given/matter';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

/** What was taken down wrongly is put right: limits are counted anew from where they began, as recorded moves (T-9). */
const dispatched = at('2026-09-29 10:02');
const now = at('2026-09-29 11:00');
type Put = Partial<Pick<Registration, 'kind' | 'category' | 'district' | 'urgency'>>;

/** As the API passes it on: with the rules of the same rulebook for such a matter. */
const amend = (city: City, put: Put, matter: Partial<Registration> = {}) =>
  command(
    'amend',
    { ...put, rules: lawOf(city, matterOf({ ...matter, ...put })).rules },
    { ...OPERATOR, parts: ['reason'] },
  );
const order = (city: City, facts: Partial<Registration> = {}): Story =>
  ticketIn(city, facts).do(dispatched, dispatchTo(CHENGGUAN));

describe('limits are counted anew from where they began', () => {
  test('BJ-6, T-9: by another urgency, from the dispatch; each move says by what and by whom', () => {
    const story = order('beijing', { urgency: 'ordinary' });
    expect(dueOf(story, 'handling-1')).toBe('2026-10-07 00:00');
    story.do(now, amend('beijing', { urgency: 'critical' }));
    expect(story.ticket.urgency).toBe('critical');
    expect(story.clock('handling-1')).toMatchObject({ startedAt: dispatched, due: at('2026-09-29 12:02') });
    expect(dueOf(story, 'overall-1')).toBe('2026-10-03 00:00');
    expect(story.facts('clock-moved').find(({ name }) => name === 'handling')).toMatchObject({
      cause: 'amendment',
      before: at('2026-10-07 00:00'),
      after: at('2026-09-29 12:02'),
    });
    expect(story.ticket.clocks.filter(({ name }) => name === 'handling')).toHaveLength(1);
    expect(story.ledger.at(-1)?.actor).toEqual({ role: 'operator' });
  });

  test('HZ-1, T-9: by another kind, from the arrival', () => {
    const facts = { kind: 'complaint', receivedAt: at('2026-09-28 16:00') } as const;
    const story = order('huizhou', { ...facts, registeredAt: at('2026-09-29 10:00') });
    story.do(now, amend('huizhou', { kind: 'consultation' }));
    expect(dueOf(story, 'handling-1')).toBe('2026-10-01 00:00');
    expect(story.facts('clock-moved').find(({ name }) => name === 'handling')).toMatchObject({
      source: 'HZ-1',
      cause: 'amendment',
    });
    expect(dueOf(story, 'overall-1')).toBe('2026-10-17 00:00');
  });

  test('T-9: with the extension that was granted', () => {
    const story = order('huizhou')
      .do(now, command('request-extension', { limit: { workdays: 3 } }, asUnit(CHENGGUAN)))
      .do(now, command('decide', { request: 'extension', approve: true }, SUPERVISOR));
    expect(dueOf(story, 'handling-1')).toBe('2026-10-30 00:00');
    story.do(now, amend('huizhou', { kind: 'help' }));
    expect(dueOf(story, 'handling-1')).toBe('2026-10-23 00:00');
  });

  test('what so has passed already is breached at once; what was overdue and is not by then goes on', () => {
    const late = at('2026-10-01 10:00');
    const story = order('beijing', { urgency: 'ordinary' }).do(
      late,
      amend('beijing', { urgency: 'critical' }),
    );
    expect(story.until(late).clock('handling-1')).toMatchObject({ state: 'breached' });
    story.do(late, amend('beijing', { urgency: 'complex' }));
    expect(story.clock('handling-1')).toMatchObject({ state: 'running', due: at('2026-10-15 00:00') });
    expect(story.facts('clock-breached').some(({ clock }) => clock === 'handling-1')).toBe(true);
    const stillLate = order('beijing', { urgency: 'critical' }).do(
      late,
      amend('beijing', { urgency: 'urgent' }),
    );
    expect(stillLate.clock('handling-1')).toMatchObject({ state: 'breached', due: at('2026-09-29 12:02') });
  });
});

describe('what does not move', () => {
  test('T-9: a clock that has ended', () => {
    const story = order('beijing', { urgency: 'ordinary' });
    const before = story.clock('dispatching-1');
    expect(story.do(now, amend('beijing', { urgency: 'critical' })).clock('dispatching-1')).toEqual(before);
  });

  test('T-9: a limit of its own: by law, by a decision from above, by a promise', () => {
    const byLaw = ticketIn('beijing').do(
      dispatched,
      command('dispatch', { lead: CHENGGUAN, assist: [], copy: [], statutory: { days: 20 } }),
    );
    const decided = order('beijing')
      .do(now, command('escalate', { level: 2 }, SUPERVISOR))
      .do(now, command('resolve-escalation', { limit: { workdays: 3 } }, SUPERVISOR));
    for (const [story, clock, due] of [
      [byLaw, 'handling-1', '2026-10-20 00:00'],
      [decided, 'handling-2', '2026-10-10 00:00'],
    ] as const) {
      expect(dueOf(story, clock)).toBe(due);
      expect(dueOf(story.do(now, amend('beijing', { urgency: 'critical' })), clock)).toBe(due);
    }
    const promised = order('huizhou')
      .do(
        now,
        command(
          'submit',
          { outcome: 'unfinished', finished: false, deferUntil: '2026-10-30' },
          asUnit(CHENGGUAN),
        ),
      )
      .do(now, approve())
      .do(now, amend('huizhou', { kind: 'consultation' }));
    expect(dueOf(promised, 'promise-1')).toBe('2026-10-31 00:00');
    expect(dueOf(promised, 'overall-1')).toBe('2026-10-31 00:00');
  });

  test('category and district are put right, and who works on it is told', () => {
    const story = order('weifang').do(
      now,
      amend('weifang', { category: '供热/停暖', district: { id: SHIZHONG.id, name: '市中区' } }),
    );
    expect(story.ticket).toMatchObject({ category: '供热/停暖', district: { id: 'shizhong' } });
    expect(story.facts('clock-moved')).toEqual([]);
    expect(story.facts('amended')).toMatchObject([{ category: '供热/停暖', text: { parts: ['reason'] } }]);
    expect(story.told('amended')).toEqual(['chengguan']);
  });
});

describe('what such a matter does not owe is owed no longer', () => {
  test('JE-8: a consultation has no scene', () => {
    const story = order('jinan-enforcement').do(now, amend('jinan-enforcement', { kind: 'consultation' }));
    expect(story.clock('arrival-1')).toMatchObject({ state: 'stopped', endedAt: now });
    expect(
      story
        .until(at('2026-09-29 18:00'))
        .rungs()
        .some((rung) => rung.includes('supervised')),
    ).toBe(false);
    const submit = command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN));
    expect(story.refusal(at('2026-09-29 18:00'), submit)).toBeUndefined();
  });

  test.each([
    ['beijing', 'contact-1'],
    ['jinan', 'reply-1'],
  ] as const)('WF-11: of a report the unit in %s knows no way to the caller: its %s stops', (city, clock) => {
    const story = order(city).do(now, amend(city, { kind: 'report' }));
    expect(story.clock(clock)).toMatchObject({ state: 'stopped', endedAt: now });
    expect(story.clock('handling-1')?.state).toBe('running');
    const submit = command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN));
    expect(story.do(now, submit).clock('feedback-1')?.state).toBe('running');
  });
});

test('an amendment that amends nothing is refused', () => {
  const story = order('beijing', { urgency: 'ordinary' });
  for (const put of [{}, { kind: 'complaint' }, { urgency: 'ordinary' }, { district: LIXIA }] as const)
    expect(story.refusal(now, command('amend', put, OPERATOR))).toMatchObject({
      kind: 'invalid',
      reason: 'nothing-amended',
    });
});

describe('WF-11: the caller wants to stay unknown from now on', () => {
  const unknown = command('amend', { confidential: true }, { ...OPERATOR, parts: ['reason'] });

  test('nothing else of the ticket changes but what the unit can do no more, and readers of lists know of it', () => {
    const story = order('beijing');
    const { law } = story.ticket;
    story.do(now, unknown);
    expect(story.ticket).toMatchObject({ confidential: true, law });
    expect(story.facts('amended')).toEqual([expect.objectContaining({ confidential: true })]);
    expect(story.clock('contact-1')).toMatchObject({ state: 'stopped' });
    expect(turnOf(story.ticket, story.ledger, [], now).about).toMatchObject({ confidential: true });
  });

  test('who is unknown already is not made so again', () => {
    const story = order('beijing', { confidential: true });
    expect(story.refusal(now, unknown)).toMatchObject({ reason: 'nothing-amended' });
  });

  test('of one that is not confidential, nothing is said of it', () => {
    const story = order('beijing');
    expect(turnOf(story.ticket, story.ledger, [], now).about).not.toHaveProperty('confidential');
  });
});
