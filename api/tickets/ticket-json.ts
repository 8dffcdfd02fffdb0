import { type CallerKeys, withCallerKeys, withoutCallerKeys } from '../../activities/texts';
import type { ClockRecord } from '../../domain/ticket/ticket';
import { isoInstant } from '../../domain/time/instant';
import { spanText } from '../../domain/time/span';
import type { Message } from '../../storage/outbox/outbox';
import type { Contact, ListedTicket, StoredTicket } from '../../storage/tickets/tickets';
import { etagOf } from '../http/if-match';
import { present } from '../commands/body-parts';
import type { NotificationAnswer, TicketAnswer, TicketSummary } from './answers';
import { knowsAccounts, mayKnowReferral, maySeeAddress, maySeeCaller } from '../requests/access';
import type { Subject } from '../requests/subject';

/** A ticket as lists show it to a reader. */
export function summaryJson(ticket: ListedTicket, subject: Subject): TicketSummary {
  const { matter, closedAt, erasedAt, next, counts } = ticket;
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
      spotCheck: ticket.spotCheck,
      simulated: knowsAccounts(subject) ? matter.simulated : undefined,
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
    referrals: ticket.referrals
      .filter(({ to }) => mayKnowReferral(subject, to))
      .map(({ to, unit, since }) => present({ to, unit, since: isoInstant(since) })),
    evaluations: [...ticket.evaluations],
    clocks: ticket.clocks.map(clockJson),
    ...(overall ? { overall: clockJson(overall) } : {}),
    next: { at: next.at === null ? null : isoInstant(next.at), does: next.does },
    counts,
    seq: ticket.seq,
    receivedAt: isoInstant(matter.receivedAt),
    ...tiesOf(ticket, subject),
    ...(closedAt === undefined ? {} : { closedAt: isoInstant(closedAt) }),
    ...(erasedAt === undefined ? {} : { erasedAt: isoInstant(erasedAt) }),
  };
}

/** Which other tickets it is tied to: a caller has no business with those of others. */
function tiesOf({ links, voices, mergedInto }: ListedTicket, { role }: Subject) {
  return role === 'caller'
    ? {}
    : present({
        links: links && [...links],
        voices: voices?.map(({ ticket }) => ticket),
        mergedInto,
      });
}

const clockJson = ({ name, unit, startedAt, due, provisional, state, endedAt, late }: ClockRecord) =>
  present({
    name,
    unit,
    startedAt: isoInstant(startedAt),
    due: isoInstant(due),
    provisional,
    state,
    endedAt: endedAt === undefined ? undefined : isoInstant(endedAt),
    late,
  });

/**
 * A ticket by itself, with what this reader may know of it.
 * @param contact who raised it and where it is
 */
export function ticketJson(
  ticket: StoredTicket,
  contact: Contact | undefined,
  subject: Subject,
): TicketAnswer {
  const { matter } = ticket;
  const { confidential, wantsReply } = matter;
  const address = maySeeAddress(subject, ticket) ? contact?.address : undefined;
  return {
    ...summaryJson(ticket, subject),
    etag: etagOf(ticket.seq),
    channel: matter.channel,
    ...present({ externalId: ticket.imported?.externalId, source: ticket.imported?.source }),
    ...(matter.urgency === undefined ? {} : { urgency: matter.urgency }),
    content: ticket.content,
    ...(address === undefined ? {} : { address }),
    ...(contact && maySeeCaller(subject, ticket)
      ? { caller: { ...contact.caller, confidential, wantsReply } }
      : {}),
  };
}

/**
 * A message of the outbox, with its text: a unit without a webhook or mailbox reads it here.
 * @param keys for the caller alone: with either, whoever works for the hotline could evaluate in the caller's name (HZ-10)
 */
export function notificationJson(message: Message, keys?: CallerKeys): NotificationAnswer {
  const { id, at, to, template, channel, status, attempts, lastError, text, superseded } = message;
  const readable = keys && to === 'caller' ? withCallerKeys(text, keys) : withoutCallerKeys(text);
  const reason = lastError === undefined ? {} : { reason: lastError };
  const told = {
    id,
    at: isoInstant(at),
    to,
    template,
    channel,
    status,
    attempts,
    ...reason,
    text: readable,
  };
  return superseded === undefined ? told : { ...told, superseded: isoInstant(superseded) };
}
