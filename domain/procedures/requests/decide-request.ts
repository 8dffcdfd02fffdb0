import type { UnitId } from '../../ids';
import { REVIEW } from './asking';
import { close } from '../closing/close';
import type { CommandOf } from '../command';
import { assignAssist, assignLead, takeBack } from '../handling/assigning';
import { wrongAssignment } from './instead-of-returning';
import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { extended, meetClock, moveClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { assignmentOf, openClock, type Request, requestOf, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/** The hotline decides on what a unit asked for: so an objection to an order is settled (BJ-5). */
export const decideRequest: Procedure<'decide'> = {
  in: ['handling'],
  by: 'anyone',
  hindrance: ({ pending }) => (pending.length > 0 ? undefined : because('nothing-waits')),
  commandHindrance: (ticket, { request, unit }) =>
    requestOf(ticket, request, unit) ? undefined : because('no-such-request', { request }),
  wrong: wrongAssignment,
  facts: (ticket, command, { now, text }) => {
    const { request: sort, approve: approved, assign } = command;
    const asked = requestOf(ticket, sort, command.unit);
    if (!asked) return [];
    const { unit } = asked;
    const decided: Fact[] = [
      {
        type: 'decided',
        data: { request: sort, unit, approved, ...(assign ? { assign: assign.id } : {}), text },
      },
      ...meetClock(ticket, REVIEW[sort], now, unit),
    ];
    switch (sort) {
      case 'return':
        return withoutRepeats([...decided, ...afterReturn(ticket, command, unit, now)]);
      case 'extension':
        return approved ? [...decided, ...extend(ticket, asked)] : decided;
      case 'termination':
        return approved ? close(ticket, 'terminated', now, decided) : decided;
    }
  },
};

function afterReturn(
  ticket: Ticket,
  { approve, assign }: CommandOf<'decide'>,
  unit: UnitId,
  now: Instant,
): Fact[] {
  if (assign && assign.id !== unit) {
    return assignmentOf(ticket, unit)?.role === 'lead'
      ? assignLead(ticket, assign, now)
      : assignAssist(ticket, assign, unit, now);
  }
  return approve ? takeBack(ticket, unit, now) : [];
}

/** The review clock is met by the decision itself; what takes the order back must not end it once more. */
function withoutRepeats(facts: Fact[]): Fact[] {
  const ended = new Set<string>();
  return facts.filter((fact) => {
    if (fact.type !== 'clock-ended') return true;
    if (ended.has(fact.data.clock)) return false;
    ended.add(fact.data.clock);
    return true;
  });
}

/** The unit asked in time, so a decision after the due moment moves it all the same; that it was breached stays in the ledger (T-9). */
function extend(ticket: Ticket, { limit, text }: Request): Fact[] {
  const clock = openClock(ticket, 'handling');
  if (!clock || !limit) return [];
  const basis = extended(clock, ticket.law, limit);
  const source = ticket.law.rules.extension?.source;
  return basis ? moveClock(clock, basis, ticket.law, { cause: 'extension', source, text }) : [];
}
