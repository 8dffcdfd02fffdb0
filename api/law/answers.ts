import { z } from 'zod';
import { CLOCKS, COMMANDS, keysOf, MODES } from '../../domain/words';
import { at, count } from '../http/answer-fields';

const clockName = z.enum(keysOf(CLOCKS));

export const deadlineAnswer = z
  .object({
    due: at,
    provisional: z.boolean(),
    counted: z.array(z.iso.date()),
    skipped: z.array(z.object({ date: z.iso.date(), why: z.string() })),
    explanation: z.string(),
  })
  .meta({ id: 'Deadline' });

export const previewAnswer = z
  .object({
    tickets: count.meta({ description: 'Open tickets that were looked at' }),
    affected: count.meta({ description: 'Those of which a clock would be counted anew' }),
    clocks: z.object({
      total: count,
      moved: count,
      earlier: count,
      later: count,
      longestMoveDays: z.number().min(0),
      settled: count.meta({ description: 'From provisional to final (T-7)' }),
    }),
    overdue: z
      .object({ become: count, cease: count })
      .meta({ description: 'Tickets that would be overdue and are not, or are and would not be' }),
    rungs: z
      .array(
        z.object({
          clock: clockName,
          do: z.enum(['remind', 'urge', 'supervise', 'correct', 'escalate']),
          level: z.int().min(0).max(3).optional(),
          mode: z.enum(keysOf(MODES)).optional(),
          wouldHaveFired: count,
        }),
      )
      .meta({ description: 'How many more rungs of each sort would lie behind us' }),
    examples: z
      .array(z.object({ ticket: z.string(), clock: z.string(), before: at, after: at }))
      .meta({ description: 'The longest moves, at most 20' }),
  })
  .meta({ id: 'Preview' });

const figures = z.object({
  late: count.meta({ description: 'Tickets of which a limit of handling, or of an assisting part, passed' }),
  supervised: count,
  escalated: count,
  referred: count,
  breached: z.partialRecord(clockName, count).meta({ description: 'How often each clock passed' }),
  reminded: count,
  urged: count,
  corrected: count,
  levels: z.object({ 1: count, 2: count, 3: count }),
});
const unitFigures = z.object({
  late: count,
  supervised: count,
  told: count.meta({ description: 'Reminders, urgings, orders, supervision and levels that it was told' }),
});

export const backtestAnswer = z
  .object({
    rulebook: z.object({ id: z.string(), version: z.string() }),
    tickets: count,
    imported: count.meta({
      description: 'Those of them that another system handled: what it pressed by itself is not known',
    }),
    was: figures,
    would: figures,
    units: z.array(z.object({ unit: z.string(), was: unitFigures, would: unitFigures })),
    refused: z
      .array(z.object({ command: z.enum(keysOf(COMMANDS)), reason: z.string(), count, left: count }))
      .meta({
        description:
          'What the proposed rules would have refused: done all the same where only something was lacking, else left out (`left`)',
      }),
  })
  .meta({ id: 'Backtest' });

export const rulebooksAnswer = z
  .object({
    items: z.array(z.object({ id: z.string(), version: z.string(), title: z.string(), hash: z.string() })),
  })
  .meta({ id: 'Rulebooks' });

export const categoriesAnswer = z
  .object({
    items: z.array(
      z.object({ id: z.string().meta({ description: '大类/小类' }), code: z.string().optional() }),
    ),
  })
  .meta({ id: 'Categories' });

const calendarDay = z.object({ date: z.iso.date(), working: z.boolean(), name: z.string() });

export const calendarAnswer = z
  .object({
    year: z.int(),
    rulebook: z.string().optional().meta({ description: 'Whose tickets count so, where one was asked for' }),
    source: z
      .string()
      .optional()
      .meta({ description: 'Of the national days; missing while the year is provisional (T-7)' }),
    local: z
      .object({ source: z.string() })
      .optional()
      .meta({ description: 'Of the city’s own days, where it has any' }),
    days: z.array(
      calendarDay.extend({
        whose: z
          .enum(['national', 'local'])
          .optional()
          .meta({ description: 'Where a rulebook was asked for' }),
      }),
    ),
  })
  .meta({ id: 'Calendar' });

const calendarDays = z.array(calendarDay);
const edition = {
  version: z.int().min(1),
  source: z.string(),
  days: calendarDays,
  publishedAt: at.optional().meta({ description: 'Missing for the edition that came with the package' }),
};

export const calendarEditionAnswer = z
  .object({ ...edition, by: z.string().optional() })
  .meta({ id: 'CalendarEdition' });

export const calendarEditionsAnswer = z
  .object({ items: z.array(calendarEditionAnswer) })
  .meta({ id: 'CalendarEditions' });

export const changeAnswer = z
  .object({
    id: z.int().min(1),
    kind: z.enum(['calendar', 'rulebook']),
    year: z.int().optional(),
    rulebook: z.string().optional().meta({ description: 'Whose tickets it is for; all without it' }),
    version: z.string(),
    hash: z.string().optional(),
    reason: z.string().optional(),
    by: z.string(),
    state: z.enum(['running', 'completed', 'failed']),
    startedAt: at,
    completedAt: at.optional(),
    total: count.meta({ description: 'Open tickets that were found so far' }),
    done: count.meta({ description: 'Tickets that are bound by it' }),
    moved: count.meta({ description: 'Tickets of which a clock is due at another moment' }),
    failed: count.meta({ description: 'Tickets that could not be bound; the sweep goes on trying' }),
  })
  .meta({ id: 'Change' });

export const changesAnswer = z.object({ items: z.array(changeAnswer) }).meta({ id: 'Changes' });

export const publishedCalendarAnswer = z
  .object({
    year: z.int(),
    rulebook: z.string().optional().meta({ description: 'Whose city published it; the nation without it' }),
    ...edition,
    change: changeAnswer.optional(),
  })
  .meta({ id: 'PublishedCalendar' });

export const rulebookVersionsAnswer = z
  .object({
    items: z.array(
      z.object({
        version: z.string(),
        title: z.string(),
        hash: z.string(),
        loadedAt: at.meta({ description: 'When it was loaded for the first time' }),
        current: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'RulebookVersions' });

export type PreviewAnswer = z.infer<typeof previewAnswer>;
export type CalendarAnswer = z.infer<typeof calendarAnswer>;
export type CalendarEditionAnswer = z.infer<typeof calendarEditionAnswer>;
export type ChangeAnswer = z.infer<typeof changeAnswer>;
export type PublishedCalendarAnswer = z.infer<typeof publishedCalendarAnswer>;
