import type { RuleIds } from './rule-ids';
import type { Tag } from './tag';

/** `describe` and `test`, also with a table; those that are skipped prove nothing. */
const CALL = /^(\s*)(describe|test|it)(\.each|\.concurrent)?(?:<.*>)?\((.*)$/;
const SKIPPED = /^(\s*)(?:describe|test|it)\.(?:skip|todo|failing)\b/;

interface Group {
  readonly indent: number;
  readonly name: string;
  readonly rules: readonly string[];
  readonly skipped?: boolean;
  /** A group is named once, by its first test. */
  told?: boolean;
}

/**
 * What tests say they prove, in their names, in their tables and in the names of the groups that they stand in. Read line by line
 * and by indentation, which the formatter keeps, as TypeScript 7 has no parser to call.
 */
export function testTags(file: string, text: string, idsIn: RuleIds): Tag[] {
  const lines = text.split('\n');
  const groups: Group[] = [];
  const tags: Tag[] = [];
  const add = (rules: readonly string[], name: string) =>
    tags.push(...rules.map((rule) => ({ rule, file, name })));
  for (const [index, line] of lines.entries()) {
    const skipped = SKIPPED.exec(line);
    const call = CALL.exec(line);
    if (!skipped && !call) continue;
    const indent = (skipped ?? call)![1]!.length;
    while (groups.length > 0 && groups.at(-1)!.indent >= indent) groups.pop();
    if (skipped) {
      groups.push({ indent, name: '', rules: [], skipped: true });
      continue;
    }
    const [, , kind, how] = call!;
    const { table, title } = argumentsOf(lines, index, call!, how === '.each');
    const rules = [...new Set([...idsIn(title), ...citedIn(table, idsIn)])];
    // A name that begins with a value of its table says too little alone.
    const group = title.startsWith('%') ? groups.at(-1)?.name : undefined;
    const name = group === undefined ? title : `${group} › ${title}`;
    if (kind === 'describe') groups.push({ indent, name, rules });
    else if (!groups.some((group) => group.skipped)) {
      add(rules, name);
      for (const group of groups.filter(({ told }) => !told)) {
        group.told = true;
        add(group.rules, group.name);
      }
    }
  }
  return tags;
}

/** The name of a test, and the text of its table. */
function argumentsOf(
  lines: readonly string[],
  index: number,
  [, indent = '', , , rest = '']: RegExpExecArray,
  each: boolean,
): { table: string; title: string } {
  if (!each) return { table: '', title: firstString([rest, ...lines.slice(index + 1, index + 3)]) };
  const oneLine = rest.indexOf(')(');
  if (oneLine >= 0) {
    return {
      table: tableText(lines, rest.slice(0, oneLine)),
      title: firstString([rest.slice(oneLine + 2), ...lines.slice(index + 1, index + 3)]),
    };
  }
  const length = lines
    .slice(index + 1)
    .findIndex((line) => new RegExp(`^${indent}[^\\s].*\\)\\(`).test(line));
  if (length < 0) return { table: '', title: '' };
  const end = index + 1 + length;
  const after = lines[end]!.slice(lines[end]!.indexOf(')(') + 2);
  return {
    table: lines.slice(index, end).join('\n'),
    title: firstString([after, ...lines.slice(end + 1, end + 3)]),
  };
}

/** Ids that a value of a table begins with, ends in or has in brackets; what stands inside a longer value is test data. */
const citedIn = (table: string, idsIn: RuleIds): string[] =>
  [...table.matchAll(/(['"`])(.*?)\1/g)].flatMap(([, , value = '']) => [
    ...idsIn(/^[A-Z]+-\d+[^A-Z]*/.exec(value)?.[0] ?? ''),
    ...idsIn(/[^:] [A-Z]+-\d+$/.exec(value)?.[0] ?? ''),
    ...idsIn((value.match(/\([A-Z]+-\d[^)]*\)/g) ?? []).join(' ')),
  ]);

/** A table may stand above its test, under a name. */
function tableText(lines: readonly string[], table: string): string {
  if (!/^\w+$/.test(table)) return table;
  const start = lines.findIndex((line) => new RegExp(`^\\s*const ${table}\\b`).test(line));
  if (start < 0) return '';
  const length = lines.slice(start).findIndex((line) => /^\s*[\]}].*;$|^\s*const .*;$/.test(line));
  return lines.slice(start, start + length + 1).join('\n');
}

/** The text of the string that begins the arguments; of a string with values in it, as it is written. */
function firstString(lines: readonly string[]): string {
  const found = /^\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/.exec(lines.join('\n'));
  return (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').replace(/\\(.)/g, '$1');
}
