import { viewOf } from '../../domain/telling/view';
import { evolveAll } from '../../domain/ticket/evolve';
import { newTicket } from '../../domain/ticket/register';
import { type AssignmentRole, isOpen, type UnitRef } from '../../domain/ticket/ticket';
import {
  CHENGGUAN,
  HUANBAO,
  lawOf,
  QUANCHENG_LU,
  SHUIWU,
  SUPERVISOR,
  ticketIn,
  ZHUJIAN,
} from '../given/cities';
import { happened, modesOf, sendBack, submitTold } from '../given/corrected';
import { matterOf } from '../given/matter';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

/** Units that are merged, renamed or closed keep their open tickets' course, told once. */
const now = at('2026-09-29 10:02');
const later = at('2026-09-29 15:00');
const latest = at('2026-09-29 16:00');

const parts = ({ ticket }: Story): string[] =>
  ticket.assignments.map(({ unit, role, state }) => `${unit.id} ${role} ${state}`);
const openClocks = ({ ticket }: Story): string[] =>
  ticket.clocks.filter(isOpen).map(({ id, unit }) => (unit === undefined ? id : `${id} of ${unit}`));

describe('given a lead unit that has signed, when it is merged into another', () => {
  const story = (): Story =>
    ticketIn('weifang')
      .do(now, dispatchTo(CHENGGUAN))
      .do(now, command('sign', {}, asUnit(CHENGGUAN)))
      .do(now, command('request-return', { suggest: HUANBAO }, asUnit(CHENGGUAN)));

  test('then its successor has its part as it was: signed, the same due moments, the same request', () => {
    const before = story();
    const after = story().succeeded(later, { unit: CHENGGUAN.id, by: ZHUJIAN });
    expect(parts(after)).toEqual(['zhujian lead signed']);
    expect(after.ticket.pending).toMatchObject([{ request: 'return', unit: 'zhujian' }]);
    const dues = ({ ticket }: Story) => ticket.clocks.map(({ id, due }) => [id, due]);
    expect(dues(after)).toEqual(dues(before));
    expect(openClocks(after)).toContain('return-review-1 of zhujian');
  });

  test('then the successor works on it, and the merged unit no longer', () => {
    const after = story().succeeded(later, { unit: CHENGGUAN.id, by: ZHUJIAN });
    const progress = (unit: UnitRef) => command('progress', {}, asUnit(unit));
    expect(after.refusal(latest, progress(CHENGGUAN))).toMatchObject({ reason: 'not-dispatched-to' });
    expect(after.do(latest, progress(ZHUJIAN)).types().at(-1)).toBe('progressed');
    after.do(latest, command('decide', { request: 'return', approve: false }, SUPERVISOR));
    expect(after.ticket.assignments).toMatchObject([{ unit: { id: 'zhujian' }, fixed: true }]);
  });

  test('then the successor is told once, with the unit’s name and until when, and a line in the ledger says it', () => {
    const succession = { unit: CHENGGUAN.id, by: ZHUJIAN };
    const after = story()
      .succeeded(later, succession)
      .succeeded(latest, succession)
      .succeeded(latest, succession);
    expect(after.told('succeeded')).toEqual(['zhujian']);
    expect(after.facts('unit-succeeded')).toEqual([{ unit: CHENGGUAN, by: ZHUJIAN }]);
    expect(after.notifications.find(({ template }) => template === 'succeeded')?.facts).toMatchObject({
      unit: '市城市管理局',
      clock: 'handling',
      due: after.clock('handling-1')?.due,
    });
  });

  test('then its ledger tells the same ticket again', () => {
    const after = story().succeeded(later, { unit: CHENGGUAN.id, by: ZHUJIAN });
    const again = evolveAll(newTicket(matterOf(), lawOf('weifang', matterOf())), after.ledger);
    expect(viewOf(again)).toEqual(viewOf(after.ticket));
  });
});

test('an assisting unit’s own clock goes on as its successor’s; one that has ended keeps how and when, so that it can be resumed (T-9, T-10)', () => {
  const story = ticketIn('beijing')
    .do(now, dispatchTo(CHENGGUAN, [HUANBAO]))
    .succeeded(later, { unit: HUANBAO.id, by: ZHUJIAN });
  expect(openClocks(story)).toContain('assist-1 of zhujian');
  story
    .do(latest, command('contribute', {}, { ...asUnit(ZHUJIAN), parts: ['result'] }))
    .succeeded(latest, { unit: ZHUJIAN.id, by: QUANCHENG_LU });
  expect(story.clock('assist-1')).toMatchObject({ unit: 'quancheng-lu', state: 'met', endedAt: latest });
  expect(parts(story)).toEqual(['chengguan lead dispatched', 'quancheng-lu assist submitted']);
});

