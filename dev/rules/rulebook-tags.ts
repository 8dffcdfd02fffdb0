import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { RuleIds } from './rule-ids';
import type { Tag } from './tag';

/**
 * What a rulebook's values say they come from: `source`, and `note` where the source text sets no number and the city's own value
 * fills it in.
 */
export function rulebookTags(file: string, text: string, idsIn: RuleIds): Tag[] {
  const lines = new LineCounter();
  const tags: Tag[] = [];
  const visit = (node: unknown, path: string): void => {
    if (isSeq(node)) node.items.forEach((item, i) => visit(item, `${path}${itemName(item, i)}`));
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      visit(value, path === '' ? name : `${path}.${name}`);
      if ((name === 'source' || name === 'note') && isScalar(value) && typeof value.value === 'string') {
        const { line } = lines.linePos((value as Node).range?.[0] ?? 0);
        for (const rule of idsIn(value.value)) tags.push({ rule, file, line, name: valueOf(node, path) });
      }
    }
  };
  visit(parseDocument(text, { lineCounter: lines }).contents, '');
  return tags;
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
