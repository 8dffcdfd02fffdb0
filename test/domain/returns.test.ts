import type { UnitId } from '../../domain/ids';
import type { UnitRef } from '../../domain/ticket/ticket';
import {
  CHENGGUAN,
  CITIES,
  dueOf,
  HUANBAO,
  LIXIA,
  SHUIWU,
  SUPERVISOR,
  ticketIn,
  ZHUJIAN,
} from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const dispatched = at('2026-09-29 10:02');
const asked = at('2026-09-30 09:00');
const decidedAt = at('2026-09-30 16:00');
type City = (typeof CITIES)[number];

const returning = (unit: UnitRef) => command('request-return', {}, { ...asUnit(unit), parts: ['reason'] });
const decision = (approve: boolean, more: { assign?: UnitRef; unit?: UnitId } = {}) =>
  command('decide', { request: 'return', approve, ...more }, { ...SUPERVISOR, parts: ['reason'] });
const ofOne = (city: City): Story =>
  ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN)).do(asked, returning(CHENGGUAN));

describe.each(CITIES)('WF-22, BJ-5: a unit returns a ticket in %s', (city) => {
  test('the hotline has a clock of its own to decide, and the unit’s goes on', () => {
    const story = ofOne(city);
    expect(story.ticket.pending).toMatchObject([{ request: 'return', unit: 'chengguan', since: asked }]);
    expect(story.clock('return-review-1')).toMatchObject({
      state: 'running',
      unit: 'chengguan',
      startedAt: asked,
    });
    expect(story.clock('handling-1')?.state).toBe('running');
    expect(story.told('requested')).toEqual(['hotline']);
    expect(story.refusal(asked, returning(CHENGGUAN))).toMatchObject({ kind: 'state' });
  });

  test('approved: it is registered again, its clocks stop, and dispatching starts afresh', () => {
    const story = ofOne(city).do(at('2026-09-30 09:10'), decision(true));
    expect(story.ticket).toMatchObject({ state: 'registered', assignments: [], pending: [] });
    expect(story.ticket.returnedBy.map(({ id }) => id)).toEqual(['chengguan']);
    expect(story.clock('return-review-1')?.state).toBe('met');
    expect(story.clock('handling-1')?.state).toBe('stopped');
    expect(story.clock('dispatching-2')).toMatchObject({
      state: 'running',
      startedAt: at('2026-09-30 09:10'),
    });
    expect(story.told('approved-request')).toEqual(['chengguan']);
    expect(story.told('returned')).toEqual(['hotline']);
    expect(story.ticket.counts.improperReturns).toBe(0);
  });

  test('glpi#1911, zammad#5624: the next unit gets a fresh clock, never the one that the last one used up', () => {
    const late = at('2027-01-25 09:00');
    const story = ofOne(city).do(late, decision(true)).do(late, dispatchTo(HUANBAO));
    expect(story.clock('handling-1')).toMatchObject({ state: 'breached', endedAt: late });
    expect(story.clock('handling-2')).toMatchObject({ state: 'running', startedAt: late });
    expect(story.clock('handling-2')?.due).toBeGreaterThan(late);
    // What it came from is no secret: the level that it had risen to stays.
    expect(story.ticket.level).toBe(3);
  });

  test('HZ-11: refused: it may not return it again, and the refusal is counted as improper', () => {
    const story = ofOne(city).do(decidedAt, decision(false));
    expect(story.ticket).toMatchObject({ state: 'handling', pending: [], counts: { improperReturns: 1 } });
    expect(story.ticket.assignments[0]).toMatchObject({ unit: { id: 'chengguan' }, fixed: true });
    expect(story.told('refused-request')).toEqual(['chengguan']);
    expect(story.refusal(decidedAt, returning(CHENGGUAN))).toMatchObject({ kind: 'state', rule: 'WF-22' });
    expect(story.clock('handling-1')).toMatchObject({ due: ofOne(city).clock('handling-1')?.due });
  });

  test('WF-22: studied and assigned directly: the new unit may not return it, and has a fresh clock', () => {
    const story = ofOne(city).do(decidedAt, decision(true, { assign: HUANBAO }));
    expect(story.ticket).toMatchObject({ state: 'handling', pending: [] });
    expect(story.ticket.assignments).toMatchObject([
      { unit: { id: 'huanbao' }, role: 'lead', state: 'dispatched', fixed: true },
    ]);
    expect(story.facts('assigned')).toMatchObject([{ role: 'lead', replaces: 'chengguan' }]);
    expect(story.clock('handling-1')?.state).toBe('stopped');
    expect(story.clock('handling-2')).toMatchObject({ state: 'running', startedAt: decidedAt });
    expect(story.refusal(decidedAt, returning(HUANBAO))).toMatchObject({ kind: 'state', rule: 'WF-22' });
    expect(story.refusal(decidedAt, returning(CHENGGUAN))).toMatchObject({ kind: 'state' });
    expect(story.refusal(decidedAt, command('sign', {}, asUnit(CHENGGUAN)))).toMatchObject({
      kind: 'forbidden',
    });
    expect(story.refusal(decidedAt, command('sign', {}, asUnit(HUANBAO)))).toBeUndefined();
  });

  test('a return that nobody decides on urges the hotline', () => {
    const story = ofOne(city).until(at('2026-10-12 10:00'));
    expect(story.clock('return-review-1')?.state).toBe('breached');
    const urged = story.ledger.filter(
      (event) => event.type === 'urged' && event.data.fired?.clock === 'return-review-1',
    );
    expect(urged.length).toBeGreaterThan(0);
  });
});

