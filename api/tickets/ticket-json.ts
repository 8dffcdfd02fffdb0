import { withoutCallerKeys } from '../../activities/texts';
import { isoInstant } from '../../domain/time/instant';
import { spanText } from '../../domain/time/span';
import type { Message } from '../../storage/outbox/outbox';
import type { Contact, ListedTicket, StoredTicket } from '../../storage/tickets/tickets';
import type { NotificationAnswer, TicketAnswer, TicketSummary } from './answers';
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

/** Who may read the caller's code and link: the caller, and the operator who tells them. */
const SPEAK_WITH_CALLER: readonly Subject['role'][] = ['operator', 'caller'];

/** A message of the outbox, with its text: a unit without a webhook or mailbox reads it here. */
export const notificationJson = (message: Message, { role }: Subject): NotificationAnswer => {
  const { id, at, to, template, channel, status, attempts, text } = message;
  const readable = SPEAK_WITH_CALLER.includes(role) ? text : withoutCallerKeys(text);
  return { id, at: isoInstant(at), to, template, channel, status, attempts, text: readable };
};
