import { isScalar, LineCounter, parse, parseDocument, stringify, type YAMLMap } from 'yaml';
import type { RuleIds } from '../../rules/rule-ids';
import { mapsIn, type RulebookMap } from '../../rules/rulebook-tags';
import {
  changesOf,
  isAlone,
  lengthsIn,
  neighbours,
  without,
  withoutWord,
  withValue,
  wordsIn,
} from './rulebook-edits';

/** A rulebook without one of the lines that cite a rule. */
export interface LineMutant {
  readonly rules: readonly string[];
  /** Relative to the project's root. */
  readonly file: string;
  readonly line: number;
  /** The line's keys, as people say them. */
  readonly name: string;
  /** What was done to it. */
  readonly change: string;
  /** The file without it; undefined where no way to take it away leaves a rulebook. */
  readonly text?: string;
}

type Mutation = Pick<LineMutant, 'change' | 'name' | 'text'>;

/**
 * Takes away each map of a rulebook that cites a rule: a length of a limit by changing it, one at a time, and all else by leaving it
 * out; where that would be no rulebook, together with whatever names it, or else by putting a neighbour in its place, or by changing
 * a value of it. Then each word that it holds under, such as a condition or a channel, one at a time.
 * @param isRulebook whether a text is a rulebook: a file that is refused proves nothing
 */
export function lineMutants(
  file: string,
  text: string,
  idsIn: RuleIds,
  isRulebook: (text: string) => boolean,
): LineMutant[] {
  const lines = new LineCounter();
  const book: unknown = parse(text);
  return mapsIn(parseDocument(text, { lineCounter: lines }).contents).flatMap((found) => {
    const rules = rulesOf(found.map, idsIn);
    if (rules.length === 0) return [];
    const { line } = lines.linePos(found.map.range?.[0] ?? 0);
    return mutations(book, found, isRulebook).map((mutation) => ({ rules, file, line, ...mutation }));
  });
}

/** The ids in `source`, be it one text or a list of them. */
function rulesOf(map: YAMLMap, idsIn: RuleIds): string[] {
  const source = map.get('source', true);
  return source === undefined ? [] : idsIn(isScalar(source) ? String(source.value) : String(source));
}

type Path = RulebookMap['path'];

function mutations(
  book: unknown,
  { map, path, name }: RulebookMap,
  isRulebook: (text: string) => boolean,
): Mutation[] {
  /** The first of these edits that leaves a rulebook. */
  const mutation = (change: string, at: Path, edits: readonly (() => unknown)[]): Mutation[] => {
    for (const edit of edits) {
      const text = stringify(edit());
      if (isRulebook(text)) return [{ name: `${name}${keysText(at.slice(path.length))}`, change, text }];
    }
    return [];
  };
  const changed = (values: readonly Path[]): Mutation[] =>
    values.flatMap((at) =>
      changesOf(book, at).flatMap(({ from, candidates }) => {
        const found = candidates.flatMap((to) =>
          mutation(`${from} → ${to}`, at, [() => withValue(book, at, to)]),
        );
        return found.slice(0, 1);
      }),
    );
  const whole = (): Mutation[] => {
    const id = map.get('id');
    return mutation('删去', path, [
      () => without(book, path),
      ...(isAlone(book, path) ? [() => without(book, path.slice(0, -1))] : []),
      ...(typeof id === 'string' ? [() => withoutWord(without(book, path), id)] : []),
    ]);
  };
  const replaced = (): Mutation[] =>
    neighbours(book, path)
      .flatMap((other) => mutation(`换成 ${other.key}`, path, [() => withValue(book, path, other.value)]))
      .slice(0, 1);
  const ways = [
    ...(map.has('limit') ? [() => changed(lengthsIn(book, [...path, 'limit']))] : []),
    whole,
    replaced,
    () => changed(keysOf(map).map((key) => [...path, key])),
  ];
  const line = ways.reduce<Mutation[]>((found, way) => (found.length > 0 ? found : way()), []);
  const conditions = wordsIn(book, path).flatMap((at) => mutation('删去', at, [() => without(book, at)]));
  return [...(line.length > 0 ? line : [{ name, change: '无法删去' }]), ...conditions];
}

const keysText = (keys: Path): string =>
  keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');

const keysOf = (map: YAMLMap): string[] =>
  map.items.flatMap(({ key }) => (isScalar(key) && typeof key.value === 'string' ? [key.value] : []));
