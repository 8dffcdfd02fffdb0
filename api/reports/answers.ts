import { z } from 'zod';
import { OVERALL, WHEN_EMPTY } from '../../domain/reports/assessment';
import { MEASURES } from '../../domain/reports/indicators';
import { CLOCKS, KINDS, keysOf, OUTCOMES, ROLES, STATES } from '../../domain/words';
import { at, count } from '../http/answer-fields';

const amount = z.number().min(0);
const share = z.number().min(0).nullable();

const figure = z
  .object({
    numerator: amount,
    denominator: amount.nullable().meta({ description: 'None of a plain count' }),
    value: share.meta({ description: 'Null where nothing was to be counted' }),
  })
  .meta({ id: 'Figure' });
const figures = z.record(z.string(), figure).meta({ description: 'By indicator' });

const indicator = z
  .object({
    id: z.string().meta({ example: 'on-time' }),
    name: z.string(),
    definition: z.string(),
    numerator: z.object({ id: z.string(), label: z.string() }).optional(),
    denominator: z.object({ id: z.string(), label: z.string() }).optional(),
    month: z
      .enum(['due', 'closed'])
      .optional()
      .meta({ description: 'Counted in the month in which a limit was due, or the ticket was closed' }),
    clocks: z.array(z.enum(keysOf(CLOCKS))).optional(),
    roles: z.array(z.enum(['lead', 'assist', 'hotline'])).optional(),
    exclude: z.array(z.enum(keysOf(OUTCOMES))).optional(),
    source: z.string().optional().meta({ description: 'A rule’s id; `local` where no text has it' }),
    weight: z.number().optional().meta({ description: 'Of 100' }),
    full: z.number().optional().meta({ description: 'From this value on full marks' }),
    none: z.number().optional().meta({ description: 'From this value on no marks' }),
    whenEmpty: z.enum(keysOf(WHEN_EMPTY)).optional(),
  })
  .meta({ id: 'Indicator' });

const assessmentRef = z.object({ id: z.string(), version: z.string(), hash: z.string() });
const period = z.object({
  month: z.string().meta({ example: '2026-10' }),
  from: at,
  to: at,
  ended: z.boolean().meta({ description: 'Over: the assessment that it is counted by stays' }),
});

export const reportAnswer = z
  .object({
    period,
    assessment: assessmentRef,
    indicators: z.array(indicator).meta({ description: `The last is \`${OVERALL.id}\`` }),
    rows: z.array(z.object({ key: z.string(), name: z.string(), values: figures })),
    total: figures.meta({ description: 'What all rows come to' }),
  })
  .meta({ id: 'Report' });
export type ReportAnswer = z.infer<typeof reportAnswer>;

export const behindAnswer = z
  .object({
    items: z.array(
      z.object({
        ticket: z.string(),
        unit: z.string().optional().meta({ description: 'Whose; the hotline’s own where none is named' }),
        count: amount.meta({ description: 'What it adds to the number' }),
        kind: z.enum(keysOf(KINDS)),
        category: z.string(),
        district: z.string(),
        state: z.enum(keysOf(STATES)),
        outcome: z.enum(keysOf(OUTCOMES)).optional(),
        closedAt: at.optional(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'TicketsBehind' });
export type BehindAnswer = z.infer<typeof behindAnswer>;

const by = z.object({ role: z.enum(keysOf(ROLES)), sub: z.string() });

export const objectionAnswer = z
  .object({
    id: z.string(),
    month: z.string(),
    rulebook: z.string(),
    ticket: z.string(),
    unit: z.string(),
    indicator: z.string(),
    reason: z.string().meta({ description: 'Erased with the personal data of its ticket' }),
    at,
    by,
    decision: z.object({ approved: z.boolean(), reason: z.string(), at, by }).optional(),
  })
  .meta({ id: 'Objection' });
export type ObjectionAnswer = z.infer<typeof objectionAnswer>;

export const objectionsAnswer = z
  .object({ items: z.array(objectionAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'Objections' });

export const assessmentsAnswer = z
  .object({
    items: z.array(
      assessmentRef.extend({
        title: z.string(),
        startsOn: count.meta({ description: 'The day of a month that a period begins on' }),
        satisfied: z.array(z.string()),
        objections: z.object({ within: z.string().meta({ example: '5 workdays' }) }),
        tiers: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            levels: z.array(z.string()),
            classes: z.array(z.object({ id: z.string(), name: z.string(), units: z.array(z.string()) })),
          }),
        ),
        indicators: z.array(indicator),
      }),
    ),
  })
  .meta({ id: 'Assessments' });
export type AssessmentsAnswer = z.infer<typeof assessmentsAnswer>;

export const previewedAnswer = z
  .object({
    present: reportAnswer.meta({ description: 'By what the month is reported by' }),
    proposed: reportAnswer,
  })
  .meta({ id: 'AssessmentPreview' });

export const measureOf = (id: keyof typeof MEASURES) => ({ id, label: MEASURES[id].label });
