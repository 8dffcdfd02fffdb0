import { z } from 'zod';
import { count } from '../http/answer-fields';

export const importAnswer = z
  .object({
    rows: count.meta({ description: 'Rows that were looked at' }),
    taken: count.meta({ description: 'Tickets that are new' }),
    open: count.meta({ description: 'Those of them that go on here' }),
    known: count.meta({ description: 'Tickets that were put in before; nothing of them was changed' }),
    refused: count.meta({ description: 'Rows that do not fit' }),
    misfits: z
      .array(z.object({ line: count, path: z.string(), message: z.string() }))
      .meta({ description: 'What does not fit, line by line; at most 1,000' }),
    more: z.boolean().meta({ description: 'There are more misfits' }),
  })
  .meta({ id: 'Import' });
