import { loadConfig } from '../../config/load';
import type { UnitId } from '../../domain/ids';
import { type Assessed, marksFor } from '../../domain/reports/assessment';
import { type Counted, countedOf, monthsOf } from '../../domain/reports/counted';
import { monthsIn, monthText, parseMonth, periodAt, periodOf } from '../../domain/reports/period';
import { type Counting, counting, keysBy, objected, partOf } from '../../domain/reports/report';
import type { Ticket } from '../../domain/ticket/ticket';
import { isoInstant } from '../../domain/time/instant';
import { CHENGGUAN, HUANBAO, SUPERVISOR, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const weifang = loadConfig().assessments.get('weifang');
if (!weifang) throw new Error('weifang');
const OCTOBER = periodOf(202610, 1);
const NOTHING: ReadonlySet<string> = new Set();
const OWN = {
  tierOf: (unit: UnitId) => (unit === CHENGGUAN.id ? 'department' : undefined),
  hotline: undefined,
};

const by = (parts: string[], actor = asUnit(CHENGGUAN)) => ({ ...actor, parts });
const asked = (story: Story, moment: string, assign?: typeof HUANBAO): Story =>
  story
    .do(at(moment), command('request-return', {}, by(['reason'])))
    .do(
      at(moment),
      command(
        'decide',
        { request: 'return', approve: false, ...(assign ? { assign } : {}) },
        by(['reason'], SUPERVISOR),
      ),
    );
const ended = (story: Story, unit = CHENGGUAN): Story =>
  story
    .do(
      at('2026-10-08 09:00'),
      command('request-termination', { ground: 'uncooperative' }, by(['reason'], asUnit(unit))),
    )
    .do(
      at('2026-10-08 10:00'),
      command('decide', { request: 'termination', approve: true }, by(['reason'], SUPERVISOR)),
    );
const dispatched = (): Story => ticketIn('weifang').do(at('2026-09-29 11:00'), dispatchTo(CHENGGUAN));

const counted = (ticket: Ticket): Counted => {
  const found = countedOf(ticket);
  if (!found) throw new Error('not counted');
  return found;
};
const counts = (more: Partial<Counting> = {}): Counting => ({
  assessment: weifang,
  period: OCTOBER,
  struck: NOTHING,
  ...more,
});
const rowsOf = (tickets: readonly Counted[], with_: Counting = counts(), keys = keysBy('unit', OWN)) => {
  const report = counting(with_, keys);
  tickets.forEach((it, n) => report.add({ id: `T-${n}`, counted: it }));
  return new Map(report.sum().rows.map(({ key, values }) => [key, values]));
};

test('JE-14: how a spot check came out is what is counted of the quality of its reply', () => {
  const ticket = ticketIn('weifang').ticket;
  expect(countedOf(ticket)?.check).toBeUndefined();
  expect(countedOf({ ...ticket, spotCheck: 'failed' })?.check).toBe('failed');
});

test('a simulated matter is never counted (JE-16), nor one that was merged into another', () => {
  const { ticket } = ended(dispatched());
  expect(monthsOf(counted(ticket))).toContain(202610);
  const simulated = { simulated: true } as const;
  expect(countedOf({ ...ticket, ...simulated })).toBeUndefined();
  expect(countedOf({ ...ticket, outcome: 'merged' } as Ticket)).toBeUndefined();
});

test('a unit whose return was approved has nothing counted against it (WF-22)', () => {
  const story = dispatched()
    .do(at('2026-09-30 12:00'), command('request-return', {}, by(['reason'])))
    .do(
      at('2026-09-30 13:00'),
      command('decide', { request: 'return', approve: true }, by(['reason'], SUPERVISOR)),
    )
    .do(at('2026-09-30 14:00'), dispatchTo(HUANBAO));
  const units = counted(story.ticket).orders.map(({ unit }) => unit);
  expect(units).toEqual([undefined, HUANBAO.id]);
});

test('a return that was refused is improper (HZ-11), but not where the dispute gave the matter to another', () => {
  const stayed = rowsOf([counted(ended(asked(dispatched(), '2026-09-30 09:00')).ticket)]);
  expect(stayed.get(CHENGGUAN.id)?.['improper-returns']).toEqual({ numerator: 1, denominator: 1, value: 1 });
  const passedOn = rowsOf([counted(ended(asked(dispatched(), '2026-09-30 09:00', HUANBAO), HUANBAO).ticket)]);
  expect(passedOn.get(CHENGGUAN.id)?.['improper-returns']).toMatchObject({ numerator: 0 });
});

test('an objection that was found right takes the ticket out of that unit’s count in that indicator, and of no other', () => {
  const ticket = counted(ended(asked(dispatched(), '2026-09-30 09:00')).ticket);
  const struck = new Set([objected('T-0', CHENGGUAN.id, 'improper-returns')]);
  const row = rowsOf([ticket, ticket], counts({ struck })).get(CHENGGUAN.id);
  expect(row?.['improper-returns']).toEqual({ numerator: 1, denominator: 1, value: 1 });
  expect(row?.urges).toMatchObject({ denominator: 2 });
  expect(
    partOf(
      counts({ struck }),
      'improper-returns',
      'numerator',
      { id: 'T-0', counted: ticket },
      ticket.orders[1] as never,
    ),
  ).toBe(0);
});

const SAMPLE: Counted = {
  kind: 'complaint',
  category: 'x/y',
  district: 'lixia',
  state: 'closed',
  outcome: 'resolved',
  closedAt: at('2026-10-31 23:59'),
  orders: [{ unit: CHENGGUAN.id, role: 'lead', closes: true, clocks: [], times: {} }],
};

test('the quality of replies is that of those that were checked: what was not is not counted (JE-13, JE-14)', () => {
  const rows = rowsOf([SAMPLE, { ...SAMPLE, check: 'passed' }, { ...SAMPLE, check: 'failed' }]);
  expect(rows.get(CHENGGUAN.id)?.quality).toEqual({ numerator: 1, denominator: 2, value: 0.5 });
});

test('a ticket is counted in the month in which it was closed, to the last moment', () => {
  const next = { ...SAMPLE, closedAt: at('2026-11-01 00:00') };
  expect(rowsOf([SAMPLE, next]).get(CHENGGUAN.id)?.volume).toMatchObject({ numerator: 1 });
});

test('a unit that is in no tier has no row by tiers', () => {
  const keys = keysBy('tier', OWN);
  const other = { ...SAMPLE, orders: [{ ...SAMPLE.orders[0], unit: HUANBAO.id } as never] };
  expect([...rowsOf([SAMPLE, other], counts(), keys).keys()]).toEqual(['department']);
});

describe('the total', () => {
  const assessed = (changes: Partial<Assessed>): Assessed => ({
    ...(weifang.indicators.find(({ id }) => id === 'resolution') as Assessed),
    full: 1,
    none: 0,
    ...changes,
  });
  const overall = (indicators: readonly Assessed[]) =>
    rowsOf(
      [
        { ...SAMPLE, resolved: true },
        { ...SAMPLE, resolved: false },
      ],
      counts({ assessment: { ...weifang, indicators } }),
    ).get(CHENGGUAN.id)?.overall;

  test('is the marks that were got of those that were to be had', () =>
    expect(overall([assessed({ weight: 100 })])).toEqual({ numerator: 50, denominator: 100, value: 0.5 }));

  test.each([
    ['left-out', { numerator: 40, denominator: 80, value: 0.5 }],
    ['full', { numerator: 60, denominator: 100, value: 0.6 }],
    ['none', { numerator: 40, denominator: 100, value: 0.4 }],
  ] as const)('where nothing was to be counted: %s', (whenEmpty, expected) => {
    const empty = assessed({ id: 'q', numerator: 'passed', denominator: 'checked', weight: 20, whenEmpty });
    expect(overall([assessed({ weight: 80 }), empty])).toEqual(expected);
  });

  test('gives a share of the marks between the values of none and of full, also where less is better', () => {
    expect([0.5, 0.6, 0.8, 1].map((it) => marksFor({ full: 1, none: 0.6 }, it))).toEqual(
      [0, 0, 0.5, 1].map((it) => expect.closeTo(it, 9) as number),
    );
    expect([0, 0.05, 0.2].map((it) => marksFor({ full: 0, none: 0.1 }, it))).toEqual([1, 0.5, 0]);
  });
});

describe('a period', () => {
  test('is a month, or ends in it', () => {
    const { from, to } = periodOf(202610, 1);
    expect([isoInstant(from), isoInstant(to)]).toEqual([
      '2026-10-01T00:00:00+08:00',
      '2026-11-01T00:00:00+08:00',
    ]);
    const other = periodOf(202701, 19);
    expect([isoInstant(other.from), isoInstant(other.to)]).toEqual([
      '2026-12-19T00:00:00+08:00',
      '2027-01-19T00:00:00+08:00',
    ]);
    expect([monthsIn(OCTOBER), monthsIn(other)]).toEqual([[202610], [202612, 202701]]);
  });

  test('is found by a moment', () => {
    expect(periodAt(at('2026-10-18 23:59'), 19).month).toBe(202610);
    expect(periodAt(at('2026-10-19 00:00'), 19).month).toBe(202611);
    expect(periodAt(at('2026-12-31 23:59'), 1).month).toBe(202612);
  });

  test.each(['2026-13', '2026-00', '2026-1', '202610', '1999-10', '2026-10-01', ''])(
    'has no name such as “%s”',
    (text) => expect(parseMonth(text)).toBeUndefined(),
  );

  test('is written as it is read', () => expect(monthText(parseMonth('2026-01') ?? 0)).toBe('2026-01'));
});
