import { z } from 'zod';
import { CHANNELS, CLOCKS, keysOf, KINDS, ORIGINS } from '../../domain/words';
import { count } from '../http/answer-fields';
import { origin } from './rulebook-answer';

const kind = z.enum(keysOf(KINDS));
const words = z.object({
  kind: z.array(kind).optional(),
  urgency: z.array(z.string()).optional(),
  category: z.array(z.string()).optional(),
  level: z.array(z.enum(keysOf(ORIGINS))).optional(),
});
const length = z.string().meta({ example: '5 workdays' });
const line = z.string().meta({
  description: 'Where it stands in the rulebook’s file',
  example: 'clocks.handling.limit.complaint',
});

export const limitsAnswer = z
  .object({
    rulebook: z.string(),
    version: z.string(),
    hash: z.string(),
    ticket: z
      .object({
        kind,
        category: z.string().optional(),
        urgency: z.string().optional(),
        level: z.enum(keysOf(ORIGINS)),
      })
      .meta({ description: 'What was asked for, with what holds where nothing was said' }),
    items: z.array(
      z.object({
        clock: z.enum(keysOf(CLOCKS)),
        label: z.string(),
        limit: length.nullable().meta({ description: 'None for a promise, which runs to the promised day' }),
        from: z
          .literal('receipt')
          .optional()
          .meta({ description: 'Counted from the matter’s arrival (HZ-1)' }),
        line,
        for: words.optional().meta({ description: 'The words of the line; missing where it is for all' }),
        channels: z
          .array(z.enum(keysOf(CHANNELS)))
          .optional()
          .meta({ description: 'It binds only what came in by these (JE-3)' }),
        onTheSpot: z
          .object({ limit: length, line, ...origin })
          .optional()
          .meta({ description: 'For what is settled on the spot (JE-9)' }),
        ...origin,
      }),
    ),
    returning: z
      .object({ limit: length, line, ...origin })
      .optional()
      .meta({ description: 'Within which an order may be returned (退单窗口)' }),
    extension: z.object({ times: count, longest: length, notified: z.boolean(), line, ...origin }),
    deferral: z.object({ times: count, longest: length.optional(), line, ...origin }),
    decision: z
      .object({ longest: length, line, ...origin })
      .optional()
      .meta({ description: 'The longest limit that is set by a decision from above' }),
  })
  .meta({ id: 'Limits' });

export type LimitsAnswer = z.infer<typeof limitsAnswer>;
