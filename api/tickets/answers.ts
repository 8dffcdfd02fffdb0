import { z } from 'zod';
import {
  CAUSES,
  CHANNELS,
  CLOCKS,
  keysOf,
  KINDS,
  MESSAGE_STATUSES,
  MODES,
  ORIGINS,
  OUTCOMES,
  REQUESTS,
  ROLES,
  STAGES,
  STATES,
  WAYS,
} from '../../domain/words';
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
  endedAt: at
    .optional()
    .meta({ description: 'What is not ended is owed still, also where it is breached already' }),
  late: z
    .literal(true)
    .optional()
    .meta({ description: 'It was breached before it was resumed, and ends as breached' }),
});

/** By what a caller's word came. */
export const way = z.enum(keysOf(WAYS)).meta({
  description:
    'By what it came: the link to the page, the ticket’s code, the caller’s own account, or a call-back, in which an operator was told; none of those from before this was kept',
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
  simulated: z
    .literal(true)
    .optional()
    .meta({ description: 'A simulated matter (JE-16): for the hotline alone' }),
  spotCheck: z
    .enum(['passed', 'failed'])
    .optional()
    .meta({ description: 'What its newest re-inspection on the spot said (JE-14)' }),
  evaluations: z
    .array(z.object({ stage: z.enum(keysOf(STAGES)), satisfaction: z.string(), by: way.optional() }))
    .meta({
      description: 'The newest of each stage: of the caller’s own, and of what was said in a call-back',
    }),
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
  links: z
    .array(z.string())
    .optional()
    .meta({ description: 'Tickets that have to do with it; of one by itself also those that name it' }),
  voices: z.array(z.string()).optional().meta({
    description: 'Tickets that were merged into it; their callers are told what its caller is told',
  }),
  mergedInto: z.string().optional().meta({ description: 'The ticket that it was merged into' }),
  seq: z.int().min(0).meta({ description: 'The newest entry of the ledger that this shows' }),
  receivedAt: at,
  closedAt: at.optional(),
  erasedAt: at
    .optional()
    .meta({ description: 'When its personal data was erased; what stood in its texts is gone' }),
};

const clockName = z.enum(keysOf(CLOCKS));

export const summaryAnswer = z.object(summaryShape).meta({ id: 'TicketSummary' });

export const ticketAnswer = z
  .object({
    ...summaryShape,
    etag: z.string().meta({ description: 'The ticket as it is, for `If-Match`', example: '"7"' }),
    code: z.string().optional().meta({
      description:
        'With the ticket’s number it lets the caller in without an account; only in the answer to its registration',
      example: '40718359',
    }),
    channel: z.enum(keysOf(CHANNELS)),
    externalId: z.string().optional().meta({ description: 'Its number in the system that handled it first' }),
    source: z.string().optional().meta({ description: 'The system that handled it first' }),
    urgency: z.string().optional(),
    content: z.string().optional(),
    address: z.string().optional(),
    caller: z
      .object({
        name: z.string().optional(),
        phone: z.string(),
        email: z.string().optional(),
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
  .object({
    items: z.array(summaryAnswer),
    nextCursor: z.string().nullable(),
    count: count.optional().meta({
      description:
        'How many match, on whatever page, where `count=true` asks for it; 100,000 stands for so many or more',
    }),
  })
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
    bulk: z.string().optional().meta({
      description: 'The bulk that it was a part of, for the hotline; none of what was done by itself',
    }),
    data: z.record(z.string(), z.unknown()),
    superseded: z.object({ decidedAt: at, by: at }).optional().meta({
      description:
        'For auditors: it stood in the ledger and did not happen, since the engine had lost it; when its ticket decided on it, and on what stands in its place',
    }),
  })
  .meta({ id: 'Event' });

export const eventsAnswer = z.object({ items: z.array(eventAnswer) }).meta({ id: 'Events' });

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
    channel: z.string().meta({
      description:
        '`webhook`, `email`; `outbox`: it waits until its reader fetches it; `queue`: until a gateway does that takes it to the caller',
    }),
    status: z.enum(keysOf(MESSAGE_STATUSES)).meta({
      description:
        '`pending`: not sent yet; `waiting`: nobody has come for it; `sent`: its reader has taken it, or for a caller a gateway; `delivered`: the gateway says that the caller has it; `failed`: the last try failed',
    }),
    attempts: z.int().min(0),
    reason: z.string().optional().meta({ description: 'Why it failed' }),
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
export type ExplainedAnswer = z.infer<typeof explainedAnswer>;
export type NotificationAnswer = z.infer<typeof notificationAnswer>;
