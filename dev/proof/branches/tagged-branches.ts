import { parse } from '@babel/parser';
import type { RuleIds } from '../../rules/rule-ids';

/** A place in a file: lines from 1, columns from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Region {
  readonly start: Place;
  readonly end: Place;
}

/** Code that says which rules it carries out. */
export interface Branch extends Region {
  readonly rules: readonly string[];
  /** Relative to the project's root. */
  readonly file: string;
  /** The declaration that it is, or is part of. */
  readonly name: string;
}

/** A node of the syntax tree, as far as it is read here. */
interface Node extends Region {
  readonly type: string;
  readonly parent?: Node;
  /** The text of a string, or of a piece of a template. */
  readonly text?: string;
  /** What a declaration declares. */
  readonly declares?: string;
}

/**
 * The tagged branches of a file. A comment speaks of what follows it; a comment behind code, and a rule's id in a string, of the
 * branch that they stand in. Types carry nothing out.
 */
export function branchesIn(file: string, text: string, idsIn: RuleIds): Branch[] {
  const { nodes, comments } = read(text);
  const lines = text.split('\n');
  const found = [
    ...comments.map((comment) => {
      const behindCode = lines[comment.start.line - 1]!.slice(0, comment.start.column).trim() !== '';
      return {
        rules: idsIn(comment.text),
        node: behindCode ? branchAround(innermostBefore(nodes, comment)) : following(nodes, comment),
      };
    }),
    ...nodes
      .filter(({ text }) => text !== undefined)
      .map((node) => ({ rules: idsIn(node.text ?? ''), node: branchAround(node) })),
  ];
  const branches = new Map<string, Branch>();
  for (const { rules, node } of found) {
    if (!node || rules.length === 0 || isType(node)) continue;
    const { start, end } = node;
    const key = `${start.line}:${start.column}-${end.line}:${end.column}`;
    const all = [...new Set([...(branches.get(key)?.rules ?? []), ...rules])];
    branches.set(key, { rules: all, file, name: nameOf(node), start, end });
  }
  return [...branches.values()].toSorted((a, b) => a.start.line - b.start.line);
}

export const isWithin = (inner: Region, outer: Region): boolean =>
  !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);

const isBefore = (a: Place, b: Place): boolean =>
  a.line < b.line || (a.line === b.line && a.column < b.column);

const TYPE = /^TS(?!NonNull|As|Satisfies)/;
const isType = (node: Node): boolean => {
  for (let it: Node | undefined = node; it; it = it.parent) if (TYPE.test(it.type)) return true;
  return node.type === 'ImportDeclaration';
};

/** The widest node that begins first after a comment, and within what the comment stands in. */
function following(nodes: readonly Node[], comment: Region): Node | undefined {
  const later = nodes.filter(({ start }) => !isBefore(start, comment.end));
  return later.toSorted((a, b) =>
    isBefore(a.start, b.start) ? -1 : isBefore(b.start, a.start) ? 1 : isBefore(a.end, b.end) ? 1 : -1,
  )[0];
}

const innermostBefore = (nodes: readonly Node[], comment: Region): Node | undefined =>
  nodes.filter(({ start, end }) => start.line === comment.start.line && !isBefore(comment.start, end)).at(0);

const BRANCH =
  /^(?:IfStatement|SwitchCase|ConditionalExpression|LogicalExpression|.*Function.*|ObjectMethod|ClassMethod)$/;

/** The nearest condition, case or function around a node; at the top of a file the whole statement. */
function branchAround(node: Node | undefined): Node | undefined {
  let it = node;
  while (it && !BRANCH.test(it.type) && it.parent?.type !== 'Program') it = it.parent;
  return it;
}

function nameOf(node: Node): string {
  let name = '';
  for (let it: Node | undefined = node; it; it = it.parent) name = it.declares ?? name;
  return name === '' ? '(file)' : name;
}

interface BabelNode {
  readonly type: string;
  readonly loc: Region;
  readonly value?: unknown;
  readonly id?: { readonly name?: string } | null;
  readonly declarations?: readonly { readonly id: { readonly name?: string } }[];
  readonly declaration?: BabelNode | null;
}

function read(text: string): { nodes: Node[]; comments: (Region & { text: string })[] } {
  const ast = parse(text, { sourceType: 'module', plugins: ['typescript'] });
  const nodes: Node[] = [];
  const visit = (value: unknown, parent?: Node): void => {
    if (Array.isArray(value)) value.forEach((item) => visit(item, parent));
    if (!isNode(value)) return;
    const node = nodeOf(value, parent);
    if (node.type !== 'Program' && node.type !== 'File') nodes.push(node);
    for (const [key, child] of Object.entries(value)) if (!/[cC]omments$|^loc$/.test(key)) visit(child, node);
  };
  visit(ast.program);
  return {
    nodes,
    comments: (ast.comments ?? []).flatMap(({ value, loc }) =>
      loc ? [{ text: value, ...placed(loc) }] : [],
    ),
  };
}

const isNode = (value: unknown): value is BabelNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'loc' in value;

const placed = ({ start, end }: Region): Region => ({
  start: { line: start.line, column: start.column },
  end: { line: end.line, column: end.column },
});

function nodeOf(node: BabelNode, parent?: Node): Node {
  const { type, loc, value } = node;
  const piece = typeof value === 'object' && value !== null && 'raw' in value ? String(value.raw) : undefined;
  const written = type === 'StringLiteral' ? String(value) : type === 'TemplateElement' ? piece : undefined;
  // What is exported goes with its `export`.
  const declared = node.declaration ?? node;
  const declares = declared.id?.name ?? declared.declarations?.[0]?.id.name;
  return {
    type: node.declaration?.type ?? type,
    ...placed(loc),
    ...(parent && { parent }),
    ...(written !== undefined && { text: written }),
    ...(declares !== undefined && { declares }),
  };
}
