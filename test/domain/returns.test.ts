import type { UnitId } from '../../domain/ids';
import { instant } from '../../domain/time/instant';
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
import { happened, modesOf, submitTold } from '../given/corrected';
import { MATTER } from '../given/matter';
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

  test('T-10, glpi#1911, zammad#5624: the next unit gets a fresh clock, never the one that the last one used up', () => {
    const late = at('2027-01-25 09:00');
    const story = ofOne(city).do(late, decision(true)).do(late, dispatchTo(HUANBAO));
    expect(story.clock('handling-1')).toMatchObject({ state: 'breached', endedAt: late });
    expect(story.clock('handling-2')).toMatchObject({ state: 'running', unit: 'huanbao' });
    // HZ-1: in Huizhou the limit counts from the receipt; who gets it late has a working day at least.
    if (city === 'huizhou')
      expect(story.clock('handling-2')).toMatchObject({
        startedAt: MATTER.receivedAt,
        due: at('2027-01-27 00:00'),
      });
    else expect(story.clock('handling-2')?.startedAt).toBe(late);
    expect(story.clock('handling-2')?.due).toBeGreaterThan(late);
    // It starts clean, supervision included; the level belongs to the matter, and stays.
    expect(modesOf(story, HUANBAO)).toEqual([]);
    expect(story.ticket.supervision.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
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
    expect(story.clock('handling-2')).toMatchObject({
      state: 'running',
      unit: 'huanbao',
      startedAt: city === 'huizhou' ? MATTER.receivedAt : decidedAt,
    });
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
    // Nobody assists any more: the lead names nobody as silent (BJ-7).
    expect(story.refusal(decidedAt, submitTold(CHENGGUAN, '2026-09-30 15:00'))).toBeUndefined();
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
      'overall-1',
      'dispatching-2',
    ]);
  });

  test('an assisting unit that is made the lead has only the lead’s clocks, and no request of before', () => {
    const story = shared()
      .do(asked, returning(CHENGGUAN))
      .do(decidedAt, decision(true, { unit: CHENGGUAN.id, assign: HUANBAO }));
    expect(story.ticket.pending).toEqual([]);
    expect(story.ticket.clocks.filter(({ endedAt }) => endedAt === undefined).map(({ id }) => id)).toEqual([
      'overall-1',
      'signing-3',
      'handling-2',
    ]);
  });
});

describe('what an improper return sets off', () => {
  test('WF-26: in Weifang it has to be signed for now, within the time for that; else the unit is supervised as refusing', () => {
    const story = ofOne('weifang');
    expect(story.clock('signing-1')?.state).toBe('stopped');
    story.do(decidedAt, decision(false));
    expect(story.clock('signing-2')).toMatchObject({
      state: 'running',
      unit: 'chengguan',
      startedAt: decidedAt,
      due: at('2026-10-09 00:00'),
    });
    expect(happened(story.until(at('2026-10-10 09:00')), 'supervised')).toEqual([
      '2026-10-10 09:00 supervised chengguan',
    ]);
    expect(story.facts('supervised')[0]?.fired).toMatchObject({ clock: 'signing-2', source: 'WF-26' });
  });

  test.each([
    ['huizhou', 1, 'discipline', 'HZ-11'],
    ['jinan', 2, 'office', 'JN-10'],
    ['beijing', 2, 'discipline', 'BJ-14'],
  ] as const)(
    'in %s the unit’s improper return no. %d is proposed for %s, for a person to decide (%s)',
    (city, times, to, source) => {
      const story = ticketIn(city)
        .do(dispatched, dispatchTo(HUANBAO, [CHENGGUAN]))
        .do(asked, returning(CHENGGUAN))
        .do(decidedAt, decision(false));
      if (times > 1) {
        expect(story.facts('referral-proposed')).toEqual([]);
        // The lead gives the whole order back, it is dispatched anew, and the same unit asks once more.
        story
          .do(decidedAt, returning(HUANBAO))
          .do(decidedAt, decision(true))
          .do(decidedAt, dispatchTo(CHENGGUAN))
          .do(decidedAt, returning(CHENGGUAN))
          .do(decidedAt, decision(false));
      }
      expect(story.facts('referral-proposed')).toMatchObject([
        {
          unit: CHENGGUAN.id,
          to: [to],
          facts: { unit: CHENGGUAN.id, improperReturns: times },
          triggered: { on: 'improper-return', times, source },
        },
      ]);
      expect(story.facts('referred')).toEqual([]);
      expect(story.told('referral-proposed')).toEqual(['hotline']);
    },
  );

  test('JN-10, BJ-14: two units that each return improperly once are none that did so twice', () => {
    for (const city of ['jinan', 'beijing'] as const) {
      const story = ticketIn(city)
        .do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]))
        .do(asked, returning(CHENGGUAN))
        .do(asked, returning(HUANBAO))
        .do(decidedAt, decision(false, { unit: CHENGGUAN.id }))
        .do(decidedAt, decision(false, { unit: HUANBAO.id }));
      expect(story.ticket.counts.improperReturns).toBe(2);
      expect(story.facts('referral-proposed')).toEqual([]);
    }
  });

  test('approved, it sets off nothing', () => {
    for (const city of CITIES) {
      const story = ofOne(city).do(at('2026-09-30 09:05'), decision(true));
      expect(story.types()).not.toContain('referred');
      expect(story.types()).not.toContain('referral-proposed');
      expect(story.ledger.filter(({ data }) => 'triggered' in data && data.triggered)).toEqual([]);
    }
  });
});

