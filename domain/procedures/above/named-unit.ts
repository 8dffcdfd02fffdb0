import { because, type Wrong, wrong } from '../refusal';
import type { UnitId } from '../../ids';
import { assignmentOf, type Ticket } from '../../ticket/ticket';

/** What is wrong with a unit that is named: it does not work on the order. */
export const notOfThisOrder = (ticket: Ticket, unit: UnitId | undefined): Wrong | undefined =>
  unit === undefined || assignmentOf(ticket, unit)
    ? undefined
    : wrong(because('not-of-this-order'), 'unit', because('working-unit'));
