import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../dev/cache';
import { checkRules, reportRules } from '../../dev/rules';

test('each rule about a ticket has its place and its test, and docs/rules.md says so', () => {
  expect(checkRules(projectRoot)).toEqual([]);
});

/** Of a city that is not one of ours, so that nothing here counts for a rule of theirs. */
const LIST = `
sections:
  - prefix: XX
    title: 某市
    rules:
      - { id: XX-20, title: 五个工作日 }
      - { id: XX-22, title: 退回 }
      - { id: XX-27, title: 考核, about: service, why: 由许多工单汇总而来 }
`;
const RULEBOOK = `id: somewhere
clocks:
  handling:
    limit: 5 workdays
    source: XX-20
    ladder:
      - { after: 0, do: urge, set: local, note: XX-22 未规定时限 }
`;
const CODE = `
/** Asks to give the ticket back (XX-22). */
export function request(): void {}
`;
const TEST = `
describe('given an order', () => {
  test('XX-20: it is due', () => {});
  test('it may be returned (XX-22)', () => {});
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
    'config/rulebooks/somewhere.yaml': RULEBOOK,
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

/** What is wrong in a project besides the age of its page. */
const problems = (files?: Record<string, string>) => reportRules(project(files)).problems;
/** What a project's page says of a rule, below its heading. */
const entry = (rule: string, files?: Record<string, string>) =>
  reportRules(project(files))
    .page.split(/^#{2,3} /m)
    .find((part) => part.startsWith(`${rule}\n`));
const noTest = (rule: string) => `${rule}: no test names it`;
const noPlace = (rule: string) => `${rule}: no rulebook line and no declaration cites it`;

describe('the check fails', () => {
  test('when no rulebook and no code cites a rule', () =>
    expect(problems({ 'config/rulebooks/somewhere.yaml': 'id: somewhere' })).toEqual([noPlace('XX-20')]));

  test('when no test names a rule', () =>
    expect(problems({ 'test/domain/story.test.ts': "test('XX-20: it is due', () => {});" })).toEqual([
      noTest('XX-22'),
    ]));

  test('when a test that names it is skipped, or only its body does', () => {
    const skipped = TEST.replace("test('it", "test.skip('it");
    expect(problems({ 'test/domain/story.test.ts': skipped })).toEqual([noTest('XX-22')]);
    const body = TEST.replace(" (XX-22)', () => {}", "', () => say('XX-22')");
    expect(problems({ 'test/domain/story.test.ts': body })).toEqual([noTest('XX-22')]);
    const group = `describe.skip('XX-22', () => {\n  test('XX-22: it is returned', () => {});\n});\ntest('XX-20', () => {});`;
    expect(problems({ 'test/domain/story.test.ts': group })).toEqual([noTest('XX-22')]);
  });

  test('when a rulebook, code or a test names a rule that the list has not', () =>
    expect(
      problems({
        'config/rulebooks/other.yaml': 'callback: { source: XX-97 }',
        'api/door.ts': '/** A door (XX-98). */\nexport const door = 1;',
        'test/api/door.test.ts': "test('XX-99: it opens', () => {});",
      }),
    ).toEqual([
      'XX-97: not in docs/rules.yaml, but in config/rulebooks/other.yaml: callback',
      'XX-98: not in docs/rules.yaml, but in api/door.ts: door',
      'XX-99: not in docs/rules.yaml, but in test/api/door.test.ts: XX-99: it opens',
    ]));

  test('when the page is missing or out of date', () => {
    const root = project();
    const old = ['docs/rules.md is out of date: npm run rules'];
    expect(checkRules(root)).toEqual(old);
    const { page } = reportRules(root);
    writeFileSync(join(root, 'docs/rules.md'), page);
    expect(checkRules(root)).toEqual([]);
    writeFileSync(join(root, 'docs/rules.md'), page.replace('request', 'demand'));
    expect(checkRules(root)).toEqual(old);
  });

  test('when the list has an id twice, or leaves a rule out without a reason', () => {
    const twice = LIST.replace('XX-22', 'XX-20');
    expect(() => problems({ 'docs/rules.yaml': twice })).toThrow('XX-20 is there twice');
    const reasonless = LIST.replace(', why: 由许多工单汇总而来', '');
    expect(() => problems({ 'docs/rules.yaml': reasonless })).toThrow();
  });
});

describe('the page', () => {
  test('says what a rule demands, which declaration and which rulebook line carry it out, and which test proves it', () => {
    expect(entry('XX-20')).toBe(
      'XX-20\n\n五个工作日\n\n' +
        '- 规则文件\n  - [somewhere.yaml:5](../config/rulebooks/somewhere.yaml#L5) `clocks.handling.limit`\n' +
        '- 验证\n  - “XX-20: it is due” [domain/story](../test/domain/story.test.ts)\n\n',
    );
    expect(entry('XX-22')).toContain('`clocks.handling.ladder[0].urge`\n');
    expect(entry('XX-22')).toContain('- 落实\n  - [domain/requests.ts](../domain/requests.ts) `request`\n');
  });

  test('leads from its head to each rule, and leaves out none', () => {
    const { page } = reportRules(project());
    expect(page).toContain('- 某市：[XX-20](#xx-20) [XX-22](#xx-22)\n');
    expect(page.match(/^### .*/gm)).toEqual(['### XX-20', '### XX-22']);
  });

  test('shows a gap as one, and what is not about a ticket with its reason', () => {
    expect(entry('XX-22', { 'test/domain/story.test.ts': '' })).toMatch(/- 验证：\*\*缺\*\*\n\n$/);
    expect(entry('XX-20', { 'config/rulebooks/somewhere.yaml': 'id: somewhere' })).toContain(
      '\n- 落实：**缺**\n',
    );
    expect(reportRules(project()).page).toContain('\n| XX-27 | 考核 | 由许多工单汇总而来 |\n');
  });

  test('shows a handful of tests, those first that name the rule themselves; of the others how many and where', () => {
    const named = (id: string) => `test('${id}: it is due', () => {});\n`;
    const files = {
      'test/api/many.test.ts': [1, 2, 3].map((n) => `test('XX-20: way ${n}', () => {});`).join('\n'),
      'test/service/all.test.ts': `describe('XX-20', () => {\n  test('a', () => {});\n});\n${named('XX-20')}`,
      'test/domain/rows.test.ts': "test.each([['XX-20', 1]])('%s is due', () => {});",
    };
    expect(entry('XX-20', files)?.split('- 验证\n')[1]).toBe(
      [
        '  - “XX-20: it is due” [domain/story](../test/domain/story.test.ts)',
        '  - “XX-20: way 1” [api/many](../test/api/many.test.ts)',
        '  - “XX-20: way 2” [api/many](../test/api/many.test.ts)',
        '  - “XX-20: way 3” [api/many](../test/api/many.test.ts)',
        '  - 另有 3 个：[service/all](../test/service/all.test.ts)、[domain/rows](../test/domain/rows.test.ts)',
        '\n',
      ].join('\n'),
    );
  });

  test.each([
    ['a property', 'export interface Order {\n  /** (XX-22) */\n  readonly fixed?: true;\n}', 'Order.fixed'],
    [
      'a case of a union',
      "export type Fact =\n  /** (XX-22) */\n  | {\n      readonly type: 'assigned';\n    };",
      'Fact.assigned',
    ],
    [
      'what a function does',
      'const refuse = (\n  ticket: object,\n) => {\n  // (XX-22)\n  go();\n};',
      'refuse',
    ],
    ['a value', "export const cause = {\n  rule: 'XX-22',\n};", 'cause.rule'],
    ['the comment of more lines', '/**\n * Asks (XX-22).\n * And more.\n */\nconst ask = 1;', 'ask'],
  ])('names %s', (_, code, name) =>
    expect(entry('XX-22', { 'domain/requests.ts': code })).toContain(`domain/requests.ts) \`${name}\`\n`),
  );

  test.each([
    [
      'a group, once',
      `describe('XX-20, XX-22', () => {\n  test('a', () => {});\n  test('b', () => {});\n});`,
      'XX-20, XX-22',
    ],
    ['a range', `test('XX-20 … XX-22: all', () => {});`, 'XX-20 … XX-22: all'],
    [
      'the rows of a table',
      `describe('due', () => {\n  test.each([\n    ['XX-22', 1],\n    ['XX-20: a', 2],\n  ])('%s', () => {});\n});`,
      'due › …',
    ],
    [
      'a table with a name',
      `const rows = [\n  ['a', 'told XX-22'],\n  ['b (XX-20)', 'x'],\n];\ntest.each(rows)('is due', () => {});`,
      'is due',
    ],
    ['a name on a line of its own', "test(\n  `XX-22, XX-20: ${'x'}`,\n  () => {},\n);", 'XX-22, XX-20: …'],
  ])('counts %s', (_, tests, name) => {
    // A range covers an id that this project's list has not.
    for (const rule of ['XX-20', 'XX-22'])
      expect(entry(rule, { 'test/domain/story.test.ts': tests })?.split('- 验证\n')[1]).toBe(
        `  - “${name}” [domain/story](../test/domain/story.test.ts)\n\n`,
      );
  });

  test('takes no id of a table’s test data for a rule that is proven', () => {
    const data = `test.each([['limit: 1 days, source: XX-22', 1]])('%s', () => {});\ntest('XX-20', () => {});`;
    expect(problems({ 'test/domain/story.test.ts': data })).toEqual([noTest('XX-22')]);
  });
});
