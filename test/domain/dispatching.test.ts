import type { UnitRef } from '../../domain/ticket/ticket';
import {
  CHENGGUAN,
  CITIES,
  dueOf,
  HUANBAO,
  lawOf,
  LIXIA,
  OPERATOR,
  QUANCHENG_LU,
  SHIZHONG,
  SHUIWU,
  SUPERVISOR,
  ticketIn,
  unitOf,
  ZHUJIAN,
} from '../given/cities';
import { matterOf } from '../given/matter';
import { asUnit, at, command, dispatchTo, Story } from '../given/story';

const IPR_OFFICE = unitOf('zhishichanquan');
const IPR_12330 = unitOf('ipr-12330');
const now = at('2026-09-29 10:02');
const later = at('2026-09-29 15:00');

/** An order as the API passes it on, with the units that a rulebook may want copies for. */
const order = (lead: UnitRef, assist: UnitRef[], related: UnitRef[], copy: UnitRef[] = []) =>
  command('dispatch', { lead, assist, copy, related }, OPERATOR);

describe('whom an order goes to', () => {
  test('BJ-3: in Beijing an order to a street goes to its district too, which presses and coordinates', () => {
    const story = ticketIn('beijing').do(now, order(QUANCHENG_LU, [], [LIXIA]));
    expect(story.ticket.assignments).toMatchObject([
      { unit: { id: 'quancheng-lu' }, role: 'lead', state: 'dispatched' },
      { unit: { id: 'lixia' }, role: 'copy', state: 'informed' },
    ]);
    expect(story.told('dispatched')).toEqual(['quancheng-lu']);
    expect(story.told('copied')).toEqual(['lixia']);
    expect(story.until(at('2026-10-08 00:00')).told('supervised')).toEqual([
      'quancheng-lu',
      'lixia',
      'hotline',
    ]);
  });

  test('BJ-3: the district gets one copy, also where it was named already, and none where it takes part itself', () => {
    const roles = (story: ReturnType<typeof ticketIn>) =>
      story.ticket.assignments.map(({ unit, role }) => `${unit.id} ${role}`);
    expect(roles(ticketIn('beijing').do(now, order(QUANCHENG_LU, [], [LIXIA], [LIXIA])))).toEqual([
      'quancheng-lu lead',
      'lixia copy',
    ]);
    expect(roles(ticketIn('beijing').do(now, order(QUANCHENG_LU, [LIXIA], [LIXIA])))).toEqual([
      'quancheng-lu lead',
      'lixia assist',
    ]);
  });

  test('BJ-3: where only the district is known, it is the district’s alone, and it coordinates', () => {
    const story = ticketIn('beijing').do(now, order(LIXIA, [], []));
    expect(story.ticket.assignments).toMatchObject([{ unit: { id: 'lixia' }, role: 'lead' }]);
    expect(story.told('copied')).toEqual([]);
  });

  test.each(['jinan', 'huizhou'] as const)('in %s a street’s order goes to the street alone', (city) => {
    expect(
      ticketIn(city)
        .do(now, order(QUANCHENG_LU, [], [LIXIA]))
        .told('copied'),
    ).toEqual([]);
  });

  test('JE-21: what goes to the intellectual-property office is 12330’s to handle too, with a clock of its own, and no copy', () => {
    const story = ticketIn('jinan-enforcement').do(now, order(IPR_OFFICE, [], [IPR_12330]));
    expect(story.ticket.assignments).toMatchObject([
      { unit: { id: 'zhishichanquan' }, role: 'lead' },
      { unit: { id: 'ipr-12330' }, role: 'assist' },
    ]);
    expect(story.told('dispatched')).toEqual(['zhishichanquan', 'ipr-12330']);
    expect(story.told('copied')).toEqual([]);
    expect(story.clock('assist-1')).toMatchObject({ unit: 'ipr-12330', state: 'running' });
    story.do(later, command('contribute', {}, { ...asUnit(IPR_12330), parts: ['result'] }));
    expect(story.told('contributed')).toEqual(['zhishichanquan']);
  });

  test('JE-21: also where the office only assists; once where it was named already, and not with what goes elsewhere', () => {
    const assisting = (lead: UnitRef, assist: UnitRef[]) =>
      ticketIn('jinan-enforcement')
        .do(now, order(lead, assist, [IPR_12330]))
        .ticket.assignments.flatMap(({ unit, role }) => (role === 'assist' ? [unit.id] : []));
    expect(assisting(CHENGGUAN, [IPR_OFFICE])).toEqual(['zhishichanquan', 'ipr-12330']);
    expect(assisting(IPR_OFFICE, [IPR_12330])).toEqual(['ipr-12330']);
    expect(assisting(CHENGGUAN, [])).toEqual([]);
  });
});

