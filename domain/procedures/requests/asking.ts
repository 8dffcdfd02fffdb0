import type { UnitId } from '../../ids';
import type { Given } from '../procedure';
import { startClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import type { Ticket } from '../../ticket/ticket';
import type { ClockName, RequestName } from '../../words';

/** The clock of the hotline's decision, so that a request never eats the handling time unseen (WF-22, BJ-5). */
export const REVIEW: Readonly<Record<RequestName, ClockName>> = {
  return: 'return-review',
  extension: 'extension-review',
  // Terminating is a way to close.
  termination: 'closure-review',
};

type Asked = Omit<Extract<Fact, { type: 'requested' }>['data'], 'unit' | 'text'>;

/** A unit asks: the hotline's clock starts, and the unit's goes on. */
export const ask = (
  ticket: Ticket,
  asked: Asked,
  { now, unit, text }: Given & { readonly unit: UnitId },
): Fact[] => [
  { type: 'requested', data: { ...asked, unit, text } },
  ...startClock(ticket, REVIEW[asked.request], now, { unit }),
];
