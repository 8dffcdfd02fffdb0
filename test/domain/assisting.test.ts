import type { UnitRef } from '../../domain/ticket/ticket';
import {
  CHENGGUAN,
  type CITIES,
  dueOf,
  HUANBAO,
  lawOf,
  LIXIA,
  SHUIWU,
  ticketIn,
  ZHUJIAN,
} from '../given/cities';
import { happened, sendBack } from '../given/corrected';
import { matterOf } from '../given/matter';
import { asUnit, at, command, dispatchTo, Story } from '../given/story';

const now = at('2026-09-29 10:02');
const later = at('2026-09-30 09:00');
const result = (unit: typeof CHENGGUAN) => command('contribute', {}, { ...asUnit(unit), parts: ['result'] });
const delay = (unit: typeof CHENGGUAN) =>
  command('contribute', {}, { ...asUnit(unit), parts: ['reason', 'progress'] });
/** With all that the lead itself owes; it goes on without these. */
const submit = (...without: UnitRef[]) =>
  command(
    'submit',
    {
      outcome: 'resolved',
      told: { at: now },
      ...(without.length > 0 ? { without: without.map(({ id }) => id) } : {}),
    },
    { ...asUnit(CHENGGUAN), parts: ['process'] },
  );

/** Three units: one leads, two assist. The lead has spoken with the caller, and was on the scene. */
const shared = (city: (typeof CITIES)[number]): Story =>
  ticketIn(city)
    .do(now, dispatchTo(CHENGGUAN, [HUANBAO, ZHUJIAN]))
    .do(now, command('contact', {}, asUnit(CHENGGUAN)))
    .do(now, command('arrive', {}, asUnit(CHENGGUAN)));

describe.each([
  ['beijing', 'BJ-7'],
  ['weifang', 'WF-22'],
  ['jinan', undefined],
  ['huizhou', undefined],
  ['jinan-enforcement', undefined],
] as const)('a matter of three units in %s', (city, rule) => {
  test('each unit has a clock of its own, and an assisting one ends before the lead’s', () => {
    const { ticket } = shared(city);
    const assisting = ticket.clocks.filter(({ name }) => name === 'assist');
    expect(assisting.map(({ id, unit }) => [id, unit])).toEqual([
      ['assist-1', 'huanbao'],
      ['assist-2', 'zhujian'],
    ]);
    const lead = ticket.clocks.find(({ name }) => name === 'handling');
    for (const { due } of assisting) expect(due).toBeLessThan(lead?.due ?? 0);
  });

  test(`the lead submits naming those that are silent, and exactly those (${rule ?? 'local'})`, () => {
    const story = shared(city);
    const silent = (...units: UnitRef[]) => ({
      path: 'without',
      reason: 'name-without',
      parameters: { units: units.map(({ id }) => expect.objectContaining({ id }) as object) },
      ...(rule === undefined ? {} : { rule }),
    });
    expect(story.refusal(later, submit())).toMatchObject({
      kind: 'invalid',
      errors: [silent(HUANBAO, ZHUJIAN)],
    });
    expect(story.refusal(later, submit(HUANBAO))).toMatchObject({ errors: [silent(ZHUJIAN)] });
    expect(story.refusal(later, submit(HUANBAO, ZHUJIAN))).toBeUndefined();
    story.do(later, result(HUANBAO));
    expect(story.refusal(later, submit())).toMatchObject({ errors: [silent(ZHUJIAN)] });
    for (const [index, other] of [HUANBAO, CHENGGUAN, SHUIWU].entries())
      expect([index, story.refusal(later, submit(ZHUJIAN, other))]).toMatchObject([
        index,
        { errors: [{ path: 'without[1].unit', reason: 'owes-nothing', parameters: { unit: other.id } }] },
      ]);
    story.do(later, submit(ZHUJIAN));
    expect(story.facts('submitted')).toMatchObject([{ without: ['zhujian'] }]);
    expect(story.clock('assist-2')?.state).toBe('stopped');
  });

  test(`one that said why it is late is no silent one, and may be named (${rule ?? 'local'})`, () => {
    const story = shared(city).do(later, result(HUANBAO)).do(later, delay(ZHUJIAN));
    expect(story.refusal(later, submit(ZHUJIAN))).toBeUndefined();
    expect(story.do(later, submit()).facts('submitted')[0]).not.toHaveProperty('without');
  });

  test('each contribution is told to the lead, and meets its own clock alone', () => {
    const story = shared(city).do(later, result(ZHUJIAN));
    expect(story.told('contributed')).toEqual(['chengguan']);
    expect(story.clock('assist-2')?.state).toBe('met');
    expect(story.clock('assist-1')).toMatchObject({ state: 'running' });
  });
});

