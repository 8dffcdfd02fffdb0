import { isScalar, LineCounter, parse, parseDocument, stringify, type YAMLMap } from 'yaml';
import type { RuleIds } from '../rules/rule-ids';
import { mapsIn, type RulebookMap } from '../rules/rulebook-tags';
import { changesOf, isAlone, lengthsIn, without, withoutWord, withValue } from './rulebook-edits';

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
 * out; where that would be no rulebook, together with whatever names it, or else by changing a value of it.
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

function mutations(
  book: unknown,
  { map, path, name }: RulebookMap,
  isRulebook: (text: string) => boolean,
): Mutation[] {
  const firstGood = (edits: readonly (() => unknown)[]): string | undefined => {
    for (const edit of edits) {
      const text = stringify(edit());
      if (isRulebook(text)) return text;
    }
    return undefined;
  };
  const changed = (values: readonly (readonly (string | number)[])[]): Mutation[] =>
    values.flatMap((at) =>
      changesOf(book, at).flatMap(({ from, candidates }) => {
        for (const to of candidates) {
          const text = firstGood([() => withValue(book, at, to)]);
          const own = at.slice(path.length).map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`));
          if (text !== undefined)
            return [{ name: `${name}${own.join('')}`, change: `${from} → ${to}`, text }];
        }
        return [];
      }),
    );
  if (map.has('limit')) {
    const lengths = changed(lengthsIn(book, [...path, 'limit']));
    if (lengths.length > 0) return lengths;
  }
  const id = map.get('id');
  const text = firstGood([
    () => without(book, path),
    ...(isAlone(book, path) ? [() => without(book, path.slice(0, -1))] : []),
    ...(typeof id === 'string' ? [() => withoutWord(without(book, path), id)] : []),
  ]);
  if (text !== undefined) return [{ name, change: '删去', text }];
  const values = changed(keysOf(map).map((key) => [...path, key]));
  return values.length > 0 ? values : [{ name, change: '无法删去' }];
}

const keysOf = (map: YAMLMap): string[] =>
  map.items.flatMap(({ key }) => (isScalar(key) && typeof key.value === 'string' ? [key.value] : []));
