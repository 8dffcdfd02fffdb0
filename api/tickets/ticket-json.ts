import { withCallerKeys, withoutCallerKeys } from '../../activities/texts';
import type { ClockRecord } from '../../domain/ticket/ticket';
import { isoInstant } from '../../domain/time/instant';
import { spanText } from '../../domain/time/span';
import type { CallerAccess } from '../../keys/caller-access';
import type { Message } from '../../storage/outbox/outbox';
import type { Contact, ListedTicket, StoredTicket } from '../../storage/tickets/tickets';
import { etagOf } from '../http/if-match';
import { present } from '../commands/body-parts';
import type { NotificationAnswer, TicketAnswer, TicketSummary } from './answers';
import type { Subject } from '../requests/subject';

/** A ticket as lists show it. */
export function summaryJson(ticket: ListedTicket): TicketSummary {
  const { matter, closedAt, next, counts } = ticket;
  const { id, version, hash } = ticket.rulebook;
  const overall = ticket.clocks.findLast(({ name }) => name === 'overall');
  return {
    id: ticket.id,
    rulebook: present({ id, version, hash }),
    kind: matter.kind,
    category: matter.category,
    title: ticket.title,
    state: ticket.state,
    ...present({
      origin: matter.origin,
      outcome: ticket.outcome,
      closing: ticket.closing,
      deferredUntil: ticket.deferredUntil,
      levelName: ticket.levelName,
    }),
    district: matter.district.id,
    assignments: ticket.assignments.map(({ unit, role, state, contribution }) =>
      present({ unit, role, state, contribution }),
    ),
    level: ticket.level,
    supervision: ticket.supervision.map(({ mode, unit, since, endedAt }) =>
      present({
        mode,
        unit,
        since: isoInstant(since),
        endedAt: endedAt === undefined ? undefined : isoInstant(endedAt),
      }),
    ),
    corrected: [...ticket.corrected],
    pending: ticket.pending.map(({ since, limit, id: requestId, request, unit, clock, notified }) =>
      present({
        id: requestId,
        request,
        unit,
        since: isoInstant(since),
        limit: limit === undefined ? undefined : spanText(limit),
        clock,
        notified,
      }),
    ),
    ...(counts.submitted > 0 ? { submission: counts.submitted } : {}),
    referrals: ticket.referrals.map(({ to, unit, since }) => present({ to, unit, since: isoInstant(since) })),
    evaluations: [...ticket.evaluations],
    clocks: ticket.clocks.map(clockJson),
    ...(overall ? { overall: clockJson(overall) } : {}),
    next: { at: next.at === null ? null : isoInstant(next.at), does: next.does },
    counts,
    seq: ticket.seq,
    receivedAt: isoInstant(matter.receivedAt),
    ...(closedAt === undefined ? {} : { closedAt: isoInstant(closedAt) }),
  };
}

const clockJson = ({ name, unit, startedAt, due, provisional, state, late }: ClockRecord) =>
  present({
    name,
    unit,
    startedAt: isoInstant(startedAt),
    due: isoInstant(due),
    provisional,
    state,
    late,
  });

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
    etag: etagOf(ticket.seq),
    channel: matter.channel,
    ...(matter.urgency === undefined ? {} : { urgency: matter.urgency }),
    content: ticket.content,
    ...(address === undefined ? {} : { address }),
    ...(contact && withCaller ? { caller: { ...contact.caller, confidential, wantsReply } } : {}),
  };
}

/** Who may read the caller's code and link: the caller, and the operator who tells them. */
const SPEAK_WITH_CALLER: readonly Subject['role'][] = ['operator', 'caller'];

/** A message of the outbox, with its text: a unit without a webhook or mailbox reads it here. */
export async function notificationJson(
  callers: Pick<CallerAccess, 'codeOf' | 'link'>,
  message: Message,
  { role }: Subject,
): Promise<NotificationAnswer> {
  const { id, ticketId, at, to, template, channel, status, attempts, text, superseded } = message;
  const speaks = to === 'caller' && SPEAK_WITH_CALLER.includes(role);
  const readable = speaks
    ? withCallerKeys(text, {
        code: callers.codeOf(ticketId),
        link: (await callers.link(ticketId, at)).what,
      })
    : withoutCallerKeys(text);
  const told = { id, at: isoInstant(at), to, template, channel, status, attempts, text: readable };
  return superseded === undefined ? told : { ...told, superseded: isoInstant(superseded) };
}
