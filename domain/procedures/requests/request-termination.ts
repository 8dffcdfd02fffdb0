import { ask } from './asking';
import type { Procedure } from '../procedure';
import { because, wrong } from '../refusal';
import { toldFaults } from '../handling/told';
import type { Ticket } from '../../ticket/ticket';

/** The lead asks to end the handling, on one of the grounds for that (WF-21). */
export const requestTermination: Procedure<'request-termination'> = {
  in: ['handling'],
  by: 'lead',
  hindrance: ({ pending }) =>
    pending.some(({ request }) => request === 'termination') ? because('termination-waits') : undefined,
  wrong: (ticket, { ground, told }, now) => {
    const expected = terminationGrounds(ticket).map(({ id }) => id);
    return expected.includes(ground)
      ? toldFaults(ticket, told, now)
      : wrong(because('unknown-ground'), 'ground', because('one-of', { expected }, 'WF-21'));
  },
  facts: (ticket, { ground, told }, given) => {
    const source = terminationGrounds(ticket).find(({ id }) => id === ground)?.source;
    return ask(ticket, { request: 'termination', ground, source, ...(told ? { told } : {}) }, given);
  },
};

/** Grounds to end the handling: those for not accepting, found later, and the rulebook's further ones (WF-21). */
function terminationGrounds(ticket: Ticket): { readonly id: string; readonly source?: string }[] {
  const { decline, termination = [] } = ticket.law.rules;
  return [...decline.filter(({ instead }) => !instead), ...termination];
}
