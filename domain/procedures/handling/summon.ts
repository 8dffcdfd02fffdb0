import { startAssisting } from './assigning';
import type { CommandOf } from '../command';
import { wrongParts } from '../intake/order';
import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { leadOf, type Ticket } from '../../ticket/ticket';

/** A street that leads calls the units to its aid that it needs, each with a part and a clock of its own (吹哨报到, BJ-11). */
export const summon: Procedure<'summon'> = {
  in: ['handling'],
  by: 'lead',
  hindrance: (ticket) => {
    const rule = ticket.law.rules.dispatch?.summon;
    return rule && leadOf(ticket)?.unit.level === 'street'
      ? undefined
      : because('no-summoning', rule?.source);
  },
  wrong: (ticket, { units }) => wrongParts(ticket, units, 'units'),
  facts: (ticket, { units }: CommandOf<'summon'>, { now, unit, text }) => [
    { type: 'summoned', data: { unit, to: units, text } },
    ...units.flatMap(({ id }) => startAssisting(ticket, id, now, statutoryOf(ticket))),
  ],
};

/** The limit by law that the lead has, where it has one; what is decided from above is no law. */
export function statutoryOf(ticket: Ticket) {
  const basis = ticket.clocks.findLast(({ name }) => name === 'handling')?.basis;
  return basis?.own && !basis.decided ? basis.limit : undefined;
}
