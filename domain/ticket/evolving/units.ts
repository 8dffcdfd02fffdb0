import type { UnitId } from '../../ids';
import { isFirstEdition } from '../../law/edition';
import type { Instant } from '../../time/instant';
import type { DataOf } from '../event';
import { type Assignment, assignmentOf, leadOf, type Ticket, type TicketIn, type UnitRef } from '../ticket';
import { put } from './put';

export const withAssignments = (ticket: Ticket, map: (assignment: Assignment) => Assignment): Ticket =>
  put(ticket, { assignments: ticket.assignments.map(map) });

/** One unit's part, where it works on the ticket. */
export const withPart = (ticket: Ticket, unit: UnitId, more: Partial<Assignment>): Ticket =>
  withAssignments(ticket, (it) => (it.unit.id === unit && it.role !== 'copy' ? { ...it, ...more } : it));

export const counted = (ticket: Ticket, what: keyof Ticket['counts']): Ticket =>
  put(ticket, { counts: { ...ticket.counts, [what]: ticket.counts[what] + 1 } });

/** The order reaches the units; what the hotline was supervised for until then is done. */
export function dispatched(
  ticket: Ticket,
  { lead, assist, copy }: DataOf<'dispatched'>,
  at: Instant,
): Ticket {
  const assignments: Assignment[] = [
    { unit: lead, role: 'lead', state: 'dispatched', since: at },
    ...assist.map((unit): Assignment => ({ unit, role: 'assist', state: 'dispatched', since: at })),
    ...copy.map((unit): Assignment => ({ unit, role: 'copy', state: 'informed' })),
  ];
  return put(withoutUnit(ticket, undefined, at), {
    state: 'handling',
    assignments,
    counts: { ...ticket.counts, pressed: 0 },
  });
}

/** Further units assist. */
export const joined = (ticket: Ticket, units: readonly UnitRef[], at: Instant): Ticket =>
  put(ticket, {
    assignments: [
      ...ticket.assignments.filter((it) => !units.some(({ id }) => id === it.unit.id)),
      ...units.map((unit): Assignment => ({ unit, role: 'assist', state: 'dispatched', since: at })),
    ],
  });

export const released = (ticket: Ticket, unit: UnitId, at: Instant): Ticket =>
  put(withoutUnit(ticket, unit, at), {
    assignments: ticket.assignments.filter((it) => it.unit.id !== unit),
    pending: ticket.pending.filter((it) => it.unit !== unit),
  });

/** Handled again by the lead, or deferred still; what the assisting units gave, they have given. */
export function backToUnit(ticket: TicketIn<'submitted' | 'callback'>): Ticket {
  const { submission, closing: _, ...rest } = { closing: undefined, ...ticket };
  const until = submission.deferred;
  // Sent back while it was deferred, and not after a call-back, which is about a new result.
  const deferred = until !== undefined && ticket.state === 'submitted' && !submission.afterCallback;
  return withAssignments(
    deferred ? { ...rest, state: 'deferred', until } : { ...rest, state: 'handling' },
    (it) => (it.role === 'copy' || it.contribution ? it : { ...it, state: 'signed' }),
  );
}

/** Closed, and handled again by its lead: a re-inspection failed (JE-14). What assisting units gave, they have given. */
export function openedAgain(ticket: TicketIn<'closed'>): Ticket {
  const { outcome: _, closedAt: __, ...rest } = ticket;
  return withAssignments({ ...rest, state: 'handling' }, (it) =>
    it.role === 'copy' || it.contribution ? it : { ...it, state: 'signed' },
  );
}

/** A return is improper where the matter stays with the unit; one that ended with another unit was a dispute (WF-22, HZ-11). */
export function decided(ticket: Ticket, { request, unit, id, approved, assign }: DataOf<'decided'>): Ticket {
  const pending = ticket.pending.filter(
    (it) => it.request !== request || it.unit !== unit || (id !== undefined && it.id !== id),
  );
  const settled = put(ticket, { pending });
  if (request === 'extension') return approved ? counted(settled, 'extended') : settled;
  if (request !== 'return' || approved || (assign !== undefined && assign !== unit)) return settled;
  // It has to take the order up now, where the rulebook gives a time for that (WF-26: 拒不接收).
  const takesUp = ticket.law.rules.clocks.signing ? ({ state: 'dispatched' } as const) : {};
  return counted(withPart(settled, unit, { fixed: true, ...takesUp }), 'improperReturns');
}

/** A unit takes the place of another, or of none; it may not return the ticket (WF-22). */
export function assigned(ticket: Ticket, { unit, role, replaces }: DataOf<'assigned'>, at: Instant): Ticket {
  const others = ticket.assignments.filter((it) => it.unit.id !== unit.id && it.unit.id !== replaces);
  const assignment: Assignment = { unit, role, state: 'dispatched', since: at, fixed: true };
  const left = replaces === undefined || replaces === unit.id ? ticket : withoutUnit(ticket, replaces, at);
  const fromHotline = leadOf(ticket) ? left : withoutUnit(left, undefined, at);
  return put(fromHotline, {
    state: 'handling',
    assignments: role === 'lead' ? [assignment, ...others] : [...others, assignment],
    pending: ticket.pending.filter((it) => it.unit !== replaces && it.unit !== unit.id),
    counts: role === 'lead' ? { ...ticket.counts, pressed: 0 } : ticket.counts,
  });
}

/** An assisting unit leaves; with the lead the whole order goes back to be dispatched anew. */
export function givenBack(ticket: Ticket, unit: UnitId, at: Instant): Ticket {
  const assignment = assignmentOf(ticket, unit);
  if (!assignment) return ticket;
  const returnedBy = [...ticket.returnedBy, assignment.unit];
  if (assignment.role === 'lead') {
    const clean = ticket.assignments.reduce<Ticket>((left, it) => withoutUnit(left, it.unit.id, at), ticket);
    return put(clean, { returnedBy, state: 'registered', assignments: [], pending: [] });
  }
  return put(released(ticket, unit, at), { returnedBy });
}

/** The order has left it: its supervision has ended (none: the hotline's own). */
function withoutUnit(ticket: Ticket, unit: UnitId | undefined, at: Instant): Ticket {
  if (isFirstEdition(ticket.law.rules)) return ticket;
  const ends = ticket.supervision.some((it) => it.endedAt === undefined && it.unit === unit);
  return ends ? put(ticket, { supervision: endedFor(ticket, (it) => it.unit === unit, at) }) : ticket;
}

/** Supervision that is meant has ended. */
export const endedFor = (
  { supervision }: Ticket,
  isMeant: (it: Ticket['supervision'][number]) => boolean,
  at: Instant,
): Ticket['supervision'] =>
  supervision.map((it) => (it.endedAt === undefined && isMeant(it) ? { ...it, endedAt: at } : it));

export const putRight = (ticket: Ticket, at: Instant): Ticket['supervision'] =>
  endedFor(ticket, () => true, at);