test('WF-22: a decision needs a request, and only a return ends in an assignment', () => {
  const story = ticketIn('jinan').do(dispatched, dispatchTo(CHENGGUAN));
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

test('WF-22: of several requests the decision says which it means: whose it is, or by its id', () => {
  const both = (): Story =>
    ticketIn('weifang')
      .do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(asked, returning(CHENGGUAN))
      .do(asked, returning(HUANBAO));
  const ids = both().ticket.pending.map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
  expect(both().refusal(decidedAt, decision(false))).toMatchObject({
    kind: 'state',
    reason: 'which-request',
  });
  const story = both();
  const own = story.ticket.pending.find(({ unit }) => unit === HUANBAO.id)?.id;
  story.do(
    decidedAt,
    command('decide', { request: 'return', approve: false, ...(own ? { requestId: own } : {}) }, SUPERVISOR),
  );
  expect(story.ticket.pending.map(({ unit }) => unit)).toEqual([CHENGGUAN.id]);
});

describe('the time in which a unit may ask to return (退单窗口)', () => {
  test.each([
    ['jinan', '2026-10-10 00:00'],
    ['weifang', '2026-10-09 00:00'],
    ['huizhou', '2026-10-09 00:00'],
  ] as const)('WF-22: in %s ends %s for an order of 29 Sep; later the order stays', (city, until) => {
    const story = (): Story => ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN));
    const last = instant(at(until) - 60_000);
    expect(story().refusal(last, returning(CHENGGUAN))).toBeUndefined();
    expect(story().refusal(instant(at(until) + 1), returning(CHENGGUAN))).toMatchObject({
      kind: 'state',
      reason: 'returning-window-passed',
      parameters: { until: at(until) },
    });
  });

  test('WF-22: is counted for each unit from its own order', () => {
    const story = ofOne('weifang').do(decidedAt, decision(true));
    const later = at('2026-10-12 10:00');
    story.do(later, dispatchTo(HUANBAO));
    expect(story.refusal(at('2026-10-14 10:00'), returning(HUANBAO))).toBeUndefined();
  });

  test('BJ-5: in cities that set none a unit may object at any time', () => {
    for (const city of ['beijing', 'jinan-enforcement'] as const) {
      const story = ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN));
      expect(story.refusal(at('2026-10-20 10:00'), returning(CHENGGUAN))).toBeUndefined();
    }
  });
});

describe('WF-26, JN-10: signing for an order', () => {
  const open = (city: City): Story => ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN));

  test('to ask for its return is a right and no refusal: the time to sign stops', () => {
    const story = open('jinan').do(asked, returning(CHENGGUAN));
    expect(story.clock('signing-1')).toMatchObject({ state: 'stopped', endedAt: asked });
    expect(happened(story.until(at('2026-10-10 10:00')), 'supervised')).toEqual([]);
  });

  test('signing meets it; not signed in time the unit is pressed, then supervised', () => {
    expect(
      open('jinan')
        .do(asked, command('sign', {}, asUnit(CHENGGUAN)))
        .clock('signing-1'),
    ).toMatchObject({
      state: 'met',
      endedAt: asked,
    });
    const silent = open('jinan').until(at('2026-10-09 09:00'));
    expect(happened(silent, 'urged', 'supervised')).toEqual([
      '2026-10-08 09:00 urged',
      '2026-10-09 09:00 supervised chengguan',
    ]);
    expect(silent.facts('supervised')[0]?.fired).toMatchObject({ clock: 'signing-1' });
  });

  test('an assisting unit has its own; what it does not sign is its own', () => {
    const story = ticketIn('weifang')
      .do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(asked, command('sign', {}, asUnit(CHENGGUAN)))
      .until(at('2026-10-09 09:00'));
    expect(happened(story, 'supervised')).toContain('2026-10-09 09:00 supervised huanbao');
    expect(modesOf(story, CHENGGUAN)).toEqual([]);
  });
});

describe('a return that ends with another unit', () => {
  test('WF-22, HZ-11: was a dispute, and no improper return; one that stays was one', () => {
    const elsewhere = ofOne('huizhou').do(decidedAt, decision(false, { assign: HUANBAO }));
    expect(elsewhere.ticket).toMatchObject({ counts: { improperReturns: 0 }, referrals: [] });
    const stays = ofOne('huizhou').do(decidedAt, decision(false, { assign: CHENGGUAN }));
    expect(stays.ticket).toMatchObject({
      counts: { improperReturns: 1 },
      referrals: [],
    });
    expect(elsewhere.facts('referral-proposed')).toEqual([]);
    expect(stays.facts('referral-proposed')).toMatchObject([{ unit: CHENGGUAN.id, to: ['discipline'] }]);
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