describe('whose a matter is that several may have', () => {
  test.each([
    ['beijing', 'consultation', 'BJ-4'],
    ['jinan-enforcement', 'coordination', 'JE-7'],
    ['huizhou', 'joint-meeting', 'HZ-12'],
    ['jinan', 'coordination', 'JN-8'],
  ] as const)(
    '%s: %s before the dispatch is recorded, with those who took part and their opinion (%s)',
    (city, how, rule) => {
      const settled = command(
        'dispatch',
        { lead: CHENGGUAN, assist: [], copy: [], coordination: { units: [CHENGGUAN, HUANBAO] } },
        { ...OPERATOR, id: 'd1', parts: ['note', 'opinion'] },
      );
      const story = ticketIn(city).do(now, settled);
      expect(story.types().filter((type) => ['coordinated', 'dispatched'].includes(type))).toEqual([
        'coordinated',
        'dispatched',
      ]);
      expect(story.facts('coordinated')).toEqual([
        { how, units: ['chengguan', 'huanbao'], source: rule, text: { ref: 'd1', parts: ['opinion'] } },
      ]);
      expect(story.facts('dispatched')[0]?.text).toEqual({ ref: 'd1', parts: ['note'] });
    },
  );

  test('WF-24: in Weifang the department leads where a county shares the matter', () => {
    expect(ticketIn('weifang').refusal(now, dispatchTo(LIXIA, [CHENGGUAN]))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'lead', message: expect.stringContaining('chengguan'), rule: 'WF-24' }],
    });
    expect(ticketIn('weifang').refusal(now, dispatchTo(CHENGGUAN, [LIXIA]))).toBeUndefined();
    expect(ticketIn('weifang').refusal(now, dispatchTo(LIXIA, [SHUIWU]))).toBeUndefined();
    expect(ticketIn('huizhou').refusal(now, dispatchTo(LIXIA, [CHENGGUAN]))).toBeUndefined();
  });
});

describe('WF-9: in Weifang the hotline gives a matter to counties, departments and public enterprises, and to no street', () => {
  const returned = () =>
    ticketIn('weifang')
      .do(now, dispatchTo(LIXIA))
      .do(later, command('request-return', {}, asUnit(LIXIA)));
  const decision = (assign: UnitRef) =>
    command('decide', { request: 'return', approve: false, assign }, SUPERVISOR);

  test('not by a dispatch, as the lead or to assist; nor after a return (WF-9)', () => {
    const fresh = ticketIn('weifang');
    for (const [sent, path] of [
      [dispatchTo(QUANCHENG_LU), 'lead'],
      [dispatchTo(LIXIA, [QUANCHENG_LU]), 'assist'],
    ] as const)
      expect(fresh.refusal(now, sent)).toMatchObject({
        kind: 'invalid',
        errors: [{ path, message: expect.stringContaining('quancheng-lu'), rule: 'WF-9' }],
      });
    for (const lead of [LIXIA, CHENGGUAN, SHUIWU])
      expect(fresh.refusal(now, dispatchTo(lead))).toBeUndefined();
    const back = returned().do(later, command('decide', { request: 'return', approve: true }, SUPERVISOR));
    expect(back.refusal(later, dispatchTo(QUANCHENG_LU))).toMatchObject({
      errors: [{ path: 'lead', rule: 'WF-9' }],
    });
    expect(back.refusal(later, dispatchTo(SHIZHONG))).toBeUndefined();
  });

  test('not by a suggestion of the unit that returns it, nor by the decision on that (WF-9)', () => {
    const suggest = (from: UnitRef, to: UnitRef) =>
      ticketIn('weifang')
        .do(now, dispatchTo(from))
        .refusal(later, command('request-return', { suggest: to }, asUnit(from)));
    for (const from of [LIXIA, CHENGGUAN])
      expect(suggest(from, QUANCHENG_LU)).toMatchObject({ errors: [{ path: 'suggest', rule: 'WF-9' }] });
    expect(suggest(LIXIA, CHENGGUAN)).toBeUndefined();
    expect(returned().refusal(later, decision(QUANCHENG_LU))).toMatchObject({
      errors: [{ path: 'assign', rule: 'WF-9' }],
    });
    expect(returned().refusal(later, decision(CHENGGUAN))).toBeUndefined();
  });

  test('a copy informs, and gives nobody the matter (WF-9)', () => {
    expect(ticketIn('weifang').refusal(now, dispatchTo(LIXIA, [], [QUANCHENG_LU]))).toBeUndefined();
  });

  test.each(['jinan', 'huizhou', 'beijing'] as const)('in %s no text forbids it', (city) => {
    const back = ticketIn(city)
      .do(now, dispatchTo(LIXIA))
      .do(later, command('request-return', { suggest: QUANCHENG_LU }, asUnit(LIXIA)))
      .do(later, command('decide', { request: 'return', approve: true }, SUPERVISOR));
    expect(back.refusal(later, dispatchTo(QUANCHENG_LU))).toBeUndefined();
  });
});

