import { z } from 'zod';
import {
  CHANNELS,
  CLOCKS,
  keysOf,
  KINDS,
  LEVELS,
  MODES,
  OUTCOMES,
  REQUESTS,
  ROLES,
  STAGES,
  STATES,
} from '../domain/terms';

/** What the API answers, as schemas: the OpenAPI document is made of them, and what is written is typed by them (DESIGN §4). */

const at = z.iso
  .datetime({ offset: true })
  .meta({ description: 'In +08:00', example: '2026-10-13T00:00:00+08:00' });
const count = z.int().min(0);

/** What of a ticket changes by commands and by time. */
const summaryShape = {
  id: z.string().meta({ example: 'HY-7K3M-9Q2X-4V1B' }),
  rulebook: z.object({ id: z.string(), version: z.string() }),
  kind: z.enum(keysOf(KINDS)),
  category: z.string(),
  title: z.string(),
  state: z.enum(keysOf(STATES)),
  outcome: z.enum(keysOf(OUTCOMES)).optional(),
  district: z.string().meta({ description: 'Id of a unit of level district' }),
  assignments: z.array(
    z.object({
      unit: z.string(),
      role: z.enum(['lead', 'assist', 'copy']),
      state: z.enum(['dispatched', 'signed', 'submitted', 'done', 'informed']),
    }),
  ),
  level: z.int().min(0).max(3),
  supervision: z.array(z.object({ mode: z.enum(keysOf(MODES)), since: at, endedAt: at.optional() })),
  pending: z
    .array(
      z.object({
        request: z.enum(keysOf(REQUESTS)),
        unit: z.string(),
        since: at,
        limit: z.string().optional(),
      }),
    )
    .meta({ description: 'What units asked for and the hotline has to decide' }),
  referrals: z.array(z.object({ to: z.string(), since: at })),
  evaluations: z.array(z.object({ stage: z.enum(keysOf(STAGES)), satisfaction: z.string() })),
  clocks: z.array(
    z.object({
      name: z.enum(keysOf(CLOCKS)),
      unit: z
        .string()
        .optional()
        .meta({ description: 'Whose clock it is, where several units have one each' }),
      startedAt: at,
      due: at,
      provisional: z.boolean().meta({ description: 'Leans on a year whose calendar is not published (T-7)' }),
      state: z.enum(['running', 'met', 'breached', 'stopped']),
    }),
  ),
  next: z
    .object({ at: at.nullable(), does: z.string() })
    .meta({ description: 'What happens next by itself, or, where no clock runs, who has to act' }),
  counts: z.object({
    reminded: count,
    urged: count,
    returned: count.meta({ description: 'Closures that were sent back (退办)' }),
    rehandled: count,
    improperReturns: count.meta({ description: 'Returns that were refused (不当退单)' }),
    extended: count,
    unresolved: count,
    pressed: count.meta({ description: 'How often the present lead was urged or had its closure sent back' }),
  }),
  seq: z.int().min(0).meta({ description: 'The newest entry of the ledger that this shows' }),
  receivedAt: at,
  closedAt: at.optional(),
};

export const summaryAnswer = z.object(summaryShape).meta({ id: 'TicketSummary' });

export const ticketAnswer = z
  .object({
    ...summaryShape,
    channel: z.enum(keysOf(CHANNELS)),
    urgency: z.string().optional(),
    content: z.string().optional(),
    address: z.string().optional(),
    caller: z
      .object({
        name: z.string().optional(),
        phone: z.string(),
        confidential: z.boolean(),
        wantsReply: z.boolean(),
      })
      .optional()
      .meta({
        description:
          'Only for those who may have it; a unit never sees that of a report or of a confidential caller',
      }),
  })
  .meta({ id: 'Ticket' });

export const ticketsAnswer = z
  .object({ items: z.array(summaryAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'Tickets' });

export const eventAnswer = z
  .object({
    seq: z.int().min(1),
    at,
    type: z.string(),
    actor: z.object({ role: z.enum([...keysOf(ROLES), 'system']), unit: z.string().optional() }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });
export const eventsAnswer = z.object({ items: z.array(eventAnswer) }).meta({ id: 'Events' });

export const notificationAnswer = z
  .object({
    id: z.string(),
    at,
    to: z.string().meta({ description: 'Id of a unit, or `caller`' }),
    template: z.string(),
    channel: z.string(),
    status: z.string(),
    attempts: z.int().min(0),
    text: z.string(),
  })
  .meta({ id: 'Notification' });
export const notificationsAnswer = z
  .object({ items: z.array(notificationAnswer) })
  .meta({ id: 'Notifications' });

export const deadlineAnswer = z
  .object({
    due: at,
    provisional: z.boolean(),
    counted: z.array(z.iso.date()),
    skipped: z.array(z.object({ date: z.iso.date(), why: z.string() })),
    explanation: z.string(),
  })
  .meta({ id: 'Deadline' });

export const rulebooksAnswer = z
  .object({
    items: z.array(z.object({ id: z.string(), version: z.string(), title: z.string(), hash: z.string() })),
  })
  .meta({ id: 'Rulebooks' });

export const rulebookAnswer = z
  .looseObject({
    id: z.string(),
    version: z.string(),
    title: z.string(),
    hash: z.string(),
    dayEnds: z.string(),
    kinds: z.array(z.enum(keysOf(KINDS))),
  })
  .meta({ id: 'Rulebook' });

export const unitsAnswer = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        level: z.enum(keysOf(LEVELS)),
        parent: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Units' });

export const calendarAnswer = z
  .object({
    year: z.int(),
    source: z.string(),
    days: z.array(z.object({ date: z.iso.date(), working: z.boolean(), name: z.string() })),
  })
  .meta({ id: 'Calendar' });

export const problemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string(), rule: z.string().optional() }))
      .optional()
      .meta({ description: 'What is wrong where, and by which rule' }),
    allowed: z.array(z.string()).optional().meta({ description: 'The commands that are possible now' }),
  })
  .meta({ id: 'Problem' });

export type TicketSummary = z.infer<typeof summaryAnswer>;
export type TicketAnswer = z.infer<typeof ticketAnswer>;
export type EventAnswer = z.infer<typeof eventAnswer>;
export type NotificationAnswer = z.infer<typeof notificationAnswer>;
