import type { UnitId } from '../../ids';
import { REVIEW } from './asking';
import { close } from '../closing/close';
import type { CommandOf } from '../command';
import { assignAssist, assignLead, takeBack } from '../handling/assigning';
import { agreed, objected } from './extending';
import { wrongAssignment } from './instead-of-returning';
import { goOn } from './report-unsolvable';
import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { isFirstEdition } from '../../law/edition';
import { nextLevel } from '../../ticket/accounting/levels';
import { escalation } from '../../ticket/accounting/pressure';
import { endingOnce, meetClock, startClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { assignmentOf, explanationsOwed, requestsOf, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/** The hotline decides on what a unit asked for: so an objection to an order is settled (BJ-5). */
export const decideRequest: Procedure<'decide'> = {
  in: ['handling'],
  by: 'anyone',
  hindrance: ({ pending }) => (pending.length > 0 ? undefined : because('nothing-waits')),
  commandHindrance: (ticket, { request, unit, requestId, approve }) => {
    const asked = requestsOf(ticket, request, { unit, id: requestId });
    if (asked.length === 0) return because('no-such-request', { request });
    const owed = explanationsOwed(ticket).length > 0;
    if (request === 'termination' && approve && owed && !isFirstEdition(ticket.law.rules))
      return because('explanation-owed', { closing: 'terminated' }, 'WF-14');
    return asked.length > 1 && !isFirstEdition(ticket.law.rules)
      ? because('which-request', { ids: asked.flatMap(({ id }) => id ?? []) })
      : undefined;
  },
  wrong: wrongAssignment,
  facts: (ticket, command, { now, text }) => {
    const { request: sort, approve: approved, assign } = command;
    const [asked] = requestsOf(ticket, sort, { unit: command.unit, id: command.requestId });
    if (!asked) return [];
    const { unit, id, notified } = asked;
    const decided: Fact[] = [
      {
        type: 'decided',
        data: {
          request: sort,
          unit,
          ...(id === undefined ? {} : { id }),
          ...(notified ? { notified } : {}),
          approved,
          ...(assign ? { assign: assign.id } : {}),
          text,
        },
      },
      ...meetClock(ticket, REVIEW[sort], now, unit),
    ];
    switch (sort) {
      case 'return':
        return endingOnce([...decided, ...afterReturn(ticket, command, unit, now)]);
      case 'extension':
        return [...decided, ...(approved ? agreed(ticket, asked) : objected(ticket, asked, now))];
      case 'termination':
        return approved ? close(ticket, 'terminated', now, decided) : decided;
      case 'unsolvable': {
        const level = nextLevel(ticket);
        return approved && level !== undefined
          ? [...decided, ...escalation(ticket, level, now, { text })]
          : [...decided, ...goOn(ticket, asked, now)];
      }
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
  // What was refused has to be taken up now (WF-26: 拒不接收).
  return approve ? takeBack(ticket, unit, now) : startClock(ticket, 'signing', now, { unit });
}
