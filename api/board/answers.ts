import { z } from 'zod';
import { KINDS, keysOf, STATES } from '../../domain/words';
import { at, count } from '../http/answer-fields';

/** What a number of the board counts; its tickets are at `/v1/board/tickets?of=`. */
export const BOARD_NUMBERS = {
  open: '在办',
  dueToday: '今日到期',
  overdue: '逾期',
  level2: '二级',
  level3: '三级',
} as const;
export type BoardNumber = keyof typeof BOARD_NUMBERS;

const unitLoad = z.object({
  unit: z.string(),
  name: z.string(),
  open: count.meta({ description: 'Open tickets that it leads or assists with' }),
  overdue: count.meta({ description: 'Those of which a limit of its own is overdue' }),
});

const rate = z.number().min(0).nullable().meta({ description: 'Null where nothing was to be counted' });

const monthRates = z.object({
  rulebook: z.string(),
  title: z.string().meta({ description: 'Of the assessment, in Chinese' }),
  month: z.string().meta({ example: '2026-11' }),
  lastMonth: z.string().meta({ example: '2026-10' }),
  indicators: z
    .array(
      z.object({
        id: z.string().meta({ example: 'resolution' }),
        name: z.string().meta({ example: '解决率' }),
        numerator: z.number().min(0),
        denominator: z.number().min(0).nullable(),
        value: rate,
        lastMonth: rate,
        lessIsBetter: z.boolean(),
      }),
    )
    .meta({ description: 'Those that have weight; the last is `overall`' }),
});

const dayAhead = z.object({
  day: z.iso.date(),
  count: count.meta({ description: 'All that happens by itself on this day if nobody acts' }),
  remind: count,
  urge: count,
  supervise: count,
  correct: count,
  escalate: count,
});

export const boardAnswer = z
  .object({
    at: at.meta({ description: 'When it was counted' }),
    today: z.iso.date().meta({ description: 'In +08:00' }),
    district: z.string().optional(),
    open: count.meta({ description: 'Open tickets; simulated ones are in no figure (JE-16)' }),
    dueToday: count.meta({
      description: 'Of which the earliest open limit ends today; also where it has passed',
    }),
    overdue: count.meta({ description: 'Of which a limit is overdue' }),
    level2: count,
    level3: count,
    load: z.array(unitLoad).meta({ description: 'The most overdue first, then the most open; at most 20' }),
    hotSpots: z
      .array(
        z.object({
          id: z.string(),
          category: z.string(),
          district: z.string(),
          since: at,
          until: at,
          foundAt: at,
          callers: count,
          tickets: count.meta({ description: 'How many it has' }),
          open: count.meta({ description: 'How many of them are open; at least one' }),
        }),
      )
      .meta({ description: 'The newest first, at most 10' }),
    months: z
      .object({
        complete: z.boolean().meta({ description: 'false: some are still being counted; ask again' }),
        items: z.array(monthRates),
      })
      .meta({ description: 'Rates of this month against the month before, by assessment' }),
    ahead: z
      .object({
        complete: z.boolean().meta({ description: 'false: it is still being foretold; ask again' }),
        at: at.optional().meta({ description: 'When it was foretold' }),
        days: z.array(dayAhead).meta({ description: 'Today and the six days after it' }),
      })
      .meta({ description: 'What happens by itself if nobody acts' }),
  })
  .meta({ id: 'Board' });
export type BoardAnswer = z.infer<typeof boardAnswer>;

export const boardTicketAnswer = z.object({
  id: z.string().meta({ example: 'HY-7K3M-9Q2X-4V1B' }),
  kind: z.enum(keysOf(KINDS)),
  category: z.string(),
  district: z.string(),
  unit: z.string().optional().meta({ description: 'The unit that leads' }),
  state: z.enum(keysOf(STATES)),
  level: z.int().min(0).max(3),
  due: at.optional().meta({ description: 'When its earliest open limit ends, or ended' }),
  overdue: z.boolean(),
});

export const boardTicketsAnswer = z
  .object({ items: z.array(boardTicketAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'BoardTickets' });
export type BoardTicketsAnswer = z.infer<typeof boardTicketsAnswer>;
