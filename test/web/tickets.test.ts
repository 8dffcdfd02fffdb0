import { isSameSearch, ticketsSearch, viewOf } from '../../web/desk/tickets/search';

test('a list that is saved as a view is the same list when it is opened again', () => {
  const search = ticketsSearch({
    overdue: 'true',
    level: '2',
    kind: 'report',
    order: 'due',
    nothing: 'else',
  });
  const kept = viewOf(search);
  expect(kept).toEqual({ overdue: 'true', level: '2', kind: 'report', order: 'due' });
  expect(isSameSearch(ticketsSearch(kept), search)).toBe(true);
});
