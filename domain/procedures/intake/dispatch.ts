import { textOf } from '../command';
import { startAssisting, startHandling } from '../handling/assigning';
import { partsOf } from './copies';
import { orderHindrance } from './order';
import type { Procedure } from '../procedure';
import { because, wrong } from '../refusal';
import type { UnitId } from '../../ids';
import { isFirstEdition } from '../../law/edition';
import { meetClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import type { Ticket } from '../../ticket/ticket';

/** The order reaches the units: the clocks of handling start, and each assisting unit's own (T-10, BJ-6, BJ-7). */
export const dispatch: Procedure<'dispatch'> = {
  in: ['registered'],
  by: 'anyone',
  wrong: (ticket, order) => {
    const hindrance = orderHindrance(ticket, { lead: order.lead, assist: order.assist });
    const ofLead = hindrance?.reason !== 'bodies-only' || hindrance.parameters.unit.id === order.lead.id;
    return hindrance && wrong(because('another-order'), ofLead ? 'lead' : 'assist', hindrance);
  },
  facts: (ticket, order, { now }) => {
    const { lead, statutory, coordination } = order;
    const { assist, copy } = partsOf(ticket, order);
    const text = textOf(order, 'note', 'legalBasis');
    const settled: Fact[] = coordination
      ? [
          {
            type: 'coordinated',
            data: {
              ...(ticket.law.rules.dispatch?.coordination ?? { how: 'coordination' }),
              units: coordination.units.map(({ id }) => id),
              text: textOf(order, 'opinion'),
            },
          },
        ]
      : [];
    return [
      ...settled,
      { type: 'dispatched', data: { lead, assist, copy, statutory, text } },
      ...meetClock(ticket, 'dispatching', now),
      ...startHandling(ticket, lead.id, now, { limit: statutory }),
      ...assist.flatMap(({ id }) => startAssisting(ticket, id, now, statutory)),
      ...supervisedFromTheStart(ticket, lead.id),
    ];
  },
};

/** The order and the supervision go out together (JE-17). */
const supervisedFromTheStart = ({ law, supervision }: Ticket, unit: UnitId): Fact[] =>
  (law.rules.briefing ?? []).flatMap(({ mode, source }): Fact[] => {
    const whose = isFirstEdition(law.rules) ? undefined : unit;
    const goesOn = supervision.some(
      (it) =>
        it.mode === mode && it.unit === whose && (it.endedAt === undefined || isFirstEdition(law.rules)),
    );
    return mode && !goesOn
      ? [
          {
            type: 'supervised',
            data: { mode, ...(whose === undefined ? {} : { unit: whose }), ...(source ? { source } : {}) },
          },
        ]
      : [];
  });
