import { z } from 'zod';
import { keysOf, MESSAGE_STATUSES, STAGES } from '../../domain/words';
import { at } from '../http/answer-fields';
import { way } from '../tickets/answers';

export const callerTokenAnswer = z
  .object({ token: z.string().meta({ description: 'For `Authorization: Bearer …`' }), expiresAt: at })
  .meta({ id: 'CallerToken' });

export const codeAnswer = z
  .object({
    ticket: z.string(),
    code: z.string().meta({ example: '40718359' }),
    generation: z.int().min(0).meta({ description: 'How often it was made anew until this one' }),
  })
  .meta({ id: 'ShownCode' });

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
        by: way.optional(),
        calledBy: z
          .string()
          .optional()
          .meta({ description: 'The account that called back, where it was said then; for the hotline' }),
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

export const queueAnswer = z
  .object({
    items: z.array(
      z.object({
        id: z.string().meta({ description: 'The same whenever it is given again: take it once' }),
        ticket: z.string(),
        phone: z.string().meta({ description: 'As the operator wrote it' }),
        template: z.string(),
        text: z.string(),
        at,
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'CallerMessages' });

export const receiptAnswer = z
  .object({ id: z.string(), status: z.enum(keysOf(MESSAGE_STATUSES)) })
  .meta({ id: 'MessageStatus' });

export type CodeAnswer = z.infer<typeof codeAnswer>;
