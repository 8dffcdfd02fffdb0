import { textOf } from '../command';
import { startAssisting, startHandling } from '../handling/assigning';
import { copiesOf } from './copies';
import { orderHindrance } from './order';
import type { Procedure } from '../procedure';
import { because, wrong } from '../refusal';
import { meetClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import type { Ticket } from '../../ticket/ticket';

/** The order reaches the units: the clocks of handling start, and each assisting unit's own (T-10, BJ-6, BJ-7). */
export const dispatch: Procedure<'dispatch'> = {
  in: ['registered'],
  by: 'anyone',
  wrong: (ticket, order) => {
    const hindrance = orderHindrance(ticket, { lead: order.lead, assist: order.assist });
    return hindrance && wrong(because('another-order'), 'lead', hindrance);
  },
  facts: (ticket, order, { now }) => {
    const { lead, assist, statutory, coordination } = order;
    const copy = copiesOf(ticket, order);
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
      ...startHandling(ticket, now, statutory),
      ...assist.flatMap(({ id }, before) => startAssisting(ticket, id, now, before)),
      ...supervisedFromTheStart(ticket),
    ];
  },
};

/** The order and the supervision go out together (JE-17). */
const supervisedFromTheStart = ({ law, supervision }: Ticket): Fact[] =>
  (law.rules.briefing ?? []).flatMap(({ mode, source }): Fact[] =>
    mode && supervision.every((it) => it.mode !== mode)
      ? [{ type: 'supervised', data: { mode, ...(source ? { source } : {}) } }]
      : [],
  );
