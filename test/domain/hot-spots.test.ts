import fc from 'fast-check';
import { ticketId } from '../../domain/ids';
import { hotSpotsIn, type Raised } from '../../domain/repeats/hot-spots';
import { DAY } from '../../domain/time/instant';

const RULE = { callers: 5, within: 7 * DAY };
const raised = (
  ticket: number,
  day: number,
  caller = `c-${ticket}`,
  changes: Partial<Raised> = {},
): Raised => ({
  ticket: ticketId(`T-${String(ticket).padStart(3, '0')}`),
  category: '供热/停暖',
  district: 'lixia',
  receivedAt: day * DAY,
  caller,
  ...changes,
});
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('JE-13, JN-7, BJ-12: a hot spot', () => {
  test('is where five callers raise one class in one district within seven days; four, or eight days, are none', () => {
    const five = numbers(1, 5).map((n) => raised(n, n));
    expect(hotSpotsIn(five, RULE)).toEqual([
      {
        key: 'lixia:T-001',
        category: '供热/停暖',
        district: 'lixia',
        since: DAY,
        until: 5 * DAY,
        callers: 5,
        tickets: five.map(({ ticket }) => ticket),
      },
    ]);
    expect(hotSpotsIn(five.slice(0, 4), RULE)).toEqual([]);
    expect(hotSpotsIn([...five.slice(0, 4), raised(5, 8)], RULE)).toHaveLength(1);
    expect(hotSpotsIn([...five.slice(0, 4), raised(5, 8.01)], RULE)).toEqual([]);
  });

  test('who asks again and again is one caller; another class, or another district, is another matter', () => {
    expect(
      hotSpotsIn(
        numbers(1, 9).map((n) => raised(n, 1, 'c')),
        RULE,
      ),
    ).toEqual([]);
    const mixed = numbers(1, 8).map((n) => raised(n, 1, `c-${n}`, n % 2 ? {} : { district: 'shizhong' }));
    expect(hotSpotsIn(mixed, RULE)).toEqual([]);
    const classes = numbers(1, 8).map((n) => raised(n, 1, `c-${n}`, n % 2 ? {} : { category: '供水/停水' }));
    expect(hotSpotsIn(classes, RULE)).toEqual([]);
  });

  test('goes on while more follow within that time, and is another one after a pause', () => {
    const going = numbers(1, 12).map((n) => raised(n, n));
    expect(hotSpotsIn(going, RULE)).toMatchObject([{ callers: 12, until: 12 * DAY }]);
    const again = numbers(20, 24).map((n) => raised(n, n + 20));
    expect(hotSpotsIn([...going, ...again], RULE).map(({ key }) => key)).toEqual([
      'lixia:T-001',
      'lixia:T-020',
    ]);
  });

  test('is the same in whatever order its tickets are read, and has as many callers as the rule wants', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(30), fc.nat(9), fc.nat(1)), { maxLength: 60 }),
        fc.integer({ min: 2, max: 6 }),
        (all, callers) => {
          const tickets = all.map(([day, caller, district], n) =>
            raised(n, day, `c-${caller}`, { district: `d-${district}` }),
          );
          const spots = hotSpotsIn(tickets, { callers, within: 7 * DAY });
          expect(hotSpotsIn(tickets.toReversed(), { callers, within: 7 * DAY })).toEqual(spots);
          for (const spot of spots) {
            expect(spot.callers).toBeGreaterThanOrEqual(callers);
            expect(new Set(spot.tickets).size).toBe(spot.tickets.length);
          }
          const within = spots.flatMap((spot) => spot.tickets);
          expect(new Set(within).size).toBe(within.length);
        },
      ),
    ));
});
