import { unitId } from '../../domain/ids';
import type { UnitRef } from '../../domain/ticket/ticket';
import {
  CHENGGUAN,
  CITIES,
  type City,
  dueOf,
  HUANBAO,
  LIXIA,
  QUANCHENG_LU,
  SHUIWU,
  SUPERVISOR,
  ticketIn,
  unitOf,
  ZHUJIAN,
} from '../given/cities';
import { modesOf } from '../given/corrected';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

/** Units that join an order after its dispatch, and that are taken off it. */
const dispatched = at('2026-09-29 10:00');
const now = at('2026-09-29 12:00');
const led = (city: City, lead: UnitRef, more: object = {}): Story =>
  ticketIn(city).do(dispatched, command('dispatch', { lead, assist: [], copy: [], ...more }));
const partsOf = (story: Story): string[] =>
  story.ticket.assignments.map(({ unit, role, state }) => `${unit.id} ${role} ${state}`);

describe('BJ-11: a street that leads summons the units that it needs', () => {
  const summon = (units: UnitRef[], by: UnitRef = QUANCHENG_LU) => command('summon', { units }, asUnit(by));

  test('each has a part and clocks of its own from then on, is told until when, and reports to the street (BJ-11)', () => {
    const story = led('beijing', QUANCHENG_LU).do(at('2026-10-02 12:00'), summon([CHENGGUAN, HUANBAO]));
    expect(partsOf(story)).toEqual([
      'quancheng-lu lead dispatched',
      'chengguan assist dispatched',
      'huanbao assist dispatched',
    ]);
    expect(story.facts('summoned')).toMatchObject([
      { unit: 'quancheng-lu', to: [{ id: 'chengguan' }, { id: 'huanbao' }] },
    ]);
    for (const [clock, unit] of [
      ['assist-1', 'chengguan'],
      ['assist-2', 'huanbao'],
    ] as const) {
      expect(story.clock(clock)).toMatchObject({ unit, startedAt: at('2026-10-02 12:00') });
      expect(dueOf(story, clock)).toBe('2026-10-08 00:00');
    }
    expect(story.clock('signing-2')).toMatchObject({ unit: 'chengguan', state: 'running' });
    const told = story.notifications.filter(({ template }) => template === 'summoned');
    expect(told.map(({ to, facts }) => [to, facts.clock, facts.due])).toEqual([
      [{ unit: 'chengguan' }, 'assist', at('2026-10-08 00:00')],
      [{ unit: 'huanbao' }, 'assist', at('2026-10-08 00:00')],
    ]);
    const later = at('2026-10-02 15:00');
    story
      .do(later, command('sign', {}, asUnit(CHENGGUAN)))
      .do(later, command('contribute', {}, { ...asUnit(CHENGGUAN), parts: ['result'] }));
    expect(story.told('contributed')).toEqual(['quancheng-lu']);
    expect(story.ticket.assignments[0]).toMatchObject({ unit: { id: 'quancheng-lu' }, role: 'lead' });
  });

  test('none that has a part already, or twice; a unit that only had a copy assists from then on (BJ-11)', () => {
    const story = led('beijing', QUANCHENG_LU, { assist: [CHENGGUAN], copy: [LIXIA] });
    for (const [units, unit] of [
      [[CHENGGUAN], CHENGGUAN],
      [[QUANCHENG_LU], QUANCHENG_LU],
      [[HUANBAO, HUANBAO], HUANBAO],
    ] as const)
      expect(story.refusal(now, summon([...units]))).toMatchObject({
        kind: 'invalid',
        errors: [{ path: 'units', reason: 'has-a-part', parameters: { unit: { id: unit.id } } }],
      });
    expect(partsOf(story.do(now, summon([LIXIA])))).toEqual([
      'quancheng-lu lead dispatched',
      'chengguan assist dispatched',
      'lixia assist dispatched',
    ]);
  });

  test('only a street, only as the lead, and only where the text says so (BJ-11)', () => {
    expect(led('beijing', CHENGGUAN).refusal(now, summon([HUANBAO], CHENGGUAN))).toMatchObject({
      kind: 'state',
      reason: 'no-summoning',
      rule: 'BJ-11',
    });
    const assisting = led('beijing', QUANCHENG_LU, { assist: [CHENGGUAN] });
    expect(assisting.refusal(now, summon([HUANBAO], CHENGGUAN))).toMatchObject({ reason: 'lead-only' });
    for (const city of ['jinan', 'huizhou', 'jinan-enforcement'] as const)
      expect(led(city, QUANCHENG_LU).refusal(now, summon([CHENGGUAN]))).toMatchObject({
        reason: 'no-summoning',
      });
  });

  test('where a law sets the lead’s limit, they have three quarters of it; a decision from above is no law (BJ-6, BJ-11)', () => {
    const byLaw = led('beijing', QUANCHENG_LU, { statutory: { hours: 24 } }).do(now, summon([CHENGGUAN]));
    expect(dueOf(byLaw, 'assist-1')).toBe('2026-09-30 06:00');
    const decided = led('beijing', QUANCHENG_LU)
      .do(now, command('escalate', { level: 2 }, SUPERVISOR))
      .do(now, command('resolve-escalation', { limit: { workdays: 2 } }, SUPERVISOR))
      .do(now, summon([CHENGGUAN]));
    expect(dueOf(decided, 'assist-1')).toBe('2026-10-05 00:00');
  });
});

