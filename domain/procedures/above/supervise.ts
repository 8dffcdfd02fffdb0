import { notOfThisOrder } from './named-unit';
import { OPEN, type Procedure } from '../procedure';
import { supervising } from '../../ticket/accounting/pressure';
import { leadOf } from '../../ticket/ticket';

/** A supervisor puts a unit's order under supervision by hand: the lead's, or another that is named; the hotline's own where none has it. */
export const supervise: Procedure<'supervise'> = {
  in: OPEN,
  by: 'anyone',
  wrong: (ticket, { unit }) => notOfThisOrder(ticket, unit),
  facts: (ticket, { mode, unit = leadOf(ticket)?.unit.id }, { now, text }) =>
    supervising(ticket, mode, unit, now, { text }),
};
