// Units that a rulebook names by their ids, each of which stands in `units.yaml`.
import type { Rulebook } from '../../domain/law/rules';
import { isRecipientWord, keysOf, type Recipient, RECIPIENTS } from '../../domain/words';
import type { Finding } from '../finding';
import type { Units } from '../units-file';

/** What names no unit of ours, by its path in the file. */
export const unknownUnits = (file: string, book: Rulebook, units: Units): Finding[] =>
  namedIn(book)
    .filter(([, named]) => !isRecipientWord(named) && !units.byId(named))
    .map(([path, named]) => ({ file, path, expected: `expected ${expected(path)}, ${named} is none` }));

const expected = (path: string): string =>
  path.startsWith('dispatch')
    ? 'the id of a unit'
    : `one of ${keysOf(RECIPIENTS).join(', ')}, or the id of a unit`;

type Named = [path: string, named: Recipient];

function namedIn({ clocks, triggers, briefing, levels, dispatch }: Rulebook): Named[] {
  const all = (path: string, to: readonly Recipient[]): Named[] =>
    to.map((it, i) => [`${path}.to[${i}]`, it]);
  return [
    ...keysOf(clocks).flatMap((name) =>
      (clocks[name]?.ladder ?? []).flatMap(({ to }, i) => all(`clocks.${name}.ladder[${i}]`, to)),
    ),
    ...triggers.flatMap(({ to }, i) => all(`triggers[${i}]`, to)),
    ...briefing.flatMap(({ to }, i) => all(`briefing[${i}]`, to)),
    ...Object.entries(levels).flatMap(([level, { to }]): Named[] => (to ? [[`levels.${level}.to`, to]] : [])),
    ...(dispatch.linked ?? []).flatMap((link, i) =>
      (['unit', 'copy', 'assist'] as const).flatMap((key): Named[] => {
        const named = link[key];
        return named === undefined ? [] : [[`dispatch.linked[${i}].${key}`, named]];
      }),
    ),
  ];
}