describe('an assisting unit returns its part', () => {
  const shared = (): Story =>
    ticketIn('weifang')
      .do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(asked, returning(HUANBAO));

  test('approved: it leaves, its clock stops, and the lead goes on alone', () => {
    const story = shared().do(decidedAt, decision(true));
    expect(story.ticket.state).toBe('handling');
    expect(story.ticket.assignments.map(({ unit }) => unit.id)).toEqual(['chengguan']);
    expect(story.clock('assist-1')?.state).toBe('stopped');
    expect(story.clock('handling-1')?.state).toBe('running');
    expect(
      story.refusal(decidedAt, command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN))),
    ).toBeUndefined();
  });

  test('another is assigned in its place, with a fresh clock, and may not return it', () => {
    const story = shared().do(decidedAt, decision(false, { assign: ZHUJIAN }));
    expect(story.ticket.assignments).toMatchObject([
      { unit: { id: 'chengguan' }, role: 'lead' },
      { unit: { id: 'zhujian' }, role: 'assist', fixed: true },
    ]);
    expect(story.clock('assist-1')?.state).toBe('stopped');
    expect(story.clock('assist-2')).toMatchObject({
      unit: 'zhujian',
      startedAt: decidedAt,
      state: 'running',
    });
  });

  test('WF-22: the lead cannot be assigned to assist itself, and who gave it back does not get it again', () => {
    expect(shared().refusal(decidedAt, decision(true, { assign: CHENGGUAN }))).toMatchObject({
      errors: [{ path: 'assign', rule: 'WF-22' }],
    });
    expect(shared().refusal(decidedAt, decision(true, { assign: HUANBAO }))).toMatchObject({
      errors: [{ path: 'assign', rule: 'WF-22' }],
    });
  });

  test('lead and assisting unit ask at once: each has its clock, and the decision names whose request it is', () => {
    const story = shared().do(asked, returning(CHENGGUAN));
    story.do(decidedAt, decision(false, { unit: CHENGGUAN.id }));
    expect(story.clock('return-review-2')).toMatchObject({ unit: 'chengguan', state: 'met' });
    expect(story.clock('return-review-1')).toMatchObject({ unit: 'huanbao', state: 'running' });
    expect(story.ticket.pending).toMatchObject([{ unit: 'huanbao' }]);
  });

  test('the lead’s return takes the whole order back, and what the others asked for with it', () => {
    const story = shared()
      .do(asked, returning(CHENGGUAN))
      .do(decidedAt, decision(true, { unit: CHENGGUAN.id }));
    expect(story.ticket).toMatchObject({ state: 'registered', pending: [], assignments: [] });
    expect(story.ticket.clocks.filter(({ endedAt }) => endedAt === undefined).map(({ id }) => id)).toEqual([
      'dispatching-2',
    ]);
  });

  test('an assisting unit that is made the lead has only the lead’s clocks, and no request of before', () => {
    const story = shared()
      .do(asked, returning(CHENGGUAN))
      .do(decidedAt, decision(true, { unit: CHENGGUAN.id, assign: HUANBAO }));
    expect(story.ticket.pending).toEqual([]);
    expect(story.ticket.clocks.filter(({ endedAt }) => endedAt === undefined).map(({ id }) => id)).toEqual([
      'handling-2',
    ]);
  });
});

