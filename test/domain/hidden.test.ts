import { publishedRate, withoutSmall, withoutSmallInAny } from '../../domain/publishing/hidden';

/** All lists of so many counts from 0 to `most`. */
const lists = (length: number, most: number): number[][] =>
  length === 0
    ? [[]]
    : lists(length - 1, most).flatMap((rest) => Array.from({ length: most + 1 }, (_, n) => [...rest, n]));

describe('BJ-15: figures for everybody', () => {
  test('small counts are hidden, and one more where the total would tell them', () => {
    expect(withoutSmall([120, 3, 40, 0], 5)).toEqual({ counts: ['hidden', 'hidden', 40, 0], total: 163 });
    expect(withoutSmall([120, 40], 5)).toEqual({ counts: [120, 40], total: 160 });
    expect(withoutSmall([0, 0], 5)).toEqual({ counts: [0, 0], total: 0 });
  });

  test('as many as it takes: two whose sum tells both are not enough', () => {
    // 1 and 1: whoever knows that they are 2 together knows each.
    expect(withoutSmall([1, 1, 30, 90], 5)).toEqual({
      counts: ['hidden', 'hidden', 'hidden', 90],
      total: 122,
    });
    // 1 and 5: six together, of which one is 5 at least.
    expect(withoutSmall([1, 5, 90], 5)).toEqual({ counts: ['hidden', 'hidden', 'hidden'], total: 96 });
  });

  test('where nothing is left to hide beside them, the total is hidden; and with it whatever else would tell it', () => {
    expect(withoutSmall([3], 5)).toEqual({ counts: ['hidden'], total: 'hidden' });
    expect(withoutSmall([2, 1, 0], 5)).toEqual({ counts: ['hidden', 'hidden', 0], total: 'hidden' });
    expect(withoutSmall([1, 5], 5)).toMatchObject({ total: 'hidden' });
    expect(withoutSmallInAny([[1, 5], [6]], 5)).toEqual([
      { counts: ['hidden', 'hidden'], total: 'hidden' },
      { counts: ['hidden'], total: 'hidden' },
    ]);
    expect(withoutSmallInAny([[9, 5], [14]], 5)).toMatchObject([{ total: 14 }, { counts: [14] }]);
  });

  test.each([
    [2, 14],
    [3, 12],
    [4, 7],
  ])(
    'of all lists of %i counts up to %i: whoever sees what is published, and knows how it was made, can tell no small one',
    (length, most) => {
      const least = 3;
      const alike = new Map<string, number[][]>();
      for (const counts of lists(length, most)) {
        const published = withoutSmall(counts, least);
        published.counts.forEach((it, i) => {
          if (it !== 'hidden')
            expect([counts, it === counts[i] && (it === 0 || it >= least)]).toEqual([counts, true]);
        });
        const seen = JSON.stringify(published);
        alike.set(seen, [...(alike.get(seen) ?? []), counts]);
      }
      for (const [seen, could] of alike)
        for (let i = 0; i < length; i++) {
          const values = new Set(could.map((counts) => counts[i]));
          const small = [...values].filter((it) => it !== undefined && it > 0 && it < least);
          // The lists that are tried end somewhere: what would need a greater count is not looked at.
          const whole = could.every((counts) => counts.every((it) => it < most - least));
          if (small.length > 0 && whole) expect([seen, i, values.size > 1]).toEqual([seen, i, true]);
        }
    },
  );

  test('a rate of too few is hidden; of nothing there is none', () => {
    expect(publishedRate({ numerator: 9, denominator: 12 }, 5)).toBe(75);
    expect(publishedRate({ numerator: 4, denominator: 4 }, 5)).toBe('hidden');
    expect(publishedRate({ numerator: 0, denominator: 0 }, 5)).toBeUndefined();
  });
});
