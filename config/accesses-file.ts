import { z } from 'zod';
import { DAY, HOUR, MINUTE } from '../domain/time/instant';
import { parseSpan } from '../domain/time/span';
import { mapOf, oneOf } from './shape';

/** From how many callers' contacts within how long an account is conspicuous. @property within in ms */
export interface Harvest {
  readonly contacts: number;
  readonly within: number;
}

const COUNT = 'expected a whole number from 1 to 100,000';
const LENGTH = 'expected seconds, minutes or hours, of at most a day: e.g. 10 minutes';

const within = z.string(LENGTH).transform((written, context) => {
  const ms = msOf(written);
  if (ms > 0 && ms <= DAY) return ms;
  context.addIssue({ code: 'custom', message: LENGTH });
  return z.NEVER;
});

/** The schema of `accesses.yaml`: what is conspicuous of who looks at what. No text gives a number. */
export const accessesFile: z.ZodType<Harvest> = mapOf({
  harvest: mapOf({
    contacts: z.int(COUNT).min(1, COUNT).max(100_000, COUNT),
    within,
    set: oneOf(['local']),
  }),
}).transform(({ harvest: { contacts, within: ms } }) => ({ contacts, within: ms }));

/** 0 for what is no length of that kind. */
function msOf(written: string): number {
  const span = parseSpan(written);
  if (!span) return 0;
  if ('hours' in span) return span.hours * HOUR;
  if ('minutes' in span) return span.minutes * MINUTE;
  return 'seconds' in span ? span.seconds * 1_000 : 0;
}