test('T-10: the successor of a unit whose closure is sent back handles within the clock that its submission had ended', () => {
  const story = ticketIn('jinan')
    .do(now, dispatchTo(CHENGGUAN, [HUANBAO]))
    .do(later, submitTold(CHENGGUAN, '2026-09-29 14:00', { without: [HUANBAO.id] }));
  const before = story.clock('handling-1')?.due;
  story
    .succeeded(later, { unit: CHENGGUAN.id, by: ZHUJIAN })
    .succeeded(later, { unit: HUANBAO.id, by: SHUIWU })
    .do(latest, sendBack());
  expect(openClocks(story)).toEqual(
    expect.arrayContaining(['handling-1 of zhujian', 'assist-1 of shuiwu']) as string[],
  );
  expect(story.clock('handling-1')?.due).toBe(before);
});

test('a successor takes over the course of the matter, and not a clean record: supervision, and what was counted (JE-19)', () => {
  const story = ticketIn('jinan-enforcement')
    .do(now, dispatchTo(CHENGGUAN))
    .do(now, command('arrive', {}, asUnit(CHENGGUAN)))
    .until(at('2026-10-04 12:00'))
    .succeeded(at('2026-10-04 12:00'), { unit: CHENGGUAN.id, by: ZHUJIAN });
  expect(modesOf(story, CHENGGUAN)).toEqual([]);
  expect(modesOf(story, ZHUJIAN)).toEqual(['key']);
  expect(happened(story.until(at('2026-10-05 09:00')), 'referred')).toEqual([
    '2026-10-05 09:00 referred zhujian',
  ]);
  expect(story.facts('referred')[0]?.facts).toMatchObject({ unit: 'zhujian', urged: 3 });
});

describe('given a successor that has a part in the ticket already, one part is left', () => {
  const order: Record<AssignmentRole, (unit: UnitRef) => ReturnType<typeof dispatchTo>> = {
    lead: (unit) => dispatchTo(unit, [ZHUJIAN]),
    assist: (unit) => dispatchTo(ZHUJIAN, [unit]),
    copy: (unit) => dispatchTo(ZHUJIAN, [], [unit]),
  };

  test.each([
    ['of a lead: the lead’s, and its clock as an assisting unit stops', order.lead(CHENGGUAN), 'lead', []],
    ['of an assisting unit: its own lead', order.assist(CHENGGUAN), 'lead', []],
    ['of a unit with a copy: its own lead', order.copy(CHENGGUAN), 'lead', []],
    [
      'of a unit with a copy: its own as an assisting unit',
      dispatchTo(HUANBAO, [ZHUJIAN], [CHENGGUAN]),
      'assist',
      ['assist-1 of zhujian'],
    ],
    [
      'of one that assists as it does: its own',
      dispatchTo(HUANBAO, [CHENGGUAN, ZHUJIAN]),
      'assist',
      ['assist-2 of zhujian'],
    ],
  ])('%s', (_, dispatch, role, clocks) => {
    const story = ticketIn('beijing').do(now, dispatch).succeeded(later, { unit: CHENGGUAN.id, by: ZHUJIAN });
    expect(story.ticket.assignments.filter(({ unit }) => unit.id === 'zhujian')).toMatchObject([{ role }]);
    expect(story.ticket.assignments.filter(({ unit }) => unit.id === 'chengguan')).toEqual([]);
    expect(openClocks(story).filter((clock) => clock.startsWith('assist'))).toEqual(clocks);
    expect(story.told('succeeded')).toEqual(['zhujian']);
  });

  test('and what the part that goes had asked for goes with it', () => {
    const story = ticketIn('beijing')
      .do(now, dispatchTo(CHENGGUAN, [ZHUJIAN]))
      .do(now, command('request-return', {}, asUnit(ZHUJIAN)))
      .do(now, command('request-return', {}, asUnit(CHENGGUAN)))
      .succeeded(later, { unit: CHENGGUAN.id, by: ZHUJIAN });
    expect(story.ticket.pending).toMatchObject([{ request: 'return', unit: 'zhujian' }]);
    expect(openClocks(story).filter((clock) => clock.startsWith('return-review'))).toHaveLength(1);
  });
});

test('a unit with a copy alone is told without a due moment: it owes nothing', () => {
  const story = ticketIn('weifang')
    .do(now, dispatchTo(CHENGGUAN, [], [HUANBAO]))
    .succeeded(later, { unit: HUANBAO.id, by: ZHUJIAN });
  expect(parts(story)).toContain('zhujian copy informed');
  expect(story.notifications.at(-1)?.facts).toEqual({ unit: HUANBAO.name });
});

test.each([
  ['that does not name the unit', () => ticketIn('weifang').do(now, dispatchTo(HUANBAO))],
  ['that is not dispatched yet', () => ticketIn('weifang')],
  [
    'that is closed',
    () => ticketIn('weifang').do(now, dispatchTo(CHENGGUAN)).do(now, command('withdraw', {})),
  ],
])('a ticket %s goes on as it was', (_, given) => {
  const story = given().until(later);
  const before = story.ticket;
  expect(story.succeeded(later, { unit: CHENGGUAN.id, by: ZHUJIAN }).ticket).toEqual(before);
});
