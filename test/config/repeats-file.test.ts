import { loadConfig } from '../../config/load';
import { repeatsFile } from '../../config/repeats-file';
import { DAY } from '../../domain/time/instant';

test('JE-13, JN-7, BJ-12: five callers within seven days are a hot spot where a city says nothing else', () =>
  expect(loadConfig().hotSpot).toEqual({ callers: 5, within: 7 * DAY }));

test.each([
  [
    { callers: 1, within: '7 days', set: 'local' },
    ['hotSpot', 'callers'],
    'expected a whole number from 2 to 10,000',
  ],
  [
    { callers: 5, within: '7 hours', set: 'local' },
    ['hotSpot', 'within'],
    'expected days, from 1 to 92: e.g. 7 days',
  ],
  [
    { callers: 5, within: '93 days', set: 'local' },
    ['hotSpot', 'within'],
    'expected days, from 1 to 92: e.g. 7 days',
  ],
  [{ callers: 5, within: '7 days' }, ['hotSpot', 'set'], 'expected one of local'],
])('%j is refused, with what is expected', (hotSpot, path, message) => {
  const { error } = repeatsFile.safeParse({ hotSpot });
  expect(error?.issues).toMatchObject([{ path, message }]);
});
