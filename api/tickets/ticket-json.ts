import { withoutCallerKeys } from '../../activities/texts';
import { type Instant, isoInstant } from '../../domain/time/instant';
import { isSpan, spanText } from '../../domain/time/span';
import type { TicketEvent } from '../../domain/ticket/event';
import type { TicketState } from '../../domain/words';
import type { LedgerLine } from '../../storage/ledger/ledger-lines';
import type { Message } from '../../storage/outbox/outbox';
import type { Contact, ListedTicket, StoredTicket } from '../../storage/tickets/tickets';
import type { EventAnswer, NotificationAnswer, TicketAnswer, TicketSummary } from './answers';
import type { Subject } from '../requests/subject';

/** A ticket as lists show it. */
export function summaryJson(ticket: ListedTicket): TicketSummary {
  const { matter, closedAt, outcome, next } = ticket;
  return {
    id: ticket.id,
    rulebook: ticket.rulebook,
    kind: matter.kind,
    category: matter.category,
    title: ticket.title,
    state: ticket.state,
    ...(outcome ? { outcome } : {}),
    district: matter.district.id,
    assignments: ticket.assignments.map(({ unit, role, state }) => ({ unit, role, state })),
    level: ticket.level,
    supervision: ticket.supervision.map(({ mode, since, endedAt }) => ({
      mode,
      since: isoInstant(since),
      ...(endedAt === undefined ? {} : { endedAt: isoInstant(endedAt) }),
    })),
    pending: ticket.pending.map(({ request, unit, since, limit }) => ({
      request,
      unit,
      since: isoInstant(since),
      ...(limit === undefined ? {} : { limit: spanText(limit) }),
    })),
    referrals: ticket.referrals.map(({ to, since }) => ({ to, since: isoInstant(since) })),
    evaluations: [...ticket.evaluations],
    clocks: ticket.clocks.map(({ name, unit, startedAt, due, provisional, state }) => ({
      name,
      ...(unit === undefined ? {} : { unit }),
      startedAt: isoInstant(startedAt),
      due: isoInstant(due),
      provisional,
      state,
    })),
    next: { at: next.at === null ? null : isoInstant(next.at), does: next.does },
    counts: ticket.counts,
    seq: ticket.seq,
    receivedAt: isoInstant(matter.receivedAt),
    ...(closedAt === undefined ? {} : { closedAt: isoInstant(closedAt) }),
  };
}

/**
 * A ticket by itself.
 * @param contact who raised it and where it is, opened only for those who may have it
 */
export function ticketJson(
  ticket: StoredTicket,
  contact: Contact | undefined,
  withCaller: boolean,
): TicketAnswer {
  const { matter } = ticket;
  const { confidential, wantsReply } = matter;
  // Where a whistle-blower lives may be where the matter is: only who may know the caller is told (WF-11).
  const address = confidential && !withCaller ? undefined : contact?.address;
  return {
    ...summaryJson(ticket),
    channel: matter.channel,
    ...(matter.urgency === undefined ? {} : { urgency: matter.urgency }),
    content: ticket.content,
    ...(address === undefined ? {} : { address }),
    ...(contact && withCaller ? { caller: { ...contact.caller, confidential, wantsReply } } : {}),
  };
}

/** Texts are among the first that a caller is owed: the reply to the matter, why it was not accepted, and what the caller said. */
function mayReadTexts(subject: Subject, event: TicketEvent, state: TicketState): boolean {
  if (subject.role !== 'caller') return true;
  const { type, actor } = event;
  if (actor.role === 'caller' || type === 'answered' || type === 'declined') return true;
  // Why a ticket was ended or takes longer, and what was explained, are owed to the caller (BJ-9, JN-4, WF-14, WF-21).
  if (type === 'explained' || type === 'clock-moved') return true;
  if (type === 'decided') return event.data.approved && event.data.request !== 'return';
  // A reply is the unit's draft until the hotline has approved it (HZ-8).
  return type === 'submitted' && (state === 'callback' || state === 'closed');
}

const KNOW_ACCOUNTS: readonly Subject['role'][] = ['operator', 'supervisor', 'admin', 'auditor'];

/** One entry of the ledger, as far as this reader may read it. */
export function eventJson(
  { event, sub, texts }: LedgerLine,
  subject: Subject,
  state: TicketState,
): EventAnswer {
  const { seq, at, type, actor, data } = event;
  const said = texts !== undefined && mayReadTexts(subject, event, state) ? texts : {};
  return {
    seq,
    at: isoInstant(at),
    type,
    actor: { ...actor, ...(sub !== undefined && KNOW_ACCOUNTS.includes(subject.role) ? { sub } : {}) },
    data: { ...Object.fromEntries(Object.entries(data).flatMap(readable)), ...said },
  };
}

const MOMENTS = ['receivedAt', 'from', 'due', 'at', 'planned', 'before', 'after'];
/** Moments are milliseconds since 1970; a level that an event went `from` is a small number. */
const isMoment = (key: string, value: unknown): value is Instant =>
  MOMENTS.includes(key) && typeof value === 'number' && value > 1_000;

/** One fact of an event in the words of the contract: moments as ISO 8601, spans and units as they are sent. */
function readable([key, value]: [string, unknown]): [string, unknown][] {
  if (value === undefined || value === null || key === 'text') return [];
  // Which rung it was and when it was planned stands beside the rest of the event.
  if (key === 'fired' || key === 'triggered') return Object.entries(value).flatMap(readable);
  return [[key, said(key, value)]];
}

function said(key: string, value: unknown): unknown {
  if (isMoment(key, value)) return isoInstant(value);
  if (Array.isArray(value)) return value.map((it) => said(key, it));
  if (typeof value !== 'object' || value === null) return value;
  if (isSpan(value)) return spanText(value);
  if ('level' in value && 'name' in value && 'id' in value) return value.id;
  if (key === 'rules' && 'id' in value && 'version' in value) {
    return { id: value.id, version: value.version, ...('hash' in value ? { hash: value.hash } : {}) };
  }
  return Object.fromEntries(Object.entries(value).flatMap(readable));
}

/** Who may read the caller's code and link: the caller, and the operator who tells them. */
const SPEAK_WITH_CALLER: readonly Subject['role'][] = ['operator', 'caller'];

/** A message of the outbox, with its text: a unit without a webhook or mailbox reads it here. */
export const notificationJson = (message: Message, { role }: Subject): NotificationAnswer => {
  const { id, at, to, template, channel, status, attempts, text } = message;
  const readable = SPEAK_WITH_CALLER.includes(role) ? text : withoutCallerKeys(text);
  return { id, at: isoInstant(at), to, template, channel, status, attempts, text: readable };
};
