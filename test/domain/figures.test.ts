import { type FigureTicket, publicFigures } from '../../domain/publishing/figures';
import { at } from '../given/story';

const from = at('2026-09-01 00:00');
const to = at('2026-10-01 00:00');
const closed = (change: Partial<FigureTicket> = {}): FigureTicket => ({
  kind: 'complaint',
  district: 'lixia',
  closedAt: at('2026-09-15 12:00'),
  outcome: 'resolved',
  ...change,
});
const of = (tickets: readonly FigureTicket[], least = 5) => {
  const figures = publicFigures({
    from,
    to,
    districts: ['lixia', 'shizhong'],
    satisfied: ['satisfied'],
    least,
  });
  for (const it of tickets) figures.add(it);
  return figures.published();
};
const some = (n: number, change: Partial<FigureTicket> = {}) =>
  Array.from({ length: n }, () => closed(change));

describe('BJ-15: a month’s figures for everybody', () => {
  test('what was closed in the month, by kind and district, and how content callers were', () => {
    const said = (resolved: boolean, satisfaction: string) => ({ resolved, satisfaction, inTime: resolved });
    expect(
      of([
        ...some(6, said(true, 'satisfied')),
        ...some(2, said(false, 'dissatisfied')),
        ...some(12, { kind: 'consultation', district: 'shizhong', inTime: true }),
        // Before and after it, not over, and withdrawn.
        closed({ closedAt: at('2026-08-31 23:59') }),
        closed({ closedAt: to }),
        { kind: 'help', district: 'lixia' },
        ...some(5, { outcome: 'withdrawn', resolved: false, satisfaction: 'dissatisfied' }),
      ]),
    ).toEqual({
      closed: 25,
      byKind: [
        { key: 'consultation', count: 12 },
        { key: 'help', count: 0 },
        { key: 'complaint', count: 13 },
        { key: 'report', count: 0 },
        { key: 'suggestion', count: 0 },
      ],
      byDistrict: [
        { key: 'lixia', count: 13 },
        { key: 'shizhong', count: 12 },
      ],
      rates: { 'in-time': 90, resolved: 75, satisfied: 75 },
    });
  });

  test('a report by a single whistle-blower stands in no figure, nor follows from another', () => {
    const { closed: total, byKind } = of([...some(40), ...some(1, { kind: 'report' })]);
    expect([total, byKind.map(({ count }) => count)]).toEqual([41, [0, 0, 'hidden', 'hidden', 0]]);
  });

  test('a month of which hardly anything can be told tells nothing', () => {
    const { closed: total, byKind, byDistrict, rates } = of(some(3, { resolved: true }));
    expect([total, rates]).toEqual(['hidden', { resolved: 'hidden' }]);
    expect(new Set([...byKind, ...byDistrict].map(({ count }) => count))).toEqual(new Set(['hidden']));
  });
});
