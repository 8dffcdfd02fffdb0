import { z } from 'zod';
import { keysOf, OUTCOMES, STATES } from '../../domain/words';

export const repeatsAnswer = z
  .object({
    items: z.array(
      z.object({
        ticket: z.string().meta({ example: 'HY-7K3M-9Q2X-4V1B' }),
        score: z.number().min(0).max(1),
        reasons: z.array(z.string()).meta({ description: 'Why it may be the same matter, in Chinese' }),
        state: z.enum(keysOf(STATES)),
        outcome: z.enum(keysOf(OUTCOMES)).optional(),
      }),
    ),
    complete: z.boolean().meta({
      description:
        'false for a while after a start: what tickets say is still being read, and only those of the same caller are shown',
    }),
  })
  .meta({ id: 'Repeats' });
export type RepeatsAnswer = z.infer<typeof repeatsAnswer>;
