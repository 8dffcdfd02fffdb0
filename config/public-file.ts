import { z } from 'zod';
import { mapOf, oneOf } from './shape';

/** What of figures is published. @property least the smallest count that is shown, 3–100 */
export interface PublicRule {
  readonly least: number;
}

const COUNT = 'expected a whole number from 3 to 100';

/** The schema of `public.yaml`: how small a count may be that everybody sees (BJ-15). No text gives a number. */
export const publicFile: z.ZodType<PublicRule> = mapOf({
  figures: mapOf({
    least: z.int(COUNT).min(3, COUNT).max(100, COUNT),
    set: oneOf(['local']),
  }),
}).transform(({ figures: { least } }) => ({ least }));
