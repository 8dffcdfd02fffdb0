import { z } from 'zod';
import { REASONS } from '../../domain/refusal-reasons';

const reason = z.enum(REASONS);

/** RFC 9457, with our members of DESIGN §4. */
export const problemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          rule: z.string().optional(),
          reason: reason.optional(),
        }),
      )
      .optional()
      .meta({ description: 'What is wrong where, and by which rule' }),
    reason: reason
      .optional()
      .meta({ description: 'Why a ticket refuses; it stays the same in every language' }),
    allowed: z.array(z.string()).optional().meta({ description: 'The commands that are possible now' }),
  })
  .meta({ id: 'Problem' });
