import { z } from 'zod';
import { keysOf, OFFENCES_TO, RESTRICTION_ENDS, ROLES } from '../../domain/words';
import { at } from '../http/answer-fields';

const role = z.enum([...keysOf(ROLES), 'system']);

export const restrictionAnswer = z
  .object({
    id: z.string(),
    rulebook: z.string(),
    at,
    until: at
      .nullable()
      .meta({ description: 'When it ends by itself; null where nothing is restricted (WF-34)' }),
    stands: z.boolean().meta({ description: 'Whether the caller’s use of the phone line is restricted now' }),
    source: z.string().optional().meta({ description: 'The rule that it is by' }),
    handedOn: z.enum(keysOf(OFFENCES_TO)).optional(),
    reason: z.string(),
    evidence: z
      .object({
        text: z.string().optional(),
        attachments: z.array(z.string()).optional(),
        tickets: z.array(z.string()).optional(),
      })
      .optional()
      .meta({ description: 'Not for the caller' }),
    by: z
      .object({ role: z.enum(keysOf(ROLES)), sub: z.string() })
      .optional()
      .meta({ description: 'Not for the caller' }),
    events: z
      .array(
        z.object({
          at,
          type: z.enum(['appealed', 'appeal-refused', 'ended']),
          how: z.enum(keysOf(RESTRICTION_ENDS)).optional(),
          role,
          text: z.string().optional(),
        }),
      )
      .meta({ description: 'What happened to it since, the earliest first' }),
  })
  .meta({ id: 'Restriction' });

export const restrictionsAnswer = z
  .object({
    items: z.array(restrictionAnswer).meta({ description: 'The newest first' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Restrictions' });

export type RestrictionAnswer = z.infer<typeof restrictionAnswer>;
