import { stopClocksOf } from './assigning';
import type { Procedure } from '../procedure';
import { because, wrong } from '../refusal';
import { assignmentOf } from '../../ticket/ticket';

/** The hotline takes an assisting unit off the order, and says why (免除协办). */
export const release: Procedure<'release'> = {
  in: ['handling', 'submitted', 'callback', 'deferred'],
  by: 'anyone',
  hindrance: ({ assignments }) =>
    assignments.some(({ role }) => role === 'assist') ? undefined : because('nobody-to-release'),
  wrong: (ticket, { unit }) =>
    assignmentOf(ticket, unit)?.role === 'assist'
      ? undefined
      : wrong(because('not-of-this-order'), 'unit', because('an-assisting-unit')),
  facts: (ticket, { unit }, { now, text }) => [
    { type: 'released', data: { unit, text } },
    ...stopClocksOf(ticket, [unit], now),
  ],
};
