import type { CommandOf } from '../command';
import { orderHindrance } from '../intake/order';
import { because, type Wrong, wrong } from '../refusal';
import { leadOf, requestsOf, type Ticket, type UnitRef, workingUnits } from '../../ticket/ticket';

/** What is wrong with the unit that a decision names to have a part in the place of the one that returns it (WF-22, WF-24). */
export function wrongAssignment(
  ticket: Ticket,
  { request, approve, assign, unit, requestId }: CommandOf<'decide'>,
): Wrong | undefined {
  if (!assign) return undefined;
  if (request !== 'return')
    return wrong(because('no-return'), 'assign', because('only-for-a-return', 'WF-22'));
  const [asked] = requestsOf(ticket, request, { unit, id: requestId });
  const returning = ticket.assignments.find((it) => it.unit.id === asked?.unit);
  if (!returning) return undefined;
  if (assign.id === returning.unit.id)
    return approve
      ? wrong(because('return-is-approved'), 'assign', because('not-the-returning-unit', 'WF-22'))
      : undefined;
  if (returning.role === 'lead') return wrongLead(ticket, assign, returning.unit);
  if (assign.id === leadOf(ticket)?.unit.id)
    return wrong(because('lead-assists-itself'), 'assign', because('not-the-lead', 'WF-22'));
  return wrongAssist(ticket, assign, returning.unit);
}

function wrongLead(ticket: Ticket, assign: UnitRef, returning: UnitRef): Wrong | undefined {
  const assist = othersThan(ticket, returning, assign);
  return anotherOrder(orderHindrance(ticket, { lead: assign, assist, from: [returning] }));
}

function wrongAssist(ticket: Ticket, assign: UnitRef, returning: UnitRef): Wrong | undefined {
  const lead = leadOf(ticket)?.unit;
  if (!lead) return undefined;
  const assist = [...othersThan(ticket, returning, assign, lead), assign];
  return anotherOrder(orderHindrance(ticket, { lead, assist }));
}

const othersThan = (ticket: Ticket, ...units: readonly UnitRef[]): UnitRef[] =>
  workingUnits(ticket).filter(({ id }) => !units.some((it) => it.id === id));

const anotherOrder = (hindrance: ReturnType<typeof orderHindrance>): Wrong | undefined =>
  hindrance && wrong(because('another-order'), 'assign', hindrance);
