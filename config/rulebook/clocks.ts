// The clocks of a rulebook: how long each runs, for whom, and its ladder.
import { z } from 'zod';
import type { ClockDefinition } from '../../domain/law/rules';
import type { Span } from '../../domain/time/span';
import { CHANNELS, type ClockName, CLOCKS, keysOf, OWED_BY } from '../../domain/words';
import { distinct, listOf, mapOf, oneOf } from '../shape';
import { inDays, rungFor } from './ladders';
import { limitBy } from './limits';
import { type Choice, isLong, kinds, length, sourced, wholeNumber, withSource } from './words';

/** The clocks that a file may name; `handling` it must, and a promise runs to the promised day. */
export function clocksOf(choice: Choice) {
  const names = keysOf(CLOCKS).map((name) => {
    const clock = clockOf(name, choice);
    return [name, name === 'handling' ? clock : clock.optional()];
  });
  return mapOf(Object.fromEntries(names) as Record<ClockName, z.ZodType<ClockDefinition | undefined>>);
}

const clockOf = (name: ClockName, choice: Choice) =>
  z.unknown().transform((given, context): ClockDefinition => {
    // The limits are for the kinds that the clock is for.
    const read = z.object({ kinds: kinds().optional().catch(undefined) }).safeParse(given);
    const own = { ...choice, kinds: read.data?.kinds ?? choice.kinds };
    const clock = schemaOf(name, own).safeParse(given);
    if (clock.success) return clock.data;
    for (const issue of clock.error.issues) context.addIssue(issue as never);
    return z.NEVER;
  });

const schemaOf = (name: ClockName, choice: Choice) =>
  mapOf({
    ...(name === 'promise' ? {} : { limit: limitBy(choice) }),
    channels: distinct(listOf(oneOf(keysOf(CHANNELS)), 1), (channel) => channel).optional(),
    kinds: kinds().optional(),
    from: z.literal('receipt', 'expected receipt or nothing').optional(),
    rollover: z.literal(true, 'expected true or nothing').optional(),
    ladder: listOf(rungFor(choice)).default([]),
    onTheSpot: mapOf({ limit: length, ...withSource })
      .transform(sourced)
      .optional(),
    renewedByProgress: mapOf({ times: wholeNumber(1, 10).optional(), ...withSource })
      .transform(sourced)
      .optional(),
    ...withSource,
  }).transform((given, context): ClockDefinition => {
    const fail = (path: PropertyKey[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const {
      rollover,
      limit: lines = [],
      ...rest
    } = given as typeof given & {
      limit?: ClockDefinition['limit'];
    };
    const spans = lines.map(({ limit }) => limit);
    // On the day of a due moment in mid-day, a time of day may lie behind it: a reminder would come too late.
    const inMidDay = spans.some((span) => !inDays(span));
    given.ladder.forEach((rung, i) => {
      if (inMidDay && 'before' in rung && !isLong(rung.before))
        fail(
          ['ladder', i, 'before'],
          `expected at least 1 ${Object.keys(rung.before)[0]}, since the limit is not in days`,
        );
      if (rung.do === 'correct' && OWED_BY[name] !== 'lead' && OWED_BY[name] !== 'unit')
        fail(
          ['ladder', i, 'do'],
          'expected no order to correct: no unit owes what this clock counts down to',
        );
    });
    if (rollover && spans.some((span) => !('days' in span)))
      fail(['rollover'], 'expected only where the limit is in days');
    const limit = lines.map((line) => ({ ...line, limit: rolling(line.limit, rollover) }));
    return { ...sourced(rest, context), limit };
  });

const rolling = (span: Span, rollover: true | undefined): Span =>
  rollover && 'days' in span ? { ...span, rollover } : span;
