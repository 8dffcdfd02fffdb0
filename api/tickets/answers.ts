import { z } from 'zod';
import {
  CAUSES,
  CHANNELS,
  CLOCKS,
  keysOf,
  KINDS,
  MODES,
  ORIGINS,
  OUTCOMES,
  REQUESTS,
  ROLES,
  STAGES,
  STATES,
} from '../../domain/words';
import { ACCESSES } from '../../storage/requests/accesses';
import { at, count } from '../http/answer-fields';

/** Headers of an answer that is a ticket. */
export const TAGGED = { ETag: 'The ticket as it is, for `If-Match`; also its `etag`' } as const;

const clock = z.object({
  name: z.enum(keysOf(CLOCKS)),
  unit: z.string().optional().meta({ description: 'Whose clock it is, where several units have one each' }),
  startedAt: at,
  due: at,
  provisional: z.boolean().meta({ description: 'Leans on a year whose calendar is not published (T-7)' }),
  state: z.enum(['running', 'met', 'breached', 'stopped']),
  late: z
    .literal(true)
    .optional()
    .meta({ description: 'It was breached before it was resumed, and ends as breached' }),
});

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
  origin: z
    .enum(keysOf(ORIGINS))
    .optional()
    .meta({ description: 'From which level of government it was passed on' }),
  state: z.enum(keysOf(STATES)),
  outcome: z.enum(keysOf(OUTCOMES)).optional(),
  closing: z
    .enum(keysOf(OUTCOMES))
    .optional()
    .meta({ description: 'It closes so as soon as the explanation is given that is owed (WF-14)' }),
  deferredUntil: z.iso
    .date()
    .optional()
    .meta({ description: 'The promised day of a ticket that is deferred (JN-4)' }),
  district: z.string().meta({ description: 'Id of a unit of level district' }),
  assignments: z.array(
    z.object({
      unit: z.string(),
      role: z.enum(['lead', 'assist', 'copy']),
      state: z.enum(['dispatched', 'signed', 'submitted', 'done', 'informed']),
      contribution: z
        .enum(['result', 'delay'])
        .optional()
        .meta({ description: 'What an assisting unit gave: its result, or why it is late (BJ-7)' }),
    }),
  ),
  level: z.int().min(0).max(3),
  levelName: z.string().optional().meta({
    description: 'What the rulebook calls its level; in Chinese',
    example: '市政府办公室研究',
  }),
  supervision: z
    .array(
      z.object({
        mode: z.enum(keysOf(MODES)),
        unit: z.string().optional().meta({ description: 'Whose order; the hotline’s own work without it' }),
        since: at,
        endedAt: at.optional(),
      }),
    )
    .meta({ description: 'Of units and of the hotline; another thing than the level' }),
  corrected: z.array(z.string()).meta({ description: 'Units that were ordered to correct (责令改正)' }),
  pending: z
    .array(
      z.object({
        id: z.string().optional().meta({
          description: '`requestId` of `decide`; none of requests from before they were told apart',
          example: 'return-12',
        }),
        request: z.enum(keysOf(REQUESTS)),
        unit: z.string(),
        since: at,
        limit: z.string().optional(),
        clock: z.string().optional().meta({ description: 'The clock that an extension is asked for' }),
        notified: z
          .literal(true)
          .optional()
          .meta({ description: 'It holds already, and the hotline may object (BJ-9)' }),
      }),
    )
    .meta({ description: 'What units asked for and the hotline has to decide' }),
  submission: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'The number of the newest submission, which `review` may name' }),
  referrals: z.array(
    z.object({
      to: z.string(),
      unit: z.string().optional().meta({ description: 'The unit that has to account' }),
      since: at,
    }),
  ),
  evaluations: z.array(z.object({ stage: z.enum(keysOf(STAGES)), satisfaction: z.string() })),
  clocks: z.array(clock),
  overall: clock.optional().meta({
    description: 'The caller’s own wait (全程时限): from the arrival to the closure, never begun anew (T-10)',
  }),
  next: z
    .object({ at: at.nullable(), does: z.string() })
    .meta({ description: 'What happens next by itself, or, where no clock runs, who has to act' }),
  counts: z.object({
    reminded: count,
    urged: count.meta({ description: 'By a rung, or by the hotline (催办)' }),
    urgedByCaller: count.meta({ description: 'By the caller, whose urging is no 催办 (JE-19)' }),
    returned: count.meta({ description: 'Closures that were sent back (退办)' }),
    rehandled: count,
    improperReturns: count.meta({ description: 'Returns that were refused (不当退单)' }),
    extended: count,
    unresolved: count,
    pressed: count.meta({ description: 'How often the present lead was urged or had its closure sent back' }),
    deferred: count.meta({ description: 'How often it was deferred to a promised day (挂账)' }),
    submitted: count.meta({ description: 'Submissions so far' }),
  }),
  seq: z.int().min(0).meta({ description: 'The newest entry of the ledger that this shows' }),
  receivedAt: at,
  closedAt: at.optional(),
};

const clockName = z.enum(keysOf(CLOCKS));

export const summaryAnswer = z.object(summaryShape).meta({ id: 'TicketSummary' });

export const ticketAnswer = z
  .object({
    ...summaryShape,
    etag: z.string().meta({ description: 'The ticket as it is, for `If-Match`', example: '"7"' }),
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
    actor: z.object({
      role: z.enum([...keysOf(ROLES), 'system']),
      unit: z.string().optional(),
      sub: z.string().optional().meta({
        description:
          'The account, for operators, supervisors, admins and auditors; none where it happened by itself',
      }),
    }),
    data: z.record(z.string(), z.unknown()),
    superseded: z.object({ decidedAt: at, by: at }).optional().meta({
      description:
        'For auditors: it stood in the ledger and did not happen, since the engine had lost it; when its ticket decided on it, and on what stands in its place',
    }),
  })
  .meta({ id: 'Event' });

export const eventsAnswer = z.object({ items: z.array(eventAnswer) }).meta({ id: 'Events' });

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
    superseded: at.optional().meta({
      description:
        'For auditors: what it tells of did not happen, since the engine had lost it; when the ticket decided on what did',
    }),
  })
  .meta({ id: 'Notification' });

export const notificationsAnswer = z
  .object({ items: z.array(notificationAnswer) })
  .meta({ id: 'Notifications' });

export type TicketSummary = z.infer<typeof summaryAnswer>;
export type TicketAnswer = z.infer<typeof ticketAnswer>;
export type EventAnswer = z.infer<typeof eventAnswer>;
export type AccessAnswer = z.infer<typeof accessAnswer>;
export type ExplainedAnswer = z.infer<typeof explainedAnswer>;
export type NotificationAnswer = z.infer<typeof notificationAnswer>;
