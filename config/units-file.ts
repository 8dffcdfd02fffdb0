import { z } from 'zod';
import { type UnitId, unitId } from '../domain/ids';
import type { Succession } from '../domain/ticket/succession';
import type { UnitRef } from '../domain/ticket/ticket';
import { keysOf, UNIT_LEVELS, type UnitLevel } from '../domain/words';
import type { Categories } from './categories-file';
import { distinct, id, listOf, mapOf, oneOf, text } from './shape';

/** How a unit is reached. */
export interface Contact {
  readonly webhook?: string;
  /** Which of its webhook's secrets are good: one, and while it takes a new one, two; the first without it. */
  readonly secretGenerations?: readonly number[];
  readonly email?: string;
  /** false: its reminders come one by one. */
  readonly gather?: boolean;
}

/** A body that handles, as `units.yaml` describes it. */
export interface Unit extends UnitRef {
  /** Where its messages go; without it they wait for it in the outbox. */
  readonly contact?: Contact;
  /** What is a street's to handle (属地管理事项责任清单, WF-24): categories, or whole 大类. */
  readonly duties?: readonly string[];
  /** It was merged, renamed or closed: whose its open tickets are from now on. */
  readonly successor?: UnitId;
}

const generation = z.int('expected a number such as 2').min(1, 'expected 1 or more');

const unit = mapOf({
  id: id.transform(unitId),
  name: text,
  level: oneOf(keysOf(UNIT_LEVELS)),
  parent: id.transform(unitId).optional(),
  contact: mapOf({
    webhook: z.url({ protocol: /^https?$/, error: 'expected an address such as https://…' }).optional(),
    secretGenerations: distinct(listOf(generation, 1).max(2, 'expected two at most'), String).optional(),
    email: z.email({ pattern: z.regexes.html5Email, error: 'expected an e-mail address' }).optional(),
    gather: z.boolean('expected true or false').optional(),
  }).optional(),
  duties: distinct(listOf(text, 1), (duty) => duty).optional(),
  successor: id.transform(unitId).optional(),
});

/**
 * The schema of `units.yaml`: ids are unique, parents lead upwards to a unit that has none, successors on to one that has none,
 * and only streets have duties.
 * @param categories what duties are chosen from; undefined where their own file can't be read, which is told there
 */
export const unitsFile = (categories: Categories | undefined): z.ZodType<readonly Unit[]> =>
  mapOf({
    units: distinct(listOf(unit, 1), ({ id: it }) => it, ['id']).superRefine((units, context) => {
      const known = new Map<string, Unit>(units.map((it) => [it.id, it]));
      units.forEach((it, i) => {
        const wrong = (path: readonly (string | number)[], message: string): void =>
          context.addIssue({ code: 'custom', path: [i, ...path], message });
        for (const link of ['parent', 'successor'] as const) {
          const broken = brokenLink(known, it, link);
          if (broken) wrong([link], broken);
        }
        const above = known.get(it.parent ?? '');
        if (!it.successor && above?.successor)
          wrong(['parent'], `expected a unit that goes on, ${above.id} is succeeded by ${above.successor}`);
        if (it.duties && it.level !== 'street')
          wrong(['duties'], 'expected none: only a unit of level street has a list of duties (WF-24)');
        it.duties?.forEach((duty, at) => {
          if (categories && !categories.has(duty) && !categories.groups.includes(duty))
            wrong(['duties', at], 'expected a category of categories.yaml, or one of its 大类');
        });
      });
    }),
  }).transform(({ units }) => units);

/** What is wrong with the unit that another one names, and with where that leads. */
function brokenLink(
  known: ReadonlyMap<string, Unit>,
  from: Unit,
  link: 'parent' | 'successor',
): string | undefined {
  const named = from[link];
  if (named === undefined) return undefined;
  if (!known.has(named)) return `expected the id of a unit, ${named} is none`;
  const way = [from.id];
  for (let at: UnitId | undefined = named; at && !way.slice(1).includes(at); at = known.get(at)?.[link])
    way.push(at);
  return way.indexOf(from.id, 1) > 0 ? `expected no circle, but ${way.join(' → ')}` : undefined;
}

/** The units of a city, to look up. */
export interface Units {
  /** Those that are closed too. */
  readonly all: readonly Unit[];
  /** As the file has it, closed or not. */
  byId(id: string): Unit | undefined;
  /** Those that are not closed. */
  ofLevel(level: UnitLevel): readonly Unit[];
  /** Who does the work of a unit today: itself, or, where it is closed, the last of its successors. */
  today(id: string): Unit | undefined;
  /** The closed units whose work is this one's today, by their ids. */
  succeededBy(id: string): readonly UnitId[];
  /** What a ticket has to be told that names these units: which of them are closed, and who has their work today. */
  successions(named: readonly UnitId[]): Succession[];
}

/** What a ticket knows of a unit: never how it is reached. */
export const unitRef = ({ id: own, name, level, parent }: Unit): UnitRef => ({
  id: own,
  name,
  level,
  ...(parent ? { parent } : {}),
});

/** @param all with unique ids, and successors that lead to a unit without one, as {@link unitsFile} checks */
export function unitsOf(all: readonly Unit[]): Units {
  const known = new Map<string, Unit>(all.map((it) => [it.id, it]));
  const today = (of: string): Unit | undefined => {
    const found = known.get(of);
    return found?.successor === undefined ? found : today(found.successor);
  };
  const closed = all.filter(({ successor }) => successor !== undefined);
  return {
    all,
    byId: (wanted) => known.get(wanted),
    ofLevel: (level) => all.filter((it) => it.level === level && it.successor === undefined),
    today,
    succeededBy: (wanted) => closed.filter((it) => today(it.id)?.id === wanted).map((it) => it.id),
    successions: (named) =>
      closed.flatMap((it) => {
        const by = today(it.id);
        return by && named.includes(it.id) ? [{ unit: it.id, by: unitRef(by) }] : [];
      }),
  };
}
