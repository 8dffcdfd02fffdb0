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

export const emergenciesAnswer = z
  .object({
    items: z.array(
      z.object({
        number: z.string().meta({ description: 'To dial', example: '119' }),
        label: z.string(),
        words: z.array(z.string()).meta({ description: 'Any of them in a title or text suggests it' }),
        except: z.array(z.string()).meta({ description: 'In these its words suggest nothing' }),
        categories: z.array(z.string()).meta({ description: 'A matter of these suggests it by itself' }),
      }),
    ),
  })
  .meta({ id: 'Emergencies' });

export type EmergenciesAnswer = z.infer<typeof emergenciesAnswer>;
export type SuggestedUnitAnswer = z.infer<typeof suggestedUnitAnswer>;
export type SuggestedUnitsAnswer = z.infer<typeof suggestedUnitsAnswer>;
