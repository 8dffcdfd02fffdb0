/** Counts by class, and what stands out among them, with the reason in words: plain statistics, which anybody can check. */

/** How many matters of a class came in a stretch of time. */
export interface ClassCount {
  readonly category: string;
  readonly count: number;
}

/** A class that stands out, and why. */
export interface Notable {
  readonly category: string;
  readonly why: string;
}

const byCount = (a: ClassCount, b: ClassCount): number =>
  b.count - a.count || (a.category < b.category ? -1 : 1);

export const mostFirst = (counts: readonly ClassCount[]): ClassCount[] => counts.toSorted(byCount);

export const totalOf = (counts: readonly ClassCount[]): number =>
  counts.reduce((sum, { count }) => sum + count, 0);

/** The class with the highest share (热点, JE-13); undefined where there is none, or the first two are as many. */
export function hotSpotOf(
  counts: readonly ClassCount[],
): (ClassCount & { readonly share: number }) | undefined {
  const [first, second] = mostFirst(counts);
  if (!first || first.count === 0 || first.count === second?.count) return undefined;
  return { ...first, share: first.count / totalOf(counts) };
}

/** How likely it is that a class which comes so often on average comes at least so often by chance (Poisson). */
export function chanceOfAtLeast(count: number, mean: number): number {
  if (count <= 0) return 1;
  // P(X ≥ n) by its own sum from n on: one minus the sum below it would lose all digits where the chance is small.
  let logTerm = -mean + count * Math.log(mean);
  for (let i = 2; i <= count; i++) logTerm -= Math.log(i);
  let term = Math.exp(logTerm);
  let sum = 0;
  for (let i = count; term > sum * 1e-16 && i < count + 10_000; i++) {
    sum += term;
    term *= mean / (i + 1);
  }
  return Math.min(sum, 1);
}

/** A rise counts where chance alone explains it in fewer than one of a thousand cases, over all classes together. */
const RARE = 0.001;
/** Of so few nobody speaks of a rise. */
const FEW = 5;

/**
 * Classes that rose faster than chance explains (弱信号, HZ-13): this week against the mean of the weeks before it, by Poisson. A class that was
 * never there counts as one that comes half a time in all of them, so that what is new is found and nothing is infinite.
 * @param earlier the weeks before, each a list of counts; at least one
 */
export function risenClasses(
  now: readonly ClassCount[],
  earlier: readonly (readonly ClassCount[])[],
): Notable[] {
  const weeks = earlier.length;
  if (weeks === 0) return [];
  const limit = RARE / Math.max(now.length, 1);
  return mostFirst(now).flatMap(({ category, count }) => {
    const before = earlier.flat().filter((it) => it.category === category);
    const mean = Math.max(totalOf(before), 0.5) / weeks;
    const chance = chanceOfAtLeast(count, mean);
    if (count < FEW || count <= mean || chance >= limit) return [];
    return [
      {
        category,
        why: `本周${count}件，此前${weeks}周平均每周${rounded(mean)}件；若无变化，偶然达到这么多的可能性不到${fraction(chance)}`,
      },
    ];
  });
}

/** How many times the year's average month a seasonal month has, at least. */
const SEASONAL = 1.5;

/**
 * Classes that last year's same month had more often than that year's months on average (季节性、周期性: BJ-12).
 * @param months last year's twelve, in order
 * @param month 1–12, that is looked forward to
 */
export function foreseen(months: readonly (readonly ClassCount[])[], month: number): Notable[] {
  return mostFirst(months[month - 1] ?? []).flatMap(({ category, count }) => {
    const year = totalOf(months.flat().filter((it) => it.category === category));
    const mean = year / 12;
    if (count < FEW || count < SEASONAL * mean) return [];
    return [
      {
        category,
        why: `去年${month}月${count}件，全年月均${rounded(mean)}件，为月均的${rounded(count / mean)}倍`,
      },
    ];
  });
}

/**
 * Classes that came often in each of the months looked at: candidates for the month's theme (高频共性: BJ-12 每月一题). People choose.
 * @param months the last ones
 */
export function commonMatters(months: readonly (readonly ClassCount[])[], most = 5): Notable[] {
  const sums = new Map<string, number[]>();
  months.forEach((counts, i) => {
    for (const { category, count } of counts) {
      const each = sums.get(category) ?? months.map(() => 0);
      each[i] = count;
      sums.set(category, each);
    }
  });
  return mostFirst(
    [...sums].flatMap(([category, each]) =>
      each.every((count) => count > 0) ? [{ category, count: each.reduce((a, b) => a + b, 0) }] : [],
    ),
  )
    .slice(0, most)
    .map(({ category, count }) => ({ category, why: `近${months.length}个月每月都有，共${count}件` }));
}

const rounded = (value: number): string => (Math.round(value * 10) / 10).toString();

/** `千分之一`, for people: the next power of ten that it lies below. */
function fraction(chance: number): string {
  const powers = ['千分之一', '万分之一', '十万分之一', '百万分之一'];
  const found = powers.findLast((_, i) => chance < 10 ** -(i + 3));
  return found ?? '百分之一';
}
