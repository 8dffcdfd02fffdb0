import type { Categories } from '../../config/categories-file';
import { groupOf } from '../../config/categories-file';
import { because } from '../../domain/procedures/refusal';
import { issueOf, text } from '../http/fields';

/** So many are named to who gave another. */
const NEAR = 5;

/** A category of the city's own list; who gives another is told which come near. */
export const categoryIn = (categories: Categories) =>
  text(100, { abort: true })
    .superRefine((given, context) => {
      if (!categories.has(given))
        context.addIssue(issueOf(because('no-category', { near: nearTo(categories, given) })));
    })
    .meta({ enum: categories.all.map(({ id }) => id), example: categories.all[0]?.id });

/** The one whose code was given; else those whose pairs of characters are most like it; where none is like it, one of some 大类. */
export function nearTo({ all, groups }: Categories, given: string): string[] {
  const meant = all.filter(({ code }) => code === given);
  const alike = all
    .map(({ id }) => ({ id, likeness: likenessOf(id, given) }))
    .filter(({ likeness }) => likeness > 0)
    // Of two that are as like, the first of the file stays before.
    .toSorted((a, b) => b.likeness - a.likeness);
  const near = meant.length > 0 ? meant : alike;
  const some = near.length > 0 ? near : groups.map((group) => all.find(({ id }) => groupOf(id) === group)!);
  return some.slice(0, NEAR).map(({ id }) => id);
}

/** How many of their pairs two categories share, 0 to 1 (Dice). */
function likenessOf(one: string, other: string): number {
  const [pairs, others] = [pairsOf(one), pairsOf(other)];
  const shared = pairs.filter((pair) => others.includes(pair)).length;
  return shared === 0 ? 0 : (2 * shared) / (pairs.length + others.length);
}

/** Each two characters that follow one another within a part: words of Chinese have mostly two. */
const pairsOf = (category: string): string[] =>
  category
    .split('/')
    .flatMap((part) => Array.from({ length: part.length - 1 }, (_, i) => part.slice(i, i + 2)));
