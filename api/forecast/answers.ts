import { z } from 'zod';
import { CLOCKS, keysOf, MODES } from '../../domain/words';
import { at, count } from '../http/answer-fields';

export const forecastAnswer = z
  .object({
    items: z
      .array(
        z.object({
          at: at.meta({
            description: 'When; what an outage holds up lies in the past, and happens as soon as it can',
          }),
          ticket: z.string(),
          clock: z.enum(keysOf(CLOCKS)),
          does: z.enum(['remind', 'urge', 'supervise', 'correct', 'escalate', 'propose', 'refer']),
          level: z.int().min(0).max(3).optional(),
          mode: z.enum(keysOf(MODES)).optional(),
          unit: z.string().optional().meta({ description: 'Whose order it is about' }),
          to: z.array(z.string()).meta({ description: 'Who is told: units by their ids, or `caller`' }),
          why: z.string().meta({ description: 'In Chinese: which limit, which step, by which rule' }),
        }),
      )
      .meta({ description: 'In the order of their moments' }),
    load: z
      .array(z.object({ day: z.iso.date(), unit: z.string(), count }))
      .meta({ description: 'How many of all things a unit is told on a day, on whatever page they are' }),
    from: at,
    until: at,
    total: count.meta({ description: 'How many things there are in all' }),
    truncated: z.boolean().meta({
      description:
        'Not all is told: a step repeats more than 1,000 times in one ticket, or open tickets of an earlier version are made ready still',
    }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Forecast' });
