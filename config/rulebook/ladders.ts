// What a clock does before, at and after its due moment.
import { z } from 'zod';
import type { RungDefinition } from '../../domain/law/rules';
import { END_OF_DAY } from '../../domain/time/deadline';
import { runningTime, type Span, spanText } from '../../domain/time/span';
import { mapOf } from '../shape';
import {
  type Choice,
  distance,
  forWords,
  isLong,
  level,
  mode,
  recipients,
  sourced,
  timeOfDay,
  withSource,
} from './words';

export const rungFor = (choice: Choice) => {
  const place = {
    before: distance.optional(),
    after: z.preprocess((given) => (given === 0 ? '0 seconds' : given), distance).optional(),
    at: timeOfDay.refine((minutes) => minutes < END_OF_DAY, 'expected a time before 24:00').optional(),
    every: distance.refine(isLong, 'expected at least 1 second').optional(),
    while: z.literal('decided', 'expected decided or nothing').optional(),
    for: forWords(choice),
    to: recipients,
    ...withSource,
  };
  return z
    .discriminatedUnion(
      'do',
      [
        mapOf({ do: z.enum(['remind', 'urge', 'correct']), ...place }),
        mapOf({ do: z.literal('supervise'), mode, ...place }),
        mapOf({ do: z.literal('escalate'), level, ...place }),
      ],
      'expected one of remind, urge, supervise, correct, escalate',
    )
    .transform((given, context): RungDefinition => {
      checkPlace(given, (path, message) => context.addIssue({ code: 'custom', path, message }));
      return sourced(given, context) as RungDefinition;
    });
};

interface RungPlace {
  readonly before?: Span | undefined;
  readonly after?: Span | undefined;
  readonly at?: number | undefined;
  readonly every?: Span | undefined;
}

export const inDays = (span: Span): boolean => runningTime(span) === undefined;

/** A rung stands on one side of the due moment, and names its time of day where it is counted in days: none falls at midnight by oversight. */
function checkPlace(
  { before, after, at, every }: RungPlace,
  fail: (path: string[], message: string) => void,
): void {
  const from = before ?? after;
  if (!from || (before && after)) return fail([], 'expected either before or after');
  const days = [from, every].find((span) => span && inDays(span));
  if (days && at === undefined) fail(['at'], `expected a time of day such as "09:00", for ${spanText(days)}`);
  if (!days && at !== undefined)
    fail(['at'], `expected none, since ${spanText(from)} is not counted in days`);
  if (before && !inDays(before) && !isLong(before))
    fail(['before'], 'expected more than 0; the due moment is after: 0');
  if (after && inDays(after) && !isLong(after))
    fail(['after'], 'expected at least 1; the due moment is after: 0');
}
