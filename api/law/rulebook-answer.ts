import { z } from 'zod';
import { COUNTABLES } from '../../domain/law/rules';
import {
  CHANNELS,
  CLOCKS,
  CONDITIONS,
  COORDINATIONS,
  keysOf,
  KINDS,
  MODES,
  ORIGINS,
  PRESSERS,
  UNIT_LEVELS,
} from '../../domain/words';
import { count } from '../http/answer-fields';

/** Where a value comes from: `source` a rule, or `set: local`; `note` where the city says more. */
export const origin = {
  source: z.string().optional(),
  set: z.literal('local').optional(),
  note: z.string().optional(),
};

const length = z.string().meta({ description: 'As the file says it', example: '5 workdays' });
const unitOrWord = z.string().meta({ description: 'A word such as `unit`, or the id of a unit' });
const names = z.array(unitOrWord);
const channels = z.array(z.enum(keysOf(CHANNELS)));
const mode = z.enum(keysOf(MODES));
const level = z.int().min(1).max(3);
const rule = z.object(origin);

/** One word, or several. */
const oneOrMore = <T extends z.ZodType>(word: T) => z.union([word, z.array(word)]);

/** What a line of limits is for. */
const forLine = z.object({
  kind: oneOrMore(z.enum(keysOf(KINDS))).optional(),
  urgency: oneOrMore(z.string()).optional(),
  category: oneOrMore(z.string()).optional(),
  level: oneOrMore(z.enum(keysOf(ORIGINS))).optional(),
});

const rung = z.object({
  before: length.optional(),
  after: z.union([length, z.literal(0)]).optional(),
  at: z.string().optional().meta({ example: '09:00' }),
  every: length.optional(),
  while: z.literal('decided').optional(),
  for: z.array(z.string()).optional(),
  do: z.enum(['remind', 'urge', 'supervise', 'correct', 'escalate']),
  mode: mode.optional(),
  level: level.optional(),
  to: names,
  ...origin,
});

const clock = z.object({
  kinds: z.array(z.enum(keysOf(KINDS))).optional(),
  channels: channels.optional(),
  from: z.literal('receipt').optional(),
  rollover: z.literal(true).optional(),
  limit: z
    .union([
      length,
      z.record(z.string(), length),
      z.array(z.object({ for: forLine.optional(), limit: length, ...origin })),
    ])
    .optional()
    .meta({ description: 'One for all; or by kind or grade of urgency; or lines by several words' }),
  onTheSpot: z.object({ limit: length, ...origin }).optional(),
  renewedByProgress: z.object({ times: count.optional(), ...origin }).optional(),
  ladder: z.array(rung).optional(),
  ...origin,
});

const trigger = z.object({
  on: z.enum(COUNTABLES),
  times: z.int().min(1),
  by: z.array(z.enum(keysOf(PRESSERS))).optional(),
  while: z.array(z.enum(keysOf(CONDITIONS))).optional(),
  per: z.literal('unit').optional(),
  do: z.enum(['supervise', 'escalate', 'correct', 'refer', 'propose']),
  mode: mode.optional(),
  level: level.optional(),
  to: names,
  ...origin,
});

const dispatch = z.object({
  copyDistrict: rule.optional(),
  departmentLeads: rule.optional(),
  notPassedDown: rule.optional(),
  linked: z
    .array(
      z.object({ unit: z.string(), copy: z.string().optional(), assist: z.string().optional(), ...origin }),
    )
    .optional(),
  bodies: z.object({ levels: z.array(z.enum(keysOf(UNIT_LEVELS))), ...origin }).optional(),
  handDown: z.object({ byDuties: z.literal(true).optional(), ...origin }).optional(),
  summon: rule.optional(),
  coordination: z.object({ how: z.enum(keysOf(COORDINATIONS)), ...origin }).optional(),
});

const named = z.object({ label: z.string(), to: unitOrWord.optional(), ...origin });

/** A rulebook in its file's own words (docs/rulebooks.md). */
export const rulebookAnswer = z
  .object({
    id: z.string(),
    version: z.string(),
    title: z.string(),
    note: z.string().optional(),
    hash: z.string(),
    dayEnds: z.string(),
    kinds: z.array(z.enum(keysOf(KINDS))),
    urgency: z
      .array(z.object({ id: z.string(), label: z.string(), default: z.literal(true).optional(), ...origin }))
      .optional(),
    levels: z
      .object({ 1: named.optional(), 2: named.optional(), 3: named.optional() })
      .optional()
      .meta({ description: 'How far a matter may rise, as the city calls it' }),
    decline: z
      .array(
        z.object({
          id: z.string(),
          label: z.string(),
          needs: z.array(z.string()).optional(),
          instead: z.literal('answer').optional(),
          ...origin,
        }),
      )
      .optional(),
    termination: z.array(z.object({ id: z.string(), label: z.string(), ...origin })).optional(),
    clocks: z.partialRecord(z.enum(keysOf(CLOCKS)), clock),
    callback: z
      .object({
        scale: z.array(z.string()),
        dissatisfied: z.array(z.string()).optional(),
        rehandle: count.optional(),
        attempts: count.optional(),
        spacing: length.optional(),
        ...origin,
      })
      .optional(),
    dispatch: dispatch.optional(),
    contribution: z.object({ delays: count.optional(), share: count.optional(), ...origin }).optional(),
    extension: z
      .object({ times: count, longest: length, notified: z.literal(true).optional(), ...origin })
      .optional(),
    returning: z.object({ limit: length, ...origin }).optional(),
    deferral: z.object({ times: count, longest: length.optional(), ...origin }).optional(),
    decision: z.object({ longest: length, ...origin }).optional(),
    correction: rule.optional(),
    lookBack: z.object({ modes: z.array(mode), ...origin }).optional(),
    closure: z
      .object({
        assisted: z.array(z.string()).optional(),
        explained: z.array(z.string()).optional(),
        told: rule.optional(),
        contact: z.object({ attempts: count.optional(), ...origin }).optional(),
        arrival: rule.optional(),
        ...origin,
      })
      .optional(),
    archive: z.object({ after: length, ...origin }).optional(),
    retention: z.object({ after: length, ...origin }).optional(),
    intake: z.object({ channels, roundTheClock: rule.optional(), ...origin }).optional(),
    misuse: z
      .object({ restriction: z.object({ longest: length, ...origin }).optional(), ...origin })
      .optional(),
    triggers: z.array(trigger).optional(),
    briefing: z
      .array(z.object({ to: names, for: z.array(z.string()).optional(), mode: mode.optional(), ...origin }))
      .optional(),
  })
  .meta({ id: 'Rulebook' });

export type RulebookAnswer = z.infer<typeof rulebookAnswer>;
