import { branchesIn } from '../../dev/proof/branches/tagged-branches';
import { ruleIds } from '../../dev/rules/rule-ids';

/** The branches of some code: their rules, the declaration, and from which line to which. */
const branches = (code: string): string[] =>
  branchesIn('domain/order.ts', code, ruleIds(['XX'])).map(
    ({ rules, name, start, end }) => `${rules.join()} ${name} ${start.line}–${end.line}`,
  );

test.each([
  ['a function', '/** (XX-1) */\nexport function ask(): void {\n  go();\n}', 'XX-1 ask 2–4'],
  ['a member of an object', 'const cause = {\n  // (XX-1)\n  rule: () => 1,\n};', 'XX-1 cause 3–3'],
  ['a statement', 'const ask = () => {\n  // (XX-1)\n  if (a) {\n    b();\n  }\n  c();\n};', 'XX-1 ask 3–5'],
  ['a part of a condition', 'const ask = () =>\n  a &&\n  // (XX-1)\n  b(\n    c,\n  );', 'XX-1 ask 4–6'],
])('a comment speaks of what follows it: %s', (_, code, found) => expect(branches(code)).toEqual([found]));

test.each([
  [
    'a condition that refuses',
    "function ask() {\n  if (a)\n    return because('no', 'XX-1');\n  b();\n}",
    'XX-1 ask 2–3',
  ],
  [
    'one of two cases',
    "const ask = () => {\n  go();\n  return a\n    ? why('XX-1')\n    : b;\n};",
    'XX-1 ask 3–5',
  ],
  ['a text with values', 'const ask = (a: string) =>\n  a && `${a}（XX-1）`;', 'XX-1 ask 2–2'],
  ['a comment behind it', 'function ask() {\n  if (a) b(); // (XX-1)\n  c();\n}', 'XX-1 ask 2–2'],
])('an id in the code speaks of the branch around it: %s', (_, code, found) =>
  expect(branches(code)).toEqual([found]),
);

test('a branch that is named twice is one, with the rules of both', () =>
  expect(branches("// (XX-1)\nconst ask = () => why('XX-2');")).toEqual(['XX-1 ask 2–2', 'XX-2 ask 2–2']));

test('types carry nothing out', () =>
  expect(
    branches(
      '/** (XX-1) */\nexport interface Order {\n  /** (XX-2) */\n  readonly fixed?: true;\n}\n// (XX-3)\nexport type A = 1;',
    ),
  ).toEqual([]));
