import { z } from 'zod';
import { keysOf, UNIT_LEVELS } from '../../domain/words';

export const suggestedUnitAnswer = z
  .object({
    unit: z.string().meta({ description: 'Its id' }),
    name: z.string(),
    level: z.enum(keysOf(UNIT_LEVELS)),
    score: z.number().min(0).max(1),
    why: z.array(z.string()).meta({ description: 'In the reader’s language, the weightiest first' }),
  })
  .meta({ id: 'SuggestedUnit' });

export const suggestedUnitsAnswer = z
  .object({ items: z.array(suggestedUnitAnswer).max(10).meta({ description: 'The best first' }) })
  .meta({ id: 'SuggestedUnits' });

export type SuggestedUnitAnswer = z.infer<typeof suggestedUnitAnswer>;
export type SuggestedUnitsAnswer = z.infer<typeof suggestedUnitsAnswer>;
