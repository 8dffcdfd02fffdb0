import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../dev/cache';
import { checkRules, reportRules } from '../../dev/rules';

test('each rule about a ticket has its place and its test, and docs/rules.md says so', () => {
  expect(checkRules(projectRoot)).toEqual([]);
});

const LIST = `
sections:
  - prefix: WF
    title: 潍坊
    rules:
      - { id: WF-20, title: 五个工作日 }
      - { id: WF-22, title: 退回 }
      - { id: WF-27, title: 考核, about: service, why: 由许多工单汇总而来 }
`;
const RULEBOOK = `id: weifang
clocks:
  handling:
    limit: 5 workdays
    source: WF-20
    ladder:
      - { after: 0, do: urge, set: local, note: WF-22 未规定时限 }
`;
const CODE = `
/** Asks to give the ticket back (WF-22). */
export function request(): void {}
`;
const TEST = `
describe('given an order', () => {
  test('WF-20: it is due', () => {});
  test('it may be returned (WF-22)', () => {});
});
`;

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A small project in which all is well, but for the files given. */
function project(files: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'huiyin-rules-'));
  folders.push(root);
  const whole = {
    'docs/rules.yaml': LIST,
    'config/rulebooks/weifang.yaml': RULEBOOK,
    'domain/requests.ts': CODE,
    'test/domain/story.test.ts': TEST,
    ...files,
  };
  for (const [file, text] of Object.entries(whole)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

/** What is wrong in a project besides the age of its table. */
const problems = (files?: Record<string, string>) => reportRules(project(files)).problems;
const row = (rule: string, files?: Record<string, string>) =>
  reportRules(project(files))
    .table.split('\n')
    .find((line) => line.startsWith(`| ${rule} |`));
const noTest = (rule: string) => `${rule}: no test names it`;
const noPlace = (rule: string) => `${rule}: no rulebook line and no declaration cites it`;

describe('the check fails', () => {
  test('when no rulebook and no code cites a rule', () =>
    expect(problems({ 'config/rulebooks/weifang.yaml': 'id: weifang' })).toEqual([noPlace('WF-20')]));

  test('when no test names a rule', () =>
    expect(problems({ 'test/domain/story.test.ts': "test('WF-20: it is due', () => {});" })).toEqual([
      noTest('WF-22'),
    ]));

  test('when a test that names it is skipped, or only its body does', () => {
    const skipped = TEST.replace("test('it", "test.skip('it");
    expect(problems({ 'test/domain/story.test.ts': skipped })).toEqual([noTest('WF-22')]);
    const body = TEST.replace(" (WF-22)', () => {}", "', () => say('WF-22')");
    expect(problems({ 'test/domain/story.test.ts': body })).toEqual([noTest('WF-22')]);
    const group = `describe.skip('WF-22', () => {\n  test('it is returned', () => {});\n});\ntest('WF-20', () => {});`;
    expect(problems({ 'test/domain/story.test.ts': group })).toEqual([noTest('WF-22')]);
  });

  test('when a rulebook, code or a test names a rule that the list has not', () =>
    expect(
      problems({
        'config/rulebooks/other.yaml': 'callback: { source: WF-97 }',
        'api/door.ts': '/** A door (WF-98). */\nexport const door = 1;',
        'test/api/door.test.ts': "test('WF-99: it opens', () => {});",
      }),
    ).toEqual([
      'WF-97: not in docs/rules.yaml, but in config/rulebooks/other.yaml: callback',
      'WF-98: not in docs/rules.yaml, but in api/door.ts: door',
      'WF-99: not in docs/rules.yaml, but in test/api/door.test.ts: WF-99: it opens',
    ]));

  test('when the table is missing or out of date', () => {
    const root = project();
    const old = ['docs/rules.md is out of date: npm run rules'];
    expect(checkRules(root)).toEqual(old);
    const { table } = reportRules(root);
    writeFileSync(join(root, 'docs/rules.md'), table);
    expect(checkRules(root)).toEqual([]);
    writeFileSync(join(root, 'docs/rules.md'), table.replace('request', 'demand'));
    expect(checkRules(root)).toEqual(old);
  });

  test('when the list has an id twice, or leaves a rule out without a reason', () => {
    const twice = LIST.replace('WF-22', 'WF-20');
    expect(() => problems({ 'docs/rules.yaml': twice })).toThrow('WF-20 is there twice');
    const reasonless = LIST.replace(', why: 由许多工单汇总而来', '');
    expect(() => problems({ 'docs/rules.yaml': reasonless })).toThrow();
  });
});

describe('the table', () => {
  test('shows places by rulebook line and by declaration, and tests by name', () => {
    expect(row('WF-20')).toBe(
      '| WF-20 | 五个工作日 | [weifang.yaml:5](../config/rulebooks/weifang.yaml#L5) `clocks.handling.limit` ' +
        '| [test/domain/story.test.ts](../test/domain/story.test.ts)：“WF-20: it is due” |',
    );
    expect(row('WF-22')).toContain('`clocks.handling.ladder[0].urge`<br>');
    expect(row('WF-22')).toContain('[domain/requests.ts](../domain/requests.ts)：`request`');
  });

  test('shows a gap as one, and what is not about a ticket with its reason', () => {
    expect(row('WF-22', { 'test/domain/story.test.ts': '' })).toMatch(/\*\*缺\*\* \|$/);
    expect(row('WF-27')).toBe('| WF-27 | 考核 | 由许多工单汇总而来 |');
  });

  test.each([
    ['a property', 'export interface Order {\n  /** (WF-22) */\n  readonly fixed?: true;\n}', 'Order.fixed'],
    [
      'a case of a union',
      "export type Fact =\n  /** (WF-22) */\n  | {\n      readonly type: 'assigned';\n    };",
      'Fact.assigned',
    ],
    [
      'what a function does',
      'const refuse = (\n  ticket: object,\n) => {\n  // (WF-22)\n  go();\n};',
      'refuse',
    ],
    ['a value', "export const cause = {\n  rule: 'WF-22',\n};", 'cause.rule'],
    ['the comment of more lines', '/**\n * Asks (WF-22).\n * And more.\n */\nconst ask = 1;', 'ask'],
  ])('names %s', (_, code, name) =>
    expect(row('WF-22', { 'domain/requests.ts': code })).toContain(`domain/requests.ts)：\`${name}\` |`),
  );

  test.each([
    [
      'a group, once',
      `describe('WF-20, WF-22', () => {\n  test('a', () => {});\n  test('b', () => {});\n});`,
      'WF-20, WF-22',
    ],
    ['a range', `test('WF-20 … WF-22: all', () => {});`, 'WF-20 … WF-22: all'],
    [
      'the rows of a table',
      `describe('due', () => {\n  test.each([\n    ['WF-22', 1],\n    ['WF-20: a', 2],\n  ])('%s', () => {});\n});`,
      'due › %s',
    ],
    [
      'a table with a name',
      `const rows = [\n  ['a', 'WF-22'],\n  ['b (WF-20)', 'x'],\n];\ntest.each(rows)('is due', () => {});`,
      'is due',
    ],
    [
      'a name on a line of its own',
      "test(\n  `WF-22, WF-20: ${'x'}`,\n  () => {},\n);",
      "WF-22, WF-20: ${'x'}",
    ],
  ])('counts %s', (_, tests, name) => {
    // A range covers an id that this project's list has not.
    expect(row('WF-20', { 'test/domain/story.test.ts': tests })).toContain(`story.test.ts)：“${name}” |`);
    expect(row('WF-22', { 'test/domain/story.test.ts': tests })).toContain(`story.test.ts)：“${name}” |`);
  });

  test('takes no id of a table’s test data for a rule that is proven', () => {
    const data = `test.each([['limit: 1 days, source: WF-22', 1]])('%s', () => {});\ntest('WF-20', () => {});`;
    expect(problems({ 'test/domain/story.test.ts': data })).toEqual([noTest('WF-22')]);
  });
});