describe('WF-24: where a rulebook names no bodies, what a county or a department gave back is not pushed down to a street', () => {
  /** Weifang's, as tickets are bound that started before it named the bodies of WF-9. */
  const given = (): Story => {
    const matter = matterOf();
    const { rules, calendar } = lawOf('weifang', matter);
    const { bodies: _, ...dispatch } = rules.dispatch ?? {};
    const notPassedDown = { source: 'WF-24' };
    return new Story({ rules: { ...rules, dispatch: { ...dispatch, notPassedDown } }, calendar }, matter);
  };
  const returned = () =>
    given()
      .do(now, dispatchTo(LIXIA))
      .do(later, command('request-return', {}, asUnit(LIXIA)));

  test('by a dispatch after the return, by a suggestion or by the decision on it (WF-24)', () => {
    expect(given().refusal(now, dispatchTo(QUANCHENG_LU))).toBeUndefined();
    const back = returned().do(later, command('decide', { request: 'return', approve: true }, SUPERVISOR));
    expect(back.refusal(later, dispatchTo(QUANCHENG_LU))).toMatchObject({
      errors: [{ path: 'lead', message: expect.stringContaining('lixia'), rule: 'WF-24' }],
    });
    const suggest = (from: UnitRef, to: UnitRef) =>
      given()
        .do(now, dispatchTo(from))
        .refusal(later, command('request-return', { suggest: to }, asUnit(from)));
    for (const from of [LIXIA, CHENGGUAN])
      expect(suggest(from, QUANCHENG_LU)).toMatchObject({ errors: [{ path: 'suggest', rule: 'WF-24' }] });
    expect(suggest(QUANCHENG_LU, unitOf('luoyuan'))).toBeUndefined();
    const decision = command(
      'decide',
      { request: 'return', approve: false, assign: QUANCHENG_LU },
      SUPERVISOR,
    );
    expect(returned().refusal(later, decision)).toMatchObject({
      errors: [{ path: 'assign', rule: 'WF-24' }],
    });
  });
});

describe('an order states its limit', () => {
  test.each(CITIES)(
    'BJ-6: in %s each unit that has to act is told until when, an assisting one by its own clock',
    (city) => {
      const story = ticketIn(city).do(now, dispatchTo(CHENGGUAN, [HUANBAO, ZHUJIAN], [LIXIA]));
      const orders = story.notifications.filter(({ template }) => template === 'dispatched');
      expect(orders.map(({ to, facts }) => [to, facts.clock])).toEqual([
        [{ unit: 'chengguan' }, 'handling'],
        [{ unit: 'huanbao' }, 'assist'],
        [{ unit: 'zhujian' }, 'assist'],
      ]);
      for (const { facts } of orders) expect(facts.due).toBeGreaterThan(now);
      const [lead, ...assisting] = orders.map(({ facts }) => facts.due ?? 0);
      for (const due of assisting) expect(due).toBeLessThan(lead ?? 0);
    },
  );

  test.each([
    ['critical', '2026-09-29 12:02'],
    ['urgent', '2026-09-30 10:02'],
    [undefined, '2026-10-07 00:00'],
    ['complex', '2026-10-15 00:00'],
  ])('BJ-6: in Beijing by its urgency; %s until %s', (urgency, due) => {
    const story = ticketIn('beijing', urgency === undefined ? {} : { urgency }).do(
      now,
      dispatchTo(CHENGGUAN),
    );
    expect(dueOf(story, 'handling-1')).toBe(due);
  });

  test('BJ-6: a unit that is assigned directly is told its limit too', () => {
    const story = ticketIn('beijing')
      .do(now, dispatchTo(CHENGGUAN, [ZHUJIAN]))
      .do(now, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(now, command('request-return', {}, asUnit(ZHUJIAN)))
      .do(
        later,
        command('decide', { request: 'return', approve: true, unit: ZHUJIAN.id, assign: SHUIWU }, SUPERVISOR),
      )
      .do(later, command('decide', { request: 'return', approve: true, assign: HUANBAO }, SUPERVISOR));
    const told = story.notifications.filter(({ template }) => template === 'assigned');
    expect(told.map(({ to, facts }) => [to, facts.clock])).toEqual([
      [{ unit: 'shuiwu' }, 'assist'],
      [{ unit: 'huanbao' }, 'handling'],
    ]);
    for (const { facts } of told) expect(facts.due).toBeGreaterThan(later);
  });
});

test('JE-5: a late dispatch urges the hotline, then puts it under supervision, and meets its clock too late', () => {
  const story = ticketIn('jinan-enforcement').do(at('2026-09-29 10:40'), dispatchTo(CHENGGUAN));
  expect(story.rungs()).toEqual(['2026-09-29 10:05 urged', '2026-09-29 10:35 supervised']);
  expect(story.told('urged')).toEqual(['hotline']);
  expect(story.clock('dispatching-1')?.state).toBe('breached');
});

test('a dispatched ticket is not dispatched again', () => {
  const story = ticketIn('weifang').do(now, dispatchTo(CHENGGUAN));
  const refusal = story.refusal(later, dispatchTo(HUANBAO));
  expect(refusal).toMatchObject({ kind: 'state', allowed: expect.arrayContaining(['sign', 'submit']) });
  expect(refusal).not.toMatchObject({ allowed: expect.arrayContaining(['dispatch']) });
});