describe('an assisting unit that is late', () => {
  test('BJ-7: the reason for its delay lets the lead go on, and keeps its clock running', () => {
    const story = shared('beijing').do(later, delay(HUANBAO)).do(later, result(ZHUJIAN));
    expect(story.facts('contributed')).toMatchObject([
      { unit: 'huanbao', finished: false },
      { unit: 'zhujian', finished: true },
    ]);
    expect(story.clock('assist-1')?.endedAt).toBeUndefined();
    expect(story.until(at('2026-10-20 00:00')).clock('assist-1')).toMatchObject({ state: 'breached' });
  });

  test('BJ-7: its result may still come after the delay was explained, once', () => {
    const story = shared('beijing').do(later, delay(HUANBAO)).do(later, result(HUANBAO));
    expect(story.clock('assist-1')?.state).toBe('met');
    expect(story.refusal(later, result(HUANBAO))).toMatchObject({ kind: 'state' });
    expect(story.refusal(later, delay(HUANBAO))).toMatchObject({ kind: 'state' });
  });

  test('BJ-7: a result after the due moment is breached in the record, and the unit and the hotline were urged', () => {
    const story = shared('beijing').do(later, result(ZHUJIAN));
    expect(dueOf(story, 'assist-1')).toBe('2026-10-05 00:00');
    story.do(at('2026-10-06 00:00'), result(HUANBAO));
    expect(story.clock('assist-1')).toMatchObject({ state: 'breached', endedAt: at('2026-10-06 00:00') });
    expect(story.rungs()).toContain('2026-10-05 09:00 urged');
    expect(story.told('urged')).toEqual(['huanbao', 'hotline']);
    expect(happened(story, 'supervised')).toEqual(['2026-10-05 00:00 supervised huanbao']);
  });

  test('a closure that was sent back does not ask again for what was given', () => {
    const story = shared('weifang')
      .do(later, result(HUANBAO))
      .do(later, delay(ZHUJIAN))
      .do(later, submit())
      .do(later, sendBack());
    expect(story.ticket.assignments.map(({ contribution }) => contribution)).toEqual([
      undefined,
      'result',
      'delay',
    ]);
    expect(story.clock('assist-1')?.state).toBe('met');
    expect(story.clock('assist-2')?.state).toBe('running');
    expect(story.refusal(later, submit())).toBeUndefined();
    expect(story.refusal(later, result(ZHUJIAN))).toBeUndefined();
  });
});