describe('BJ-3, WF-24: a district that leads hands a part down, and stays answerable', () => {
  /** A bureau of the district. */
  const BUREAU: UnitRef = {
    id: unitId('lixia-chengguan'),
    name: '历下区城市管理局',
    level: 'department',
    parent: LIXIA.id,
  };
  const OTHER_STREET = unitOf('luoyuan');
  const handDown = (to: UnitRef, duties?: string[], by: UnitRef = LIXIA) =>
    command('hand-down', { to, ...(duties ? { duties } : {}) }, asUnit(by));

  test('in Beijing to a street or a department of its own: it assists, and the district leads (BJ-3)', () => {
    const story = led('beijing', LIXIA).do(now, handDown(QUANCHENG_LU)).do(now, handDown(BUREAU));
    expect(partsOf(story)).toEqual([
      'lixia lead dispatched',
      'quancheng-lu assist dispatched',
      'lixia-chengguan assist dispatched',
    ]);
    expect(story.facts('handed-down')).toMatchObject([
      { unit: 'lixia', to: [{ id: 'quancheng-lu' }] },
      { unit: 'lixia', to: [{ id: 'lixia-chengguan' }] },
    ]);
    expect(story.told('summoned')).toEqual(['quancheng-lu', 'lixia-chengguan']);
    expect(story.clock('assist-2')).toMatchObject({ unit: 'lixia-chengguan', startedAt: now });
    expect(story.clock('handling-1')).toMatchObject({ unit: 'lixia', startedAt: dispatched });
  });

  test.each([
    ['beijing', 'BJ-3'],
    ['weifang', 'WF-24'],
  ] as const)('in %s to its own alone, and to none twice (%s)', (city, rule) => {
    const story = led(city, LIXIA);
    const listed = [story.ticket.category];
    for (const to of [OTHER_STREET, CHENGGUAN, SHUIWU, LIXIA])
      expect(story.refusal(now, handDown(to, listed))).toMatchObject({
        kind: 'invalid',
        errors: [{ path: 'to', reason: 'own-subordinate', rule }],
      });
    story.do(now, handDown(QUANCHENG_LU, listed));
    expect(story.refusal(now, handDown(QUANCHENG_LU, listed))).toMatchObject({
      errors: [{ path: 'to', reason: 'has-a-part' }],
    });
  });

  test('WF-24: in Weifang to a street only by its list of duties, whole classes too; to its own department without one', () => {
    const story = led('weifang', LIXIA);
    for (const duties of [undefined, [], ['供热/停暖'], ['市容']])
      expect(story.refusal(now, handDown(QUANCHENG_LU, duties))).toMatchObject({
        errors: [{ path: 'to', reason: 'listed-duty', rule: 'WF-24' }],
      });
    for (const duties of [['市容环境/占道经营'], ['供热', '市容环境']])
      expect(story.refusal(now, handDown(QUANCHENG_LU, duties))).toBeUndefined();
    expect(story.refusal(now, handDown(BUREAU))).toBeUndefined();
  });

  test.each([
    ['beijing', 'BJ-3'],
    ['weifang', 'WF-24'],
  ] as const)('in %s only a district that leads (%s)', (city, rule) => {
    const department = { ...QUANCHENG_LU, parent: CHENGGUAN.id };
    expect(led(city, CHENGGUAN).refusal(now, handDown(department, ['市容环境'], CHENGGUAN))).toMatchObject({
      kind: 'state',
      reason: 'no-handing-down',
      rule,
    });
    const assisting = led(city, SHUIWU, { assist: [LIXIA] });
    expect(assisting.refusal(now, handDown(QUANCHENG_LU, ['市容环境']))).toMatchObject({ kind: 'state' });
  });

  test('elsewhere no text knows it', () => {
    for (const city of ['jinan', 'huizhou', 'jinan-enforcement'] as const)
      expect(led(city, LIXIA).refusal(now, handDown(QUANCHENG_LU))).toMatchObject({
        reason: 'no-handing-down',
      });
  });

  test('where a law sets the lead’s limit, the part has three quarters of it (WF-20, BJ-6)', () => {
    const story = led('weifang', LIXIA, { statutory: { workdays: 20 } }).do(now, handDown(BUREAU));
    // 15 working days after Tue 29 Sep.
    expect(dueOf(story, 'assist-1')).toBe('2026-10-27 00:00');
    expect(dueOf(led('weifang', LIXIA).do(now, handDown(BUREAU)), 'assist-1')).toBe('2026-10-11 00:00');
  });
});

