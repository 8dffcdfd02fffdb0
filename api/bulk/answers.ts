import { z } from 'zod';
import { REASONS } from '../../domain/refusal-reasons';
import { BULK_OUTCOMES, BULK_STATES, IN_BULK, keysOf } from '../../domain/words';
import { at, count } from '../http/answer-fields';
import { summaryAnswer } from '../tickets/answers';

const command = z.enum(IN_BULK);

/** Why a ticket refuses, in the reader's language and for programs. */
const refusal = {
  reason: z.string().meta({ description: 'In the language of `Accept-Language`, Chinese or English' }),
  code: z.enum(REASONS).optional().meta({ description: 'The same for programs: it stays when words change' }),
  rule: z.string().optional(),
};

export const bulkAnswer = z
  .object({
    id: z.string(),
    command,
    state: z.enum(keysOf(BULK_STATES)),
    at: at.meta({ description: 'When it was decided on' }),
    by: z.string().meta({ description: 'The account that started it' }),
    stopAskedAt: at.optional().meta({ description: 'Since then no further ticket is told' }),
    endedAt: at.optional(),
    total: count.meta({ description: 'The tickets of the set, which was fixed when it started' }),
    counts: z
      .object({ waiting: count, done: count, refused: count, unavailable: count })
      .meta({ description: 'Tickets by outcome; together they are `total`' }),
  })
  .meta({ id: 'Bulk' });

export const bulkItem = z.object({
  ticket: z.string(),
  outcome: z.enum(keysOf(BULK_OUTCOMES)),
  reason: refusal.reason.optional(),
  code: refusal.code,
  rule: refusal.rule,
});

/** A bulk, and a page of its tickets. */
export const bulkPageAnswer = bulkAnswer
  .extend({
    items: z.array(bulkItem).meta({ description: 'In the order in which they are told' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'BulkPage' });

export const bulksAnswer = z
  .object({
    items: z.array(bulkAnswer).meta({ description: 'The asker’s own, the newest first' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Bulks' });

export const bulkPreviewAnswer = z
  .object({
    command,
    count: count.meta({ description: 'Tickets of the set; `expected` of the bulk that follows' }),
    most: count.meta({ description: 'So many tickets a bulk may have; where there are more, it is refused' }),
    refused: count.meta({ description: 'Those of them that will refuse, as far as that can be foreseen' }),
    refusals: z
      .array(
        z.object({
          ...refusal,
          count,
          tickets: z.array(z.string()).meta({ description: 'The first 20 of them' }),
        }),
      )
      .meta({ description: 'Why, the most frequent first' }),
    sample: z.array(summaryAnswer).meta({ description: 'The first 20 of the set, as the list shows them' }),
  })
  .meta({ id: 'BulkPreview' });

export type BulkAnswer = z.infer<typeof bulkAnswer>;
export type BulkPageAnswer = z.infer<typeof bulkPageAnswer>;
export type BulksAnswer = z.infer<typeof bulksAnswer>;
export type BulkPreviewAnswer = z.infer<typeof bulkPreviewAnswer>;
