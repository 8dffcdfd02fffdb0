import type { UnitId } from '../../ids';
import type { CommandOf } from '../command';
import type { DispatchRule } from '../../law/rules';
import type { Ticket, UnitRef } from '../../ticket/ticket';

/** Units, by their ids, that a rule adds to an order: the districts of streets (BJ-3), and linked hotlines (JE-21). */
interface Added {
  readonly copy: readonly UnitId[];
  readonly assist: readonly UnitId[];
}

export function addedTo(working: readonly UnitRef[], { copyDistrict, linked = [] }: DispatchRule): Added {
  const links = working.flatMap(({ id }) => linked.filter(({ unit }) => unit === id));
  const districts = working.flatMap(({ level, parent }) =>
    copyDistrict && level === 'street' && parent !== undefined ? [parent] : [],
  );
  return {
    copy: [...districts, ...links.flatMap(({ copy }) => copy ?? [])],
    assist: links.flatMap(({ assist }) => assist ?? []),
  };
}

/** Units that assist and that have copies: those that the operator named, and those that the ticket's own rulebook demands; each has one part. */
export function partsOf(
  ticket: Ticket,
  { lead, assist, copy, related = [] }: CommandOf<'dispatch'>,
): { readonly assist: readonly UnitRef[]; readonly copy: readonly UnitRef[] } {
  const wanted = addedTo([lead, ...assist], ticket.law.rules.dispatch ?? {});
  const named = new Set<string>([lead, ...assist].map(({ id }) => id));
  const assisting = distinct(related.filter(({ id }) => wanted.assist.includes(id) && !named.has(id)));
  const working = new Set<string>([...named, ...assisting.map(({ id }) => id)]);
  const copies = related.filter(({ id }) => wanted.copy.includes(id));
  return {
    assist: [...assist, ...assisting],
    copy: distinct([...copy, ...copies].filter(({ id }) => !working.has(id))),
  };
}

const distinct = (units: readonly UnitRef[]): UnitRef[] =>
  units.filter(({ id }, i) => units.findIndex((it) => it.id === id) === i);
