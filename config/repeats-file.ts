import { z } from 'zod';
import type { HotSpotRule } from '../domain/repeats/hot-spots';
import { DAY } from '../domain/time/instant';
import { parseSpan } from '../domain/time/span';
import { mapOf, oneOf } from './shape';

const COUNT = 'expected a whole number from 2 to 10,000';
const LENGTH = 'expected days, from 1 to 92: e.g. 7 days';
const MOST_DAYS = 92;

const within = z.string(LENGTH).transform((written, context) => {
  const span = parseSpan(written);
  if (span && 'days' in span && span.days >= 1 && span.days <= MOST_DAYS) return span.days * DAY;
  context.addIssue({ code: 'custom', message: LENGTH });
  return z.NEVER;
});

/** The schema of `repeats.yaml`: from when on a matter is a hot spot (热点). No text gives numbers. */
export const repeatsFile: z.ZodType<HotSpotRule> = mapOf({
  hotSpot: mapOf({
    callers: z.int(COUNT).min(2, COUNT).max(10_000, COUNT),
    within,
    set: oneOf(['local']),
  }),
}).transform(({ hotSpot: { callers, within: ms } }) => ({ callers, within: ms }));
