import { CHENGGUAN, type CITIES, dueOf, HUANBAO, LIXIA, SHUIWU, ticketIn, ZHUJIAN } from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const now = at('2026-09-29 10:02');
const later = at('2026-09-30 09:00');
const result = (unit: typeof CHENGGUAN) => command('contribute', {}, { ...asUnit(unit), parts: ['result'] });
const delay = (unit: typeof CHENGGUAN) =>
  command('contribute', {}, { ...asUnit(unit), parts: ['reason', 'progress'] });
const submit = command('submit', { outcome: 'resolved' }, { ...asUnit(CHENGGUAN), parts: ['process'] });

/** Three units: one leads, two assist. */
const shared = (city: (typeof CITIES)[number]): Story =>
  ticketIn(city).do(now, dispatchTo(CHENGGUAN, [HUANBAO, ZHUJIAN]));

describe.each([
  ['beijing', 'BJ-7'],
  ['weifang', 'WF-22'],
  ['jinan', 'JN-8'],
  ['huizhou', 'HZ-6'],
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

  test(`the lead submits only when each gave its result or said why it is late (${rule ?? 'local'})`, () => {
    const story = shared(city);
    expect(story.refusal(later, submit)).toMatchObject({
      kind: 'state',
      detail: expect.stringContaining('huanbao, zhujian'),
      ...(rule === undefined ? {} : { rule }),
    });
    story.do(later, result(HUANBAO));
    expect(story.refusal(later, submit)).toMatchObject({ detail: expect.stringMatching(/: zhujian\.$/) });
    story.do(later, delay(ZHUJIAN));
    expect(story.do(later, submit).ticket.state).toBe('submitted');
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
  });

  test('a closure that was sent back does not ask again for what was given', () => {
    const story = shared('weifang')
      .do(later, result(HUANBAO))
      .do(later, delay(ZHUJIAN))
      .do(later, submit)
      .do(later, command('review', { approve: false }));
    expect(story.ticket.assignments.map(({ contribution }) => contribution)).toEqual([
      undefined,
      'result',
      'delay',
    ]);
    expect(story.refusal(later, submit)).toBeUndefined();
    expect(story.refusal(later, result(ZHUJIAN))).toBeUndefined();
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
