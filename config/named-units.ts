import type { Rulebook } from '../domain/law/rules';
import { isRecipientWord } from '../domain/words';
import type { Finding } from './finding';
import type { Units } from './units-file';

/** Units that a rulebook names by their ids, and that `units.yaml` has none of. */
export function unknownUnits(book: Rulebook, units: Pick<Units, 'byId'>): Omit<Finding, 'file'>[] {
  return unitsNamed(book).flatMap(({ path, id }) =>
    units.byId(id) ? [] : [{ path, expected: `expected the id of a unit of units.yaml, ${id} is none` }],
  );
}

interface Named {
  readonly path: string;
  readonly id: string;
}

function unitsNamed({ levels, dispatch, clocks, triggers, briefing }: Rulebook): Named[] {
  return [
    ...Object.entries(levels).flatMap(([level, { to }]) => (to ? toUnits(`levels.${level}`, to) : [])),
    ...(dispatch.linked ?? []).flatMap((link, i) =>
      (['unit', 'copy', 'assist'] as const).flatMap((key) => {
        const id = link[key];
        return id === undefined ? [] : [{ path: `dispatch.linked[${i}].${key}`, id }];
      }),
    ),
    ...Object.entries(clocks).flatMap(([name, { ladder }]) =>
      ladder.flatMap(({ to }, i) => toUnits(`clocks.${name}.ladder[${i}]`, to)),
    ),
    ...triggers.flatMap(({ to }, i) => toUnits(`triggers[${i}]`, to)),
    ...briefing.flatMap(({ to }, i) => toUnits(`briefing[${i}]`, to)),
  ];
}

/** Of those who are told, the units that are named by their ids. */
const toUnits = (path: string, to: string | readonly string[]): Named[] =>
  typeof to === 'string'
    ? byId({ path: `${path}.to`, id: to })
    : to.flatMap((id, i) => byId({ path: `${path}.to[${i}]`, id }));

const byId = (named: Named): Named[] => (isRecipientWord(named.id) ? [] : [named]);
