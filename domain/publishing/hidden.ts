/** A count that may be published; `hidden` where it is too small, or would tell of one that is. */
export type Published = number | 'hidden';

export interface PublishedColumn {
  readonly counts: readonly Published[];
  readonly total: Published;
}

/**
 * The counts of one column, of which those that could point at single persons are hidden (BJ-15): each from 1 to `least` − 1, and as many more
 * that none of them can be reckoned from the total. That nothing happened tells of nobody: 0 is shown.
 *
 * Whoever sees the total and what is shown knows the sum of what is hidden, and that a small one is from 1 to `least` − 1. So others are hidden
 * beside them until every small one could be any of these. Which others, their order says and not their size: whoever knows how this
 * goes learns nothing from which it were. Where there are not enough, the total is hidden too.
 * @param counts whole numbers of at least 0, which add up to the total, in an order that does not depend on them
 * @param least at least 3
 */
export function withoutSmall(counts: readonly number[], least: number): PublishedColumn {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const isSmall = (count: number): boolean => count > 0 && count < least;
  const hidden = new Set(counts.flatMap((count, i) => (isSmall(count) ? [i] : [])));
  const small = hidden.size;
  const shown = (known: boolean): PublishedColumn => ({
    counts: counts.map((count, i) => (hidden.has(i) ? 'hidden' : count)),
    total: known && !isSmall(total) ? total : 'hidden',
  });
  if (small === 0) return shown(true);
  let sum = counts.filter(isSmall).reduce((all, count) => all + count, 0);
  for (const [i, count] of counts.entries()) {
    if (count < least) continue;
    hidden.add(i);
    sum += count;
    const others = hidden.size - small;
    // The greatest that small ones can be leaves the others what they are at least.
    if (sum >= small * (least - 1) + others * least) return shown(true);
  }
  return shown(false);
}

/**
 * Several columns that count the same things by different words. Where the total of one has to be hidden, nothing is shown of any: another
 * would tell it.
 */
export function withoutSmallInAny(columns: readonly (readonly number[])[], least: number): PublishedColumn[] {
  const published = columns.map((counts) => withoutSmall(counts, least));
  if (published.every(({ total }) => total !== 'hidden')) return published;
  return columns.map((counts) => ({ counts: counts.map((): Published => 'hidden'), total: 'hidden' }));
}

/**
 * A rate in whole percent; hidden where it is of too few.
 * @returns undefined where nothing was counted
 */
export function publishedRate(
  { numerator, denominator }: { readonly numerator: number; readonly denominator: number },
  least: number,
): Published | undefined {
  if (denominator === 0) return undefined;
  return denominator < least ? 'hidden' : Math.round((numerator / denominator) * 100);
}
