// Lines of single cities that no story of all cities shows.
import { CHENGGUAN, ticketIn, ZHUJIAN } from '../given/cities';
import { approve, happened, returned, submitTold } from '../given/corrected';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';
import type { UnitRef } from '../../domain/ticket/ticket';

test('BJ-14: in Beijing a unit that does not put right what it is supervised for is ordered to correct', () => {
  const story = ticketIn('beijing').do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN));
  // Due 7 Oct 00:00, supervised then; two workdays to put it right: 8 and 9 Oct.
  expect(happened(story.until(at('2026-10-09 23:59')), 'correction-ordered')).toEqual([]);
  story.until(at('2026-10-10 00:00'));
  expect(happened(story, 'correction-ordered')).toEqual(['2026-10-10 00:00 correction-ordered chengguan']);
  expect(story.facts('correction-ordered')[0]?.fired?.source).toBe('BJ-14');
});

test('HZ-11: two units of which each was handed its matter back once are none that was handed it back twice', () => {
  const again = (unit: typeof CHENGGUAN, day: string) =>
    [
      [at(`${day} 14:00`), submitTold(unit, `${day} 13:30`)],
      [at(`${day} 15:00`), approve()],
      [at(`${day} 16:00`), command('callback', { reached: true, resolved: false })],
    ] as const;
  const story = ticketIn('huizhou').do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN));
  for (const [moment, what] of again(CHENGGUAN, '2026-09-29')) story.do(moment, what);
  returned(story, CHENGGUAN, '2026-09-30 09:00', '2026-09-30 09:30').do(
    at('2026-09-30 09:40'),
    dispatchTo(ZHUJIAN),
  );
  for (const [moment, what] of again(ZHUJIAN, '2026-09-30')) story.do(moment, what);
  expect(story.ticket.counts.rehandled).toBe(2);
  expect(story.facts('referral-proposed')).toEqual([]);
  expect(happened(story, 'supervised').filter((it) => it.includes('interview'))).toEqual([]);
});

test('JE-8: in enforcement a complaint is not closed before the unit was on its scene', () => {
  const story = ticketIn('jinan-enforcement').do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN));
  const submit = command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN));
  expect(story.refusal(at('2026-09-29 10:30'), submit)).toMatchObject({
    kind: 'invalid',
    errors: [{ path: 'arrive', rule: 'JE-8' }],
  });
  story.do(at('2026-09-29 10:40'), command('arrive', {}, asUnit(CHENGGUAN)));
  expect(story.refusal(at('2026-09-29 10:45'), submit)).toBeUndefined();
  const asked = ticketIn('jinan-enforcement', { kind: 'consultation' }).do(
    at('2026-09-29 10:00'),
    dispatchTo(CHENGGUAN),
  );
  expect(asked.ticket.clocks.some(({ name }) => name === 'arrival')).toBe(false);
  expect(asked.refusal(at('2026-09-29 10:30'), submit)).toBeUndefined();
});

/** Handled, approved, and called unresolved by the caller. */
const unresolved = (story: Story, unit: UnitRef, day: string): Story =>
  story
    .do(at(`${day} 14:00`), submitTold(unit, `${day} 13:30`))
    .do(at(`${day} 15:00`), approve())
    .do(at(`${day} 16:00`), command('callback', { reached: true, resolved: false }));

test('WF-26: each unit is supervised for its own unresolved matter, and none for two that two units had handled again', () => {
  const story = ticketIn('weifang').do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN));
  unresolved(story, CHENGGUAN, '2026-09-29');
  returned(story, CHENGGUAN, '2026-09-30 09:00', '2026-09-30 09:30').do(
    at('2026-09-30 09:40'),
    dispatchTo(ZHUJIAN),
  );
  unresolved(story, ZHUJIAN, '2026-09-30');
  expect(story.facts('supervised').map(({ unit, mode }) => [unit, mode])).toEqual([
    [CHENGGUAN.id, 'daily'],
    [ZHUJIAN.id, 'daily'],
  ]);
});

test('JE-17: a matter that two units each had to handle again once is no difficult one of either', () => {
  const story = ticketIn('jinan-enforcement', { kind: 'help' }).do(
    at('2026-09-29 10:00'),
    dispatchTo(CHENGGUAN),
  );
  unresolved(story, CHENGGUAN, '2026-09-29');
  returned(story, CHENGGUAN, '2026-09-30 09:00', '2026-09-30 09:30').do(
    at('2026-09-30 09:40'),
    dispatchTo(ZHUJIAN),
  );
  unresolved(story, ZHUJIAN, '2026-09-30');
  expect(story.ticket.counts.rehandled).toBe(2);
  expect(story.facts('supervised').filter(({ mode }) => mode === 'on-site')).toEqual([]);
  expect(story.ticket.difficultSince).toBeUndefined();
});

test('JE-13, JE-17: one that the same unit had to handle again twice is, from then on; where a city supervises that otherwise, it is none', () => {
  const twice = (city: 'jinan-enforcement' | 'weifang'): Story => {
    const story = ticketIn(city, { kind: 'help' }).do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN));
    unresolved(story, CHENGGUAN, '2026-09-29');
    expect(story.ticket.difficultSince).toBeUndefined();
    return unresolved(story, CHENGGUAN, '2026-09-30');
  };
  expect(twice('jinan-enforcement').ticket.difficultSince).toBe(at('2026-09-30 16:00'));
  expect(twice('weifang').ticket.difficultSince).toBeUndefined();
});

test('WF-33: pressed by the ladder three times under supervision, an assisting unit’s facts are made ready', () => {
  const story = ticketIn('weifang').do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN, [ZHUJIAN]));
  // Its part is due on 11 Oct 00:00; pressed on 12, 13 and 14 Oct.
  expect(story.until(at('2026-10-13 10:00')).facts('referral-proposed')).toEqual([]);
  expect(story.until(at('2026-10-14 09:00')).facts('referral-proposed')).toMatchObject([
    { unit: ZHUJIAN.id, to: ['discipline'], triggered: { source: 'WF-33' } },
  ]);
});
