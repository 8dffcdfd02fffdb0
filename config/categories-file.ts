import { z } from 'zod';
import { distinct, listOf, mapOf, text } from './shape';

/** What a matter may be about, as `categories.yaml` names it. */
export interface Category {
  /** `大类/小类` */
  readonly id: string;
  /** The city's own code for it. */
  readonly code?: string;
}

const FORM = 'expected 大类/小类 of at most 100 characters, with one "/" and no blank';

const category = mapOf({
  id: z
    .string(FORM)
    .regex(/^[^/\s]+\/[^/\s]+$/, FORM)
    .max(100, FORM),
  code: text.max(40, 'expected at most 40 characters').optional(),
});

/** The schema of `categories.yaml`: each category once, and each code. */
export const categoriesFile: z.ZodType<readonly Category[]> = mapOf({
  categories: distinct(
    distinct(listOf(category, 1), ({ id }) => id, ['id']),
    ({ code }) => code,
    ['code'],
  ),
}).transform(({ categories }) => categories);

/** The categories of a city, to look up. */
export interface Categories {
  readonly all: readonly Category[];
  /** Their 大类, each once, in the order of the file. */
  readonly groups: readonly string[];
  has(id: string): boolean;
}

/** The 大类 of a category. @param id `大类/小类` */
export const groupOf = (id: string): string => id.slice(0, id.indexOf('/'));

/** @param all with unique ids, as {@link categoriesFile} checks */
export function categoriesOf(all: readonly Category[]): Categories {
  const ids = new Set(all.map(({ id }) => id));
  return { all, groups: [...new Set(all.map(({ id }) => groupOf(id)))], has: (id) => ids.has(id) };
}
