import type { UnitId } from '../../ids';
import type { Given } from '../procedure';
import { toldCaller } from '../handling/told';
import { startClock } from '../../ticket/clocks';
import type { DataOf, Fact } from '../../ticket/event';
import type { Ticket } from '../../ticket/ticket';
import type { ClockName, RequestName } from '../../words';

/** The clock of the hotline's decision, so that a request never eats the handling time unseen (WF-22, BJ-5). */
export const REVIEW: Readonly<Record<RequestName, ClockName>> = {
  return: 'return-review',
  extension: 'extension-review',
  // Terminating is a way to close.
  termination: 'closure-review',
  unsolvable: 'unsolvable-review',
};

type Asked = Omit<DataOf<'requested'>, 'unit' | 'text'>;

/** A unit asks: the hotline's clock starts, and the unit's goes on. The caller may have been told with it (JN-6). */
export const ask = (
  ticket: Ticket,
  asked: Asked,
  { now, unit, text }: Given & { readonly unit: UnitId },
): Fact[] => [
  { type: 'requested', data: { ...asked, unit, text } },
  ...toldCaller(ticket, asked.told, unit, now),
  ...startClock(ticket, REVIEW[asked.request], now, { unit }),
];
