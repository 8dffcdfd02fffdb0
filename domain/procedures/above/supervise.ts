import { OPEN, type Procedure } from '../procedure';
import { because, wrong } from '../refusal';
import { supervising } from '../../ticket/accounting/pressure';
import { assignmentOf, leadOf } from '../../ticket/ticket';

/** A supervisor puts a unit's order under supervision by hand: the lead's, or another that is named; the hotline's own where none has it. */
export const supervise: Procedure<'supervise'> = {
  in: OPEN,
  by: 'anyone',
  wrong: (ticket, { unit }) =>
    unit === undefined || assignmentOf(ticket, unit)
      ? undefined
      : wrong(because('not-of-this-order'), 'unit', because('working-unit')),
  facts: (ticket, { mode, unit = leadOf(ticket)?.unit.id }, { now, text }) =>
    supervising(ticket, mode, unit, now, { text }),
};
