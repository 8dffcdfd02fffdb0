import { z } from 'zod';
import { keysOf, STAGES } from '../../domain/words';
import { at } from '../http/answer-fields';

export const callerTokenAnswer = z
  .object({ token: z.string().meta({ description: 'For `Authorization: Bearer …`' }), expiresAt: at })
  .meta({ id: 'CallerToken' });

export const evaluationLinkAnswer = z.object({ url: z.url(), expiresAt: at }).meta({ id: 'EvaluationLink' });

export const evaluationAnswer = z
  .object({
    ticket: z.string(),
    category: z.string().optional().meta({ description: 'Not of a report or a confidential ticket' }),
    stages: z.array(
      z.object({
        stage: z.enum(keysOf(STAGES)),
        label: z.string(),
        open: z.boolean().meta({ description: 'Whether it can be evaluated now' }),
        satisfaction: z.string().optional().meta({ description: 'How it was evaluated last' }),
        comment: z
          .string()
          .optional()
          .meta({ description: 'What was said to it after closure; before that the ledger has it' }),
      }),
    ),
    scale: z
      .array(z.object({ id: z.string(), label: z.string() }))
      .meta({ description: 'The answers of the rulebook that the ticket is bound to' }),
  })
  .meta({ id: 'Evaluation' });

export type EvaluationAnswer = z.infer<typeof evaluationAnswer>;
