import { z } from 'zod';
import {
  HAPPENINGS,
  OCCASION_COMMANDS,
  OCCASION_OUTCOMES,
  OCCASION_STATES,
  STEPS,
} from '../../domain/occasions/words';
import { keysOf, ROLES } from '../../domain/words';
import { at, count } from '../http/answer-fields';

const id = z.string().meta({ example: 'jinan-enforcement/monthly-summary/2026-09' });
const party = z.string().meta({ description: 'Id of a unit, or `leader`' });

const listed = z.object({
  id,
  rulebook: z.string(),
  kind: z.string(),
  title: z.string().meta({ description: 'In Chinese; nothing that a person wrote' }),
  state: z.enum(keysOf(OCCASION_STATES)),
  outcome: z.enum(keysOf(OCCASION_OUTCOMES)).optional(),
  openedAt: at,
  due: at.optional().meta({ description: 'When the step that goes on has to be done' }),
  overdue: z.boolean(),
});

export const occasionsAnswer = z
  .object({
    items: z.array(listed).meta({ description: 'Newest first' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Occasions' });

const section = z.object({
  id: z.string(),
  title: z.string(),
  source: z.string().optional().meta({ description: 'The rule that wants it' }),
  lines: z.array(z.string()).optional().meta({ description: 'Filled from what the service knows' }),
  rows: z.array(z.object({ name: z.string(), count, share: z.number().optional() })).optional(),
  writes: z.enum(['required', 'optional']).optional(),
  text: z.string().optional().meta({ description: 'What a person wrote' }),
});

const step = z.object({
  do: z.enum(keysOf(STEPS)),
  label: z.string(),
  who: z.array(party),
  limit: z.string().optional(),
  state: z.enum(['done', 'now', 'ahead']),
  late: z.boolean(),
});

const line = z.object({
  seq: count,
  at,
  type: z.string(),
  actor: z.object({ role: z.enum([...keysOf(ROLES), 'system']), unit: z.string().optional() }),
  sub: z.string().optional(),
  says: z.string().meta({ description: 'The same as a sentence' }),
  texts: z.record(z.string(), z.string()).optional(),
});

export const occasionAnswer = listed
  .extend({
    seq: count,
    cause: z.enum(['planned', 'by-hand', ...keysOf(HAPPENINGS)]),
    source: z.string().optional(),
    about: z.object({
      period: z.string().optional(),
      ticket: z.string().optional(),
      unit: z.string().optional(),
      category: z.string().optional(),
      district: z.string().optional(),
    }),
    planned: at
      .optional()
      .meta({ description: 'When it was to begin; it was opened later where an outage lay between' }),
    closedAt: at.optional(),
    steps: z.array(step),
    owing: z.array(party).meta({ description: 'Who still has to do what goes on' }),
    circulated: z.array(party),
    read: z.array(party).meta({ description: 'Who has confirmed that it was read (回执)' }),
    sample: z
      .object({
        seed: z.string(),
        population: count,
        digest: z
          .string()
          .meta({ description: 'SHA-256 of the numbers that could be drawn, in order, one a line' }),
        from: z.array(z.string()).optional().meta({
          description:
            'What could be drawn: ranked by SHA-256 of the seed, a blank and the number, the first so many are drawn',
        }),
        tickets: z.array(z.string()),
        results: z.array(z.object({ ticket: z.string(), passed: z.boolean() })),
      })
      .optional(),
    attached: z.array(z.string()),
    simulated: z
      .object({ most: count, tickets: z.array(z.string()) })
      .optional()
      .meta({ description: 'For the hotline alone (JE-16)' }),
    document: z.array(section),
    ledger: z.array(line),
    allowed: z.array(z.enum(keysOf(OCCASION_COMMANDS))),
  })
  .meta({ id: 'Occasion' });

export type OccasionAnswer = z.infer<typeof occasionAnswer>;
export type ListedOccasionAnswer = z.infer<typeof listed>;
