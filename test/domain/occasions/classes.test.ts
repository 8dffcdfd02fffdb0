import {
  chanceOfAtLeast,
  commonMatters,
  foreseen,
  hotSpotOf,
  risenClasses,
} from '../../../domain/occasions/classes';

const of = (category: string, ...counts: readonly number[]) => counts.map((count) => [{ category, count }]);

test.each([
  // Poisson, as tables have it.
  [1, 1, 0.632121],
  [5, 2, 0.052653],
  [10, 5, 0.031828],
  [20, 10, 0.003454],
])('at least %i where %i come on average: %f', (count, mean, chance) =>
  expect(chanceOfAtLeast(count, mean)).toBeCloseTo(chance, 6),
);

test('HZ-13: a class that rises as chance does not is found, with the reason in words', () => {
  const [found, ...more] = risenClasses(
    [{ category: '供热/停暖', count: 32 }],
    of('供热/停暖', 6, 7, 5, 8, 6, 7, 7, 6),
  );
  expect(found).toEqual({
    category: '供热/停暖',
    why: '本周32件，此前8周平均每周6.5件；若无变化，偶然达到这么多的可能性不到百万分之一',
  });
  expect(more).toEqual([]);
});

test.each([
  ['that varies as it always does', 9, [6, 7, 5, 8, 6, 7, 7, 6]],
  ['of which there are few', 4, [0, 0, 0, 0]],
  ['that falls', 2, [20, 20, 20, 20]],
])('HZ-13: a class %s is no weak signal', (_, now, weeks) =>
  expect(risenClasses([{ category: 'x/y', count: now }], of('x/y', ...weeks))).toEqual([]),
);

test('HZ-13: what was never there before is found where there is enough of it', () =>
  expect(
    risenClasses([{ category: 'x/y', count: 8 }], of('other', 3, 3, 3)).map(({ category }) => category),
  ).toEqual(['x/y']));

test('HZ-13: of many classes one that is a little high by chance is not called a signal', () => {
  const classes = Array.from({ length: 200 }, (_, i) => `x/${i}`);
  const weeks = Array.from({ length: 8 }, () => classes.map((category) => ({ category, count: 5 })));
  const now = classes.map((category, i) => ({ category, count: i === 0 ? 14 : 5 }));
  expect(risenClasses(now, weeks)).toEqual([]);
});

test('JE-13: the hot spot is the class with the highest share; none where two are as many', () => {
  expect(
    hotSpotOf([
      { category: 'a', count: 3 },
      { category: 'b', count: 1 },
    ]),
  ).toEqual({ category: 'a', count: 3, share: 0.75 });
  expect(
    hotSpotOf([
      { category: 'a', count: 3 },
      { category: 'b', count: 3 },
    ]),
  ).toBeUndefined();
  expect(hotSpotOf([])).toBeUndefined();
});

test('BJ-12: what last year’s same month had more of than its other months is foreseen', () => {
  const months = Array.from({ length: 12 }, (_, i) => [
    { category: '供热/停暖', count: i === 10 ? 60 : 6 },
    { category: '市容环境/占道经营', count: 30 },
  ]);
  expect(foreseen(months, 11)).toEqual([
    { category: '供热/停暖', why: '去年11月60件，全年月均10.5件，为月均的5.7倍' },
  ]);
  expect(foreseen(months, 5)).toEqual([]);
});

test('BJ-12: what comes every month, and most, is a candidate for the month’s theme', () =>
  expect(
    commonMatters([
      [
        { category: 'a', count: 5 },
        { category: 'b', count: 9 },
      ],
      [
        { category: 'a', count: 6 },
        { category: 'b', count: 9 },
      ],
      [{ category: 'a', count: 7 }],
    ]),
  ).toEqual([{ category: 'a', why: '近3个月每月都有，共18件' }]));
