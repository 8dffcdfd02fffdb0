import { assignLead } from '../handling/assigning';
import { OPEN, type Procedure } from '../procedure';
import { because, wrong } from '../refusal';
import { startClock, stopClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { leadOf } from '../../ticket/ticket';

/**
 * The office or the meeting decided: the matter is the unit's again, under supervision, and the decision binds it. It handles
 * within a fresh clock, and may not return the ticket (WF-23, JN-8). Only so a level falls.
 */
export const resolveEscalation: Procedure<'resolve-escalation'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: ({ level }) => (level > 0 ? undefined : because('not-escalated')),
  wrong: ({ state }, { assign, limit }) => {
    const binds = (assign ?? limit) !== undefined;
    const takesIt = state === 'handling' || (assign !== undefined && state === 'registered');
    return binds && !takesIt
      ? wrong(
          because('not-handled-now'),
          assign ? 'assign' : 'limit',
          because('only-while-handled', { state }),
        )
      : undefined;
  },
  facts: (ticket, { assign, limit }, { now, text }) => {
    const to = ticket.level > 1 ? 1 : 0;
    const resolved: Fact = { type: 'escalation-resolved', data: { from: ticket.level, to, text } };
    if (assign) return [resolved, ...assignLead(ticket, assign, now, limit)];
    const lead = leadOf(ticket)?.unit.id;
    if (ticket.state !== 'handling' || lead === undefined) return [resolved];
    return [
      resolved,
      ...stopClock(ticket, 'return-review', now, lead),
      ...stopClock(ticket, 'handling', now),
      ...startClock(ticket, 'handling', now, { limit }),
    ];
  },
};
