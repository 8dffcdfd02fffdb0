import { z } from 'zod';
import { ERASURE_GROUNDS, keysOf, RECTIFIED_PARTS, ROLES } from '../../domain/words';
import { at } from '../http/answer-fields';

const dataAct = z.object({
  number: z.int().min(1).meta({ description: 'Its place among the acts of its ticket' }),
  type: z.enum(['held', 'lifted', 'rectified', 'erased']),
  at,
  by: z
    .object({ role: z.enum(keysOf(ROLES)), sub: z.string() })
    .optional()
    .meta({ description: 'None where the service did it by itself: the time was over, or after a restore' }),
  ground: z.enum(keysOf(ERASURE_GROUNDS)).optional(),
  parts: z
    .array(z.enum(keysOf(RECTIFIED_PARTS)))
    .optional()
    .meta({ description: 'What was put right; never what it was or is' }),
  reason: z.string().optional().meta({ description: 'Those of before an erasure are erased with the rest' }),
  open: z.literal(true).optional().meta({
    description: 'It is being carried out; an erasure is made once more after an hour, and done then',
  }),
});

export const dataActsAnswer = z
  .object({
    items: z.array(dataAct).meta({ description: 'The earliest first' }),
    held: z.boolean().meta({ description: 'It has to be kept (依法保全): nothing of it is erased' }),
  })
  .meta({ id: 'DataActs' });

export const erasingAnswer = z
  .object({
    items: z.array(
      z.object({
        ticket: z
          .string()
          .meta({ description: 'A ticket’s number, or the id of a restriction of the caller' }),
        is: z.enum(['erased', 'kept']),
        reason: z
          .string()
          .optional()
          .meta({ description: 'Why it is kept, for programs', example: 'still-open' }),
        detail: z.string().optional().meta({ description: 'The same in words' }),
      }),
    ),
  })
  .meta({ id: 'Erased' });

export const erasuresAnswer = z
  .object({
    items: z.array(z.object({ ticket: z.string(), at })).meta({ description: 'The earliest first' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Erasures' });

export type DataActsAnswer = z.infer<typeof dataActsAnswer>;
export type ErasingAnswer = z.infer<typeof erasingAnswer>;
