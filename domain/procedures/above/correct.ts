import { notOfThisOrder } from './named-unit';
import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';
import { leadOf } from '../../ticket/ticket';

/** A unit is ordered to correct: before it is referred (责令改正; WF-33, JE-18, BJ-14). */
export const correct: Procedure<'correct'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: (ticket) => (leadOf(ticket) ? undefined : because('nobody-to-correct')),
  wrong: (ticket, { unit }) => notOfThisOrder(ticket, unit),
  facts: (ticket, { unit: named }, { text }) => {
    const unit = named ?? leadOf(ticket)?.unit.id;
    const { source } = ticket.law.rules.correction ?? {};
    return unit === undefined
      ? []
      : [{ type: 'correction-ordered', data: { unit, ...(source ? { source } : {}), text } }];
  },
};
