import { cachedTickets } from '../../worker/cached-tickets';

const GIB = 2 ** 30;

test('a worker keeps as many tickets in memory as it has room for, and some in any case', () => {
  expect(cachedTickets(GIB)).toBe(697);
  expect(cachedTickets(4 * GIB)).toBe(5_066);
  expect([cachedTickets(GIB / 2), cachedTickets(64 * GIB)]).toEqual([500, 20_000]);
  expect(cachedTickets()).toBeGreaterThanOrEqual(500);
});
