import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { meetClock } from '../../ticket/clocks';

/** An assisting unit gives its result; or says why it is late and how far it is, which lets the lead go on, and its clock too (BJ-7). */
export const contribute: Procedure<'contribute'> = {
  in: ['handling'],
  by: 'assisting-units',
  hindrance: ({ assignments }) =>
    assignments.some(({ role, contribution }) => role === 'assist' && contribution !== 'result')
      ? undefined
      : because('no-result-owed'),
  partHindrance: (_, own) => (own.contribution === 'result' ? because('contributed-already') : undefined),
  facts: (ticket, { parts }, { now, unit, text }) => {
    const finished = parts.includes('result');
    return [
      { type: 'contributed', data: { unit, finished, text } },
      ...(finished ? meetClock(ticket, 'assist', now, unit) : []),
    ];
  },
};
