import { OPEN, type Procedure } from '../procedure';
import { because, wrong } from '../refusal';
import { assignmentOf, leadOf } from '../../ticket/ticket';

/** A unit is ordered to correct: before it is referred (责令改正; WF-33, JE-18, BJ-14). */
export const correct: Procedure<'correct'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: (ticket) => (leadOf(ticket) ? undefined : because('nobody-to-correct')),
  wrong: (ticket, { unit }) =>
    unit === undefined || assignmentOf(ticket, unit)
      ? undefined
      : wrong(because('not-of-this-order'), 'unit', because('working-unit')),
  facts: (ticket, { unit: named }, { text }) => {
    const unit = named ?? leadOf(ticket)?.unit.id;
    const { source } = ticket.law.rules.correction ?? {};
    return unit === undefined
      ? []
      : [{ type: 'correction-ordered', data: { unit, ...(source ? { source } : {}), text } }];
  },
};
