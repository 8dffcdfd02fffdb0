import type { UnitId } from '../../ids';
import type { CommandOf } from '../command';
import type { DispatchRule } from '../../law/rules';
import type { Ticket, UnitRef } from '../../ticket/ticket';

/** Units, by their ids, that a rule wants to have copies of an order: the districts of streets (BJ-3), and linked hotlines (JE-21). */
export const copiesWanted = (
  working: readonly UnitRef[],
  { copyDistrict, linked = [] }: DispatchRule,
): UnitId[] =>
  working.flatMap(({ id, level, parent }) => [
    ...(copyDistrict && level === 'street' && parent !== undefined ? [parent] : []),
    ...linked.filter(({ unit }) => unit === id).map(({ copy }) => copy),
  ]);

/** Copies that the operator named, and those that the ticket's own rulebook demands; a unit has one part in an order. */
export function copiesOf(
  ticket: Ticket,
  { lead, assist, copy, related = [] }: CommandOf<'dispatch'>,
): UnitRef[] {
  const wanted = copiesWanted([lead, ...assist], ticket.law.rules.dispatch ?? {});
  const named = new Set([lead, ...assist, ...copy].map(({ id }) => id));
  const added = related.filter(
    ({ id }, i) => wanted.includes(id) && !named.has(id) && firstOf(related, id) === i,
  );
  return [...copy, ...added];
}

const firstOf = (units: readonly UnitRef[], id: UnitId): number => units.findIndex((it) => it.id === id);
