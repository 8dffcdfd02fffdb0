// The pieces that the schemas of both kinds of file are made of; every message says what was expected.
import { z } from 'zod';

/** A map with exactly these keys: an unknown one is refused, so that a slip of the pen is never a silent default. */
export const mapOf = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? `unknown key, expected only ${Object.keys(shape).join(', ')}`
        : `expected a map of ${Object.keys(shape).join(', ')}`,
  });

/** One of these words. */
export const oneOf = <const W extends readonly string[]>(words: W) =>
  z.enum(words, `expected one of ${words.join(', ')}`);

/** A list with at least `least` entries. */
export const listOf = <T extends z.ZodType>(entry: T, least = 0) => {
  const expected = least > 0 ? `expected a list with at least ${least} of them` : 'expected a list';
  return z.array(entry, expected).min(least, expected);
};

/** A list in which no two entries are the same by `key`, of those that have one; the later one is the problem. */
export const distinct = <T extends z.ZodType>(
  list: z.ZodArray<T>,
  key: (entry: z.output<T>) => string | undefined,
  path: string[] = [],
) =>
  list.superRefine((entries, context) => {
    entries.forEach((entry, i) => {
      const own = key(entry);
      if (own !== undefined && entries.findIndex((other) => key(other) === own) < i) {
        context.addIssue({
          code: 'custom',
          path: [i, ...path],
          message: `expected each only once, ${own} stands here twice`,
        });
      }
    });
  });

/** Text for people. */
export const text = z
  .string('expected text')
  .trim()
  .min(1, 'expected text')
  .max(200, 'expected at most 200 characters');

/** A short name for machines, which may stand in addresses and message ids. */
export const id = z
  .string('expected an id')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/,
    'expected an id of at most 40 letters, digits, ".", "_" and "-"',
  );