describe.each(CITIES)('the hotline releases an assisting unit in %s', (city) => {
  const release = (unit: UnitRef) => command('release', { unit: unit.id }, SUPERVISOR);
  const shared = (): Story => ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO, ZHUJIAN]));

  test('its clocks stop, its supervision and its requests end, and the lead need not name it (BJ-7)', () => {
    const story = shared()
      .do(now, command('request-return', {}, asUnit(HUANBAO)))
      .do(now, command('supervise', { mode: 'on-site', unit: HUANBAO.id }, SUPERVISOR))
      .do(now, release(HUANBAO));
    expect(partsOf(story)).toEqual(['chengguan lead dispatched', 'zhujian assist dispatched']);
    expect(story.ticket.clocks.filter(({ unit, endedAt }) => unit === HUANBAO.id && !endedAt)).toEqual([]);
    expect(story.clock('assist-1')?.state).toBe('stopped');
    expect(story.clock('assist-2')?.state).toBe('running');
    expect(story.clock('handling-1')?.state).toBe('running');
    expect(modesOf(story, HUANBAO)).toEqual([]);
    expect(story.ticket.pending).toEqual([]);
    expect(story.told('released')).toEqual(['huanbao']);
    expect(story.facts('released')).toMatchObject([{ unit: 'huanbao' }]);
    story
      .do(now, command('contact', {}, asUnit(CHENGGUAN)))
      .do(now, command('arrive', {}, asUnit(CHENGGUAN)));
    const submit = (without: UnitRef) =>
      command(
        'submit',
        { outcome: 'resolved', told: { at: now }, without: [without.id] },
        { ...asUnit(CHENGGUAN), parts: ['process'] },
      );
    expect(story.refusal(now, submit(HUANBAO))).toMatchObject({ kind: 'invalid' });
    expect(story.refusal(now, submit(ZHUJIAN))).toBeUndefined();
  });

  test('not the lead, not who has no part, and nobody where nobody assists', () => {
    for (const unit of [CHENGGUAN, SHUIWU])
      expect(shared().refusal(now, release(unit))).toMatchObject({
        kind: 'invalid',
        errors: [{ path: 'unit', reason: 'an-assisting-unit' }],
      });
    const alone = ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN, [], [HUANBAO]));
    expect(alone.refusal(now, release(HUANBAO))).toMatchObject({
      kind: 'state',
      reason: 'nobody-to-release',
    });
  });
});
