import type { Categories } from '../../config/categories-file';
import { groupOf } from '../../config/categories-file';
import { because } from '../../domain/procedures/refusal';
import { issueOf, text } from '../http/fields';

/** So many are named to who gave another. */
const NEAR = 10;

/** A category of the city's own list; who gives another is told which come near. */
export const categoryIn = (categories: Categories) =>
  text(100, { abort: true })
    .superRefine((given, context) => {
      if (!categories.has(given))
        context.addIssue(issueOf(because('no-category', { near: nearTo(categories, given) })));
    })
    .meta({ enum: categories.all.map(({ id }) => id), example: categories.all[0]?.id });

/** All of its 大类; or those that share most pairs of characters with it; or where it is like none, one of each 大类. */
export function nearTo({ all, groups }: Categories, given: string): string[] {
  const ids = all.map(({ id }) => id);
  const ofGroup = ids.filter((id) => groupOf(id) === groupOf(given));
  if (ofGroup.length > 0) return ofGroup;
  const pairs = pairsOf(given);
  const near = ids
    .map((id) => ({ id, shared: pairsOf(id).filter((pair) => pairs.includes(pair)).length }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .slice(0, NEAR);
  return near.length > 0
    ? near.map(({ id }) => id)
    : groups.flatMap((group) => ids.find((id) => groupOf(id) === group) ?? []);
}

/** Each two characters that follow one another within a part: words of Chinese have mostly two. */
const pairsOf = (category: string): string[] =>
  category
    .split('/')
    .flatMap((part) => Array.from({ length: part.length - 1 }, (_, i) => part.slice(i, i + 2)));
