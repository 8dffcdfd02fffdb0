import { z } from 'zod';
import {
  CAUSES,
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
} from '../domain/words';
import { ACCESSES } from '../storage/requests/accesses';
import { ATTACHMENT_TYPES } from './attachments/attachment-types';

/** What the API answers, as schemas: the OpenAPI document is made of them, and what is written is typed by them (DESIGN §4). */

const at = z.iso
  .datetime({ offset: true })
  .meta({ description: 'In +08:00', example: '2026-10-13T00:00:00+08:00' });
const count = z.int().min(0);

/** What of a ticket changes by commands and by time. */
const summaryShape = {
  id: z.string().meta({ example: 'HY-7K3M-9Q2X-4V1B' }),
  rulebook: z.object({
    id: z.string(),
    version: z.string(),
    hash: z
      .string()
      .optional()
      .meta({ description: 'The first 12 hex digits of its file’s SHA-256; none of tickets from before' }),
  }),
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
    code: z.string().optional().meta({
      description: 'With the ticket’s number it lets the caller in without an account; for operators only',
      example: '40718359',
    }),
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

export const attachmentAnswer = z
  .object({
    id: z.string().meta({ description: 'The same bytes from the same role have the same id' }),
    name: z.string().optional().meta({ description: 'As who attached it calls it' }),
    type: z
      .string()
      .meta({ description: 'By its content', enum: Object.keys(ATTACHMENT_TYPES), example: 'audio/amr' }),
    size: z.int().min(1).meta({ description: 'In bytes' }),
    at,
    by: z.object({ role: z.enum(keysOf(ROLES)), unit: z.string().optional() }),
  })
  .meta({ id: 'Attachment' });
export const attachmentsAnswer = z.object({ items: z.array(attachmentAnswer) }).meta({ id: 'Attachments' });

export const accessAnswer = z
  .object({
    ticket: z.string(),
    at,
    sub: z.string().meta({ description: 'The account that looked' }),
    role: z.enum(keysOf(ROLES)),
    unit: z.string().optional(),
    what: z.enum(ACCESSES).meta({
      description: '`caller`: a list of tickets was searched by a phone number, and this was found',
    }),
    attachment: z.string().optional(),
    callerShown: z.boolean().meta({
      description: 'Whether the caller’s data was shown: name and phone, or what came with voice or face',
    }),
  })
  .meta({ id: 'Access' });
export const accessesAnswer = z
  .object({ items: z.array(accessAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'Accesses' });

export const callerTokenAnswer = z
  .object({ token: z.string().meta({ description: 'For `Authorization: Bearer …`' }), expiresAt: at })
  .meta({ id: 'CallerToken' });

export const evaluationLinkAnswer = z.object({ url: z.url(), expiresAt: at }).meta({ id: 'EvaluationLink' });

export const evaluationAnswer = z
  .object({
    ticket: z.string(),
    category: z.string().optional().meta({ description: 'Not of a report or a confidential ticket' }),
    stages: z.array(
      z.object({
        stage: z.enum(keysOf(STAGES)),
        label: z.string(),
        open: z.boolean().meta({ description: 'Whether it can be evaluated now' }),
        satisfaction: z.string().optional().meta({ description: 'How it was evaluated last' }),
        comment: z
          .string()
          .optional()
          .meta({ description: 'What was said to it after closure; before that the ledger has it' }),
      }),
    ),
    scale: z
      .array(z.object({ id: z.string(), label: z.string() }))
      .meta({ description: 'The answers of the rulebook that the ticket is bound to' }),
  })
  .meta({ id: 'Evaluation' });

export const deadlineAnswer = z
  .object({
    due: at,
    provisional: z.boolean(),
    counted: z.array(z.iso.date()),
    skipped: z.array(z.object({ date: z.iso.date(), why: z.string() })),
    explanation: z.string(),
  })
  .meta({ id: 'Deadline' });

const clockName = z.enum(keysOf(CLOCKS));

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
          do: z.enum(['remind', 'urge', 'supervise', 'escalate']),
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

export const explainedAnswer = z
  .object({
    clock: z.string().meta({ example: 'handling-1' }),
    name: clockName,
    unit: z.string().optional(),
    state: z.enum(['running', 'met', 'breached', 'stopped']),
    startedAt: at,
    limit: z.string().meta({ description: 'By which it was started', example: '5 workdays' }),
    source: z.string().optional().meta({ example: 'WF-20' }),
    due: at,
    provisional: z.boolean(),
    counted: z.array(z.iso.date()).meta({ description: 'The days of its first due moment (T-8)' }),
    skipped: z.array(z.object({ date: z.iso.date(), why: z.string() })),
    moves: z
      .array(
        z.object({
          at,
          before: at,
          after: at,
          cause: z.enum(keysOf(CAUSES)),
          causeText: z.string(),
          source: z.string().optional(),
          by: z.object({ role: z.enum([...keysOf(ROLES), 'system']), unit: z.string().optional() }),
        }),
      )
      .meta({ description: 'Every move, by a named cause (T-9)' }),
    endedAt: at.optional(),
    explanation: z.string().meta({ description: 'In Chinese' }),
  })
  .meta({ id: 'ExplainedClock' });
export const explainedClocksAnswer = z
  .object({ items: z.array(explainedAnswer) })
  .meta({ id: 'ExplainedClocks' });

export const linkAnswer = z
  .object({ url: z.url(), expiresAt: at })
  .meta({ id: 'DueLink', description: 'Who has the address can read the due moments of the unit' });

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

const calendarDays = z.array(z.object({ date: z.iso.date(), working: z.boolean(), name: z.string() }));
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
    rulebook: z.string().optional(),
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
  .object({ year: z.int(), ...edition, change: changeAnswer.optional() })
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

export const unitMessagesAnswer = z
  .object({ items: z.array(notificationAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'UnitNotifications' });

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
export type CalendarEditionAnswer = z.infer<typeof calendarEditionAnswer>;
export type PublishedCalendarAnswer = z.infer<typeof publishedCalendarAnswer>;
export type ChangeAnswer = z.infer<typeof changeAnswer>;
export type TicketAnswer = z.infer<typeof ticketAnswer>;
export type EventAnswer = z.infer<typeof eventAnswer>;
export type NotificationAnswer = z.infer<typeof notificationAnswer>;
export type AttachmentAnswer = z.infer<typeof attachmentAnswer>;
export type EvaluationAnswer = z.infer<typeof evaluationAnswer>;
export type ExplainedAnswer = z.infer<typeof explainedAnswer>;
export type LinkAnswer = z.infer<typeof linkAnswer>;
export type PreviewAnswer = z.infer<typeof previewAnswer>;
export type AccessAnswer = z.infer<typeof accessAnswer>;