describe('BJ-7: a report of delay gives the assisting unit a new day, so often as the rulebook says', () => {
  const until = (day: string) =>
    command('contribute', { expectedBy: day }, { ...asUnit(HUANBAO), parts: ['reason', 'progress'] });

  test('once in the shipped rulebooks: the clock moves by name; the next report is only recorded (BJ-7)', () => {
    const story = shared('beijing').do(later, until('2026-10-08'));
    expect(dueOf(story, 'assist-1')).toBe('2026-10-09 00:00');
    expect(story.facts('clock-moved')).toMatchObject([
      { clock: 'assist-1', before: at('2026-10-05 00:00'), cause: 'delay', source: 'BJ-7' },
    ]);
    story.do(at('2026-10-08 10:00'), until('2026-10-20'));
    expect(dueOf(story, 'assist-1')).toBe('2026-10-09 00:00');
    expect(story.facts('contributed')).toHaveLength(2);
    expect(dueOf(story, 'assist-2')).toBe('2026-10-05 00:00');
  });

  test.each([0, 2])('%d times where a rulebook says so', (delays) => {
    const matter = matterOf();
    const { rules, calendar } = lawOf('beijing', matter);
    const law = { rules: { ...rules, contribution: { ...rules.contribution, delays } }, calendar };
    const story = new Story(law, matter).do(now, dispatchTo(CHENGGUAN, [HUANBAO]));
    for (const day of ['2026-10-06', '2026-10-07', '2026-10-08']) story.do(later, until(day));
    expect(story.facts('clock-moved')).toHaveLength(delays);
    expect(dueOf(story, 'assist-1')).toBe(delays === 0 ? '2026-10-05 00:00' : '2026-10-08 00:00');
  });

  test('it cuts nothing short, and undoes no breach: who was silent until then is late, and pressed on', () => {
    expect(dueOf(shared('beijing').do(later, until('2026-10-01')), 'assist-1')).toBe('2026-10-05 00:00');
    const story = shared('beijing').do(at('2026-10-05 12:00'), until('2026-10-20'));
    expect(story.clock('assist-1')).toMatchObject({ state: 'breached', due: at('2026-10-05 00:00') });
    expect(story.until(at('2026-10-06 09:00')).rungs().at(-1)).toBe('2026-10-06 09:00 urged');
    // The lead need not name it any more.
    expect(story.refusal(at('2026-10-06 09:00'), submit(ZHUJIAN))).toBeUndefined();
  });

  test('the new day is today or a later one (BJ-7)', () => {
    expect(shared('beijing').refusal(later, until('2026-09-29'))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'expectedBy', reason: 'a-later-day', rule: 'BJ-7' }],
    });
    expect(shared('beijing').refusal(later, until('2026-09-30'))).toBeUndefined();
  });
});

test('only an assisting unit contributes, and none where none assists', () => {
  const story = shared('beijing');
  expect(story.refusal(later, result(CHENGGUAN))).toMatchObject({ kind: 'forbidden' });
  expect(story.refusal(later, result(SHUIWU))).toMatchObject({ kind: 'forbidden' });
  const alone = ticketIn('beijing').do(now, dispatchTo(CHENGGUAN, [], [LIXIA]));
  expect(alone.refusal(later, result(LIXIA))).toMatchObject({ kind: 'state' });
});

test('BJ-7: the first receiver leads and may not pass the order on: an assisting unit neither submits nor asks for more time', () => {
  const story = shared('beijing').do(later, result(HUANBAO)).do(later, result(ZHUJIAN));
  expect(story.refusal(later, command('submit', { outcome: 'resolved' }, asUnit(HUANBAO)))).toMatchObject({
    kind: 'forbidden',
  });
  expect(
    story.refusal(later, command('request-extension', { limit: { days: 1 } }, asUnit(HUANBAO))),
  ).toMatchObject({ kind: 'forbidden', detail: expect.stringContaining('chengguan') });
});

test('HZ-6: who received it first answers for it: no assisting unit submits, and the lead does so for all', () => {
  const story = shared('huizhou')
    .do(later, command('contribute', {}, { ...asUnit(HUANBAO), parts: ['result'] }))
    .do(later, command('contribute', {}, { ...asUnit(ZHUJIAN), parts: ['result'] }));
  const byAssisting = command('submit', { outcome: 'resolved' }, { ...asUnit(HUANBAO), parts: ['process'] });
  expect(story.refusal(later, byAssisting)).toMatchObject({ kind: 'forbidden', reason: 'lead-only' });
  expect(story.do(later, submit()).ticket.state).toBe('submitted');
});
