import type { Sampling } from './kind';

/** How many are drawn of so many: the share, but at least and at most so many, and never more than there are. */
export const sampleSize = ({ share, least, most }: Sampling, population: number): number =>
  Math.min(population, Math.min(most, Math.max(least, Math.ceil((population * share) / 100))));

/**
 * Draws by lot, without replacement: each ticket has the same chance, and whoever has the seed and the list draws the same again, in
 * whatever order the list comes (JE-14, JE-15: 抽项).
 * @param rankOf a digest of the seed and the ticket, `sha256("seed ticket")` in hex: nobody can tell it from chance
 */
export function draw(
  population: readonly string[],
  size: number,
  rankOf: (ticket: string) => string,
): string[] {
  return [...new Set(population)]
    .map((ticket) => ({ ticket, rank: rankOf(ticket) }))
    .toSorted((a, b) => compared(a.rank, b.rank) || compared(a.ticket, b.ticket))
    .slice(0, size)
    .map(({ ticket }) => ticket);
}

const compared = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
