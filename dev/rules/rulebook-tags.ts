import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { RuleIds } from './rule-ids';
import type { Tag } from './tag';

/** A map of a rulebook, with where it stands there. */
export interface RulebookMap {
  readonly map: YAMLMap;
  /** The keys and places that lead to it. */
  readonly path: readonly (string | number)[];
  /** The same as people say it. */
  readonly name: string;
}

/** Every map of a rulebook, each before those within it. */
export function mapsIn(contents: unknown): RulebookMap[] {
  const found: RulebookMap[] = [];
  const visit = (node: unknown, path: readonly (string | number)[], name: string): void => {
    if (isSeq(node))
      node.items.forEach((item, i) => visit(item, [...path, i], `${name}${itemName(item, i)}`));
    if (!isMap(node)) return;
    found.push({ map: node, path, name });
    for (const { key, value } of node.items) {
      const own = isScalar(key) ? String(key.value) : '';
      visit(value, [...path, own], name === '' ? own : `${name}.${own}`);
    }
  };
  visit(contents, [], '');
  return found;
}

/**
 * What a rulebook's values say they come from: `source`, and `note` where the source text sets no number and the city's own value
 * fills it in.
 */
export function rulebookTags(file: string, text: string, idsIn: RuleIds): Tag[] {
  const lines = new LineCounter();
  return mapsIn(parseDocument(text, { lineCounter: lines }).contents).flatMap(({ map, name }) =>
    map.items.flatMap(({ key, value }) => {
      if (!isScalar(key) || (key.value !== 'source' && key.value !== 'note')) return [];
      if (!isScalar(value) || typeof value.value !== 'string') return [];
      const { line } = lines.linePos((value as Node).range?.[0] ?? 0);
      return idsIn(value.value).map((rule) => ({ rule, file, line, name: valueOf(map, name) }));
    }),
  );
}

/** An item goes by what tells it from its neighbours, else by its place and what it does. */
function itemName(item: unknown, index: number): string {
  if (!isMap(item)) return `[${index}]`;
  const own = item.get('id') ?? item.get('on') ?? item.get('unit');
  if (typeof own === 'string') return `.${own}`;
  const act = item.get('do');
  return typeof act === 'string' ? `[${index}].${act}` : `[${index}]`;
}

/** A clock's source is that of its limit. */
const valueOf = (map: YAMLMap, path: string): string =>
  map.has('limit') && !/\]/.test(path) ? `${path}.limit` : path;
