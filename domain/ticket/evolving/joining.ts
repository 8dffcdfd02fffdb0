import { assertNever } from '../../words';
import type { DataOf, TicketEvent } from '../event';
import { isOpen, type Standing, type Ticket } from '../ticket';
import { put } from './put';

type EventOf<T extends TicketEvent['type']> = Extract<TicketEvent, { type: T }>;

/** What closing takes away is kept, so that a wrong merge can be undone; and the main ticket has to be told. */
export const merged = (ticket: Ticket, { data: { into }, at, seq }: EventOf<'merged'>): Ticket =>
  put(ticket, {
    merged: {
      into,
      at,
      before: {
        standing: standingOf(ticket),
        assignments: ticket.assignments,
        pending: ticket.pending,
        supervision: ticket.supervision,
        clocks: ticket.clocks.filter(isOpen).map(({ id }) => id),
      },
    },
    owesMain: { main: into, says: 'joins', seq },
  });

/** The ticket stands as it stood. */
export function split(ticket: Ticket, { data: { from, notTaken }, seq }: EventOf<'split'>): Ticket {
  if (ticket.state !== 'closed' || !ticket.merged) return ticket;
  const { merged: mergedSo, owesMain: _, outcome: _o, closedAt: _c, ...rest } = ticket;
  const { standing, assignments, pending, supervision } = mergedSo.before;
  const owes = notTaken === undefined ? { owesMain: { main: from, says: 'leaves', seq } as const } : {};
  return { ...rest, assignments, pending, supervision, ...standing, ...owes };
}

export function mainTold(ticket: Ticket): Ticket {
  const { owesMain: _, ...rest } = ticket;
  return rest;
}

export const voiceJoined = (ticket: Ticket, { ticket: id, wantsReply }: DataOf<'voice-joined'>): Ticket =>
  put(ticket, {
    voices: [...(ticket.voices ?? []), { ticket: id, wantsReply }],
  });

export const voiceLeft = (ticket: Ticket, { ticket: id }: DataOf<'voice-left'>): Ticket =>
  put(ticket, {
    voices: (ticket.voices ?? []).filter((it) => it.ticket !== id),
  });

export const linked = (ticket: Ticket, { with: other }: DataOf<'linked'>): Ticket =>
  ticket.links?.includes(other) ? ticket : put(ticket, { links: [...(ticket.links ?? []), other] });

function standingOf(ticket: Ticket): Standing {
  switch (ticket.state) {
    case 'registered':
    case 'handling':
      return { state: ticket.state };
    case 'submitted':
      return { state: ticket.state, submission: ticket.submission };
    case 'callback': {
      const { state, submission, closing } = ticket;
      return { state, submission, ...(closing === undefined ? {} : { closing }) };
    }
    case 'deferred':
      return { state: ticket.state, until: ticket.until };
    case 'closed':
      return { state: ticket.state, outcome: ticket.outcome, closedAt: ticket.closedAt };
    default:
      return assertNever(ticket);
  }
}
