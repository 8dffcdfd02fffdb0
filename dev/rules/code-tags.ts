import type { RuleIds } from './rule-ids';
import type { Tag } from './tag';

/**
 * What code says it carries out. A comment speaks of the declaration that follows it, where one does; all else of the one
 * that it stands in. Read line by line and by indentation, which the formatter keeps, as TypeScript 7 has no parser to call.
 */
export function codeTags(file: string, text: string, idsIn: RuleIds): Tag[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const rules = idsIn(line);
    if (rules.length === 0) return [];
    const name = declarationAt(lines, isComment(line) ? afterComment(lines, index) : index);
    return rules.map((rule) => ({ rule, file, name }));
  });
}

const isComment = (line: string): boolean => /^\s*(\/\/|\/\*|\*)/.test(line);

/** The line after the comment that `index` is a line of. */
function afterComment(lines: readonly string[], index: number): number {
  let next = index;
  while (next < lines.length && (isComment(lines[next]!) || lines[next]!.trim() === '')) next++;
  return next < lines.length ? next : index;
}

const OUTERMOST =
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|interface|type|class|enum) (\w+)/;
const MEMBER = /^ {2}(?:(?:readonly|override|private|static|async) )*'?([\w-]+)'?[?]?(?:[:(<]| \()/;
/** A case of a union goes by its discriminant. */
const CASE = /^ {2}\| \{[^]*?\btype: ((?:'[\w-]+'(?: \| )?)+)/;
/** A function's inside has parameters and statements, and no members. */
const FUNCTION = /^(?:export )?(?:default )?(?:async )?function|= (?:async )?[(<]|=>/;

/** `Outermost`, or `Outermost.member` of an interface, a union, a class or an object. */
function declarationAt(lines: readonly string[], index: number): string {
  let member = CASE.exec(lines.slice(index, index + 2).join('\n'))?.[1]?.replace(/'/g, '');
  for (let i = index; i >= 0; i--) {
    const line = lines[i]!;
    if (isComment(line)) continue;
    const outermost = OUTERMOST.exec(line)?.[1];
    if (outermost !== undefined) {
      return member === undefined || FUNCTION.test(line) ? outermost : `${outermost}.${member}`;
    }
    if (i < index && /^\S/.test(line) && !/^[)}\]|&]/.test(line)) break;
    member ??= MEMBER.exec(line)?.[1];
  }
  return '(file)';
}
