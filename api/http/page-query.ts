import { z } from 'zod';
import { parseCursor } from '../../storage/page';

/** A whole number in an address; {@link asParameter} is how the OpenAPI document tells it. */
export const whole = (least: number, most: number) =>
  z
    .string()
    .transform((digits) => (/^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN))
    .refine((number) => number >= least && number <= most, {
      error: `expected a whole number from ${least} to ${most}`,
    });

export const asParameter = (least: number, most: number) =>
  ({ type: 'integer', minimum: least, maximum: most }) as const;

/** Which page of a list. */
export const pageQuery = {
  cursor: z
    .string()
    .refine((cursor) => parseCursor(cursor) !== undefined, {
      error: 'expected the nextCursor of the page before',
    })
    .optional(),
  limit: whole(1, 100)
    .default(20)
    .meta({ ...asParameter(1, 100), default: 20 }),
};
