import { z } from 'zod';
import type { Emergency } from '../domain/suggestions/emergencies';
import type { Categories } from './categories-file';
import { distinct, listOf, mapOf, oneOf, text } from './shape';

const NUMBER = 'expected an emergency number in quotes, e.g. "119"';
const WORD = 'expected a word of 2 to 20 characters';

const word = z.string(WORD).trim().min(2, WORD).max(20, WORD);
const words = distinct(listOf(word), (it) => it).default([]);

/**
 * The schema of `emergencies.yaml`: what suggests that a matter is for an emergency number. No text names words.
 * @param categories which there are; any where they are not known, or not this file's
 */
export const emergenciesFile = (categories?: Categories): z.ZodType<readonly Emergency[]> =>
  mapOf({
    emergencies: listOf(
      mapOf({
        number: z.string(NUMBER).regex(/^\d{3,6}$/, NUMBER),
        label: text,
        words,
        except: words,
        categories: distinct(listOf(text), (it) => it).default([]),
        set: oneOf(['local']),
      }).superRefine(({ words: said, categories: named }, context) => {
        if (said.length + named.length === 0)
          context.addIssue({ code: 'custom', path: ['words'], message: 'expected words or categories' });
        named.forEach((id, i) => {
          if (categories && !categories.has(id))
            context.addIssue({
              code: 'custom',
              path: ['categories', i],
              message: `expected a category of categories.yaml, ${id} is none`,
            });
        });
      }),
    ),
  }).transform(({ emergencies }) => emergencies.map(({ set: _, ...emergency }) => emergency));
