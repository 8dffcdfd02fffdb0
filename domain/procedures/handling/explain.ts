import { closeHeld } from '../closing/close';
import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';
import type { UnitId } from '../../ids';
import { isFirstEdition } from '../../law/edition';
import { meetThis } from '../../ticket/clocks';
import type { Actor, Fact } from '../../ticket/event';
import {
  assignmentOf,
  explanationsOwed,
  leadOf,
  leads,
  type OpenClock,
  type Ticket,
} from '../../ticket/ticket';

/**
 * The unit explains its result to the caller, the hotline its own service; and the hotline for a unit that has the matter no more
 * (JN-1, JN-9, WF-14). What waited for it closes.
 */
export const explain: Procedure<'explain'> = {
  in: OPEN,
  by: 'anyone',
  ownUnitsOnly: true,
  actorHindrance: (ticket, { actor }) => {
    const all = explanationsOwed(ticket);
    if (actor.role !== 'unit' || all.length === 0 || answered(ticket, actor).length > 0) return undefined;
    return all.some(({ unit }) => unit !== undefined)
      ? because('lead-only', { command: 'explain', lead: leadOf(ticket)?.unit })
      : because('hotline-explains', 'JN-1');
  },
  facts: (ticket, { actor }, { now, text }) => {
    const explained: Fact[] = [
      { type: 'explained', data: { ...(actor.role === 'unit' ? { unit: actor.unit } : {}), text } },
      ...answered(ticket, actor).flatMap((clock) => meetThis(clock, now)),
    ];
    return closeHeld(ticket, explained, now);
  },
};

/**
 * The explanations that this one gives: a unit its own, and the lead those of units that have left; the hotline its own, and where it owes
 * none, what a unit owes.
 */
function answered(ticket: Ticket, actor: Actor): OpenClock[] {
  const all = explanationsOwed(ticket);
  if (isFirstEdition(ticket.law.rules)) return all.slice(0, 1);
  if (actor.role === 'unit') {
    const hasLeft = (unit: UnitId): boolean => assignmentOf(ticket, unit) === undefined;
    return all.filter(
      ({ unit }) => unit === actor.unit || (leads(ticket, actor.unit) && unit !== undefined && hasLeft(unit)),
    );
  }
  const own = all.filter(({ unit }) => unit === undefined);
  return own.length > 0 ? own : all;
}