describe('what an improper return sets off', () => {
  test('WF-26: in Weifang the ticket is put under supervision', () => {
    const story = ofOne('weifang').do(decidedAt, decision(false));
    expect(story.ticket).toMatchObject({ level: 1, supervision: [{ mode: 'daily' }] });
    expect(story.facts('supervised')).toMatchObject([
      { triggered: { on: 'improper-return', times: 1, source: 'WF-26' } },
    ]);
    expect(story.told('supervised')).toEqual(['chengguan', 'hotline']);
  });

  test('HZ-11: in Huizhou it is referred to discipline at once, with the facts', () => {
    const story = ofOne('huizhou').do(decidedAt, decision(false));
    expect(story.facts('referred')).toMatchObject([
      { to: 'discipline', facts: { improperReturns: 1 }, triggered: { source: 'HZ-11' } },
    ]);
    expect(story.told('referred')).toEqual(['discipline']);
  });

  test.each([
    ['jinan', 'office', 'JN-10'],
    ['beijing', 'discipline', 'BJ-14'],
  ] as const)('in %s the second one is referred to %s (%s)', (city, to, source) => {
    const story = ticketIn(city)
      .do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(asked, returning(CHENGGUAN))
      .do(asked, returning(HUANBAO))
      .do(decidedAt, decision(false));
    expect(story.ticket.referrals).toEqual([]);
    story.do(decidedAt, decision(false));
    expect(story.facts('referred')).toMatchObject([
      { to, facts: { improperReturns: 2 }, triggered: { times: 2, source } },
    ]);
  });

  test('approved, it sets off nothing', () => {
    for (const city of CITIES) {
      const story = ofOne(city).do(at('2026-09-30 09:05'), decision(true));
      expect(story.types()).not.toContain('referred');
      expect(story.ledger.filter(({ data }) => 'triggered' in data && data.triggered)).toEqual([]);
    }
  });
});

test('WF-22: a decision needs a request, and only a return ends in an assignment', () => {
  const story = ticketIn('weifang').do(dispatched, dispatchTo(CHENGGUAN));
  expect(story.refusal(asked, decision(true))).toMatchObject({ kind: 'state' });
  story.do(asked, command('request-extension', { limit: { workdays: 1 } }, asUnit(CHENGGUAN)));
  expect(story.refusal(asked, decision(true))).toMatchObject({ kind: 'state' });
  expect(
    story.refusal(
      asked,
      command('decide', { request: 'extension', approve: true, assign: SHUIWU }, SUPERVISOR),
    ),
  ).toMatchObject({ kind: 'invalid', errors: [{ path: 'assign' }] });
  expect(dueOf(story, 'extension-review-1')).toBe('2026-10-09 00:00');
});

describe('a return that ends with another unit', () => {
  test('WF-22, HZ-11: was a dispute, and no improper return; one that stays was one', () => {
    const elsewhere = ofOne('huizhou').do(decidedAt, decision(false, { assign: HUANBAO }));
    expect(elsewhere.ticket).toMatchObject({ counts: { improperReturns: 0 }, referrals: [] });
    const stays = ofOne('huizhou').do(decidedAt, decision(false, { assign: CHENGGUAN }));
    expect(stays.ticket).toMatchObject({
      counts: { improperReturns: 1 },
      referrals: [{ to: 'discipline' }],
    });
  });

  test('WF-24: a department does not assist a county, also where it takes the place of another', () => {
    const story = ticketIn('weifang')
      .do(dispatched, dispatchTo(LIXIA, [SHUIWU]))
      .do(asked, returning(SHUIWU));
    expect(story.refusal(decidedAt, decision(true, { assign: HUANBAO }))).toMatchObject({
      errors: [{ path: 'assign', rule: 'WF-24' }],
    });
  });
});
