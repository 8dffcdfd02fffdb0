import { z } from 'zod';
import { unitId } from '../domain/ids';
import type { UnitRef } from '../domain/ticket/ticket';
import { keysOf, UNIT_LEVELS, type UnitLevel } from '../domain/words';
import { distinct, id, listOf, mapOf, oneOf, text } from './shape';

/** A body that handles, as `units.yaml` describes it. */
export interface Unit extends UnitRef {
  /** Where its messages go; without it they wait for it in the outbox. */
  readonly contact?: { readonly webhook?: string; readonly email?: string };
}

const unit = mapOf({
  id: id.transform(unitId),
  name: text,
  level: oneOf(keysOf(UNIT_LEVELS)),
  parent: id.transform(unitId).optional(),
  contact: mapOf({
    webhook: z.url({ protocol: /^https?$/, error: 'expected an address such as https://…' }).optional(),
    email: z.email({ pattern: z.regexes.html5Email, error: 'expected an e-mail address' }).optional(),
  }).optional(),
});

/** The schema of `units.yaml`: ids are unique, and parents lead upwards to a unit that has none. */
export const unitsFile: z.ZodType<readonly Unit[]> = mapOf({
  units: distinct(listOf(unit, 1), ({ id: it }) => it, ['id']).superRefine((units, context) => {
    const parents = new Map(units.map(({ id: it, parent }) => [it, parent]));
    units.forEach(({ id: own, parent }, i) => {
      const fail = (message: string) => context.addIssue({ code: 'custom', path: [i, 'parent'], message });
      if (parent === undefined) return;
      if (!parents.has(parent)) return fail(`expected the id of a unit, ${parent} is none`);
      const way = [own];
      for (let at = parents.get(own); at !== undefined && !way.slice(1).includes(at); at = parents.get(at))
        way.push(at);
      if (way.indexOf(own, 1) > 0) fail(`expected no circle, but ${way.join(' → ')}`);
    });
  }),
}).transform(({ units }) => units);

/** The units of a city, to look up. */
export interface Units {
  readonly all: readonly Unit[];
  byId(id: string): Unit | undefined;
  ofLevel(level: UnitLevel): readonly Unit[];
}

/** @param all with unique ids, as {@link unitsFile} checks */
export function unitsOf(all: readonly Unit[]): Units {
  const known = new Map<string, Unit>(all.map((it) => [it.id, it]));
  return {
    all,
    byId: (wanted) => known.get(wanted),
    ofLevel: (level) => all.filter((it) => it.level === level),
  };
}
