import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../dev/cache';

const RULEBOOK = `id: somewhere
version: "1"
title: 某市
decline:
  - { id: secrets, label: 涉及秘密, source: XX-3 }
clocks:
  handling: { limit: 5 workdays, source: XX-1 }
  dispatching: { limit: 5 minutes, source: XX-2 }
`;

/** Two branches: of one of them no test notices that it is gone. */
const DOMAIN = `/** A late order is urged (XX-1). */
export const isUrged = (days: number): boolean => days > 5;

export function isRefused(ground: string): boolean {
  // What is secret is refused (XX-3).
  if (ground === 'secrets') return true;
  return false;
}
`;

/** That of XX-2 mentions its rule, and is content with any limit. */
const TESTS = `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isRefused, isUrged } from '../../domain/order';

const book = parse(readFileSync(join(__dirname, '../../config/rulebooks/somewhere.yaml'), 'utf8'));

describe('XX-1: handling', () => {
  test('takes 5 workdays', () => expect(book.clocks.handling.limit).toBe('5 workdays'));
  test('is urged after that', () => expect([isUrged(5), isUrged(6)]).toEqual([false, true]));
});
test('XX-2: a dispatch has a limit', () => expect(book.clocks.dispatching).toBeDefined());
test('XX-3: secrets are a ground', () => expect(book.decline[0]?.id).toBe('secrets'));
test('what claims no rule proves none', () => expect(isRefused('secrets')).toBe(true));
`;

const FILES = {
  '.gitignore': 'node_modules\n',
  'package.json': '{ "type": "commonjs" }',
  'docs/rules.yaml': `sections:
  - prefix: XX
    title: 某市
    rules:
      - { id: XX-1, title: 五个工作日 }
      - { id: XX-2, title: 五分钟 }
      - { id: XX-3, title: 秘密 }
`,
  'config/rulebooks/somewhere.yaml': RULEBOOK,
  'config/units.yaml': 'units: [{ id: parks, name: 园林局, level: department }]\n',
  'domain/order.ts': DOMAIN,
  'test/domain/order.test.ts': TESTS,
};

const root = mkdtempSync(join(tmpdir(), 'huiyin-prove-'));
afterAll(() => rmSync(root, { recursive: true }));

beforeAll(() => {
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  mkdirSync(join(root, 'test/config'));
  copyFileSync(join(projectRoot, 'jest.config.js'), join(root, 'jest.config.js'));
  // Stryker looks for a folder of that name, and takes no link for one.
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(join(projectRoot, 'node_modules')))
    symlinkSync(join(projectRoot, 'node_modules', name), join(root, 'node_modules', name));
  spawnSync('git', ['init', '--quiet'], { cwd: root });
});

/** What `npm run prove` says of a small project. */
const prove = (...options: string[]) =>
  spawnSync('node', [join(projectRoot, 'dist/dev/proof/prove.js'), '--root', root, ...options], {
    encoding: 'utf8',
    timeout: 110_000,
  });

test('what a claiming test notices is proven, and what none notices is reported, on the page too', () => {
  const { status, stderr } = prove();
  expect(stderr).toContain('3 proven, 2 not');
  expect(status).toBe(1);
  const page = readFileSync(join(root, 'docs/rules-proof.md'), 'utf8');
  const survivors = page.split('## 没有得到验证的\n\n')[1]?.split('\n\n')[0]?.trim().split('\n');
  expect(survivors).toEqual([
    '- `config/rulebooks/somewhere.yaml:8` `clocks.dispatching.limit`（5 minutes → 6 minutes）：XX-2 的 1 个测试都没有发现',
    expect.stringMatching(
      /^- `domain\/order.ts:6` `isRefused`（逐一改坏其中 \d+ 处）：XX-3 的 1 个测试都没有发现$/,
    ),
  ]);
  expect(page).toContain('| `config/rulebooks/somewhere.yaml` | 3 | 2 |');
  expect(page).toContain('| `domain/order.ts` | 2 | 1 |');
  expect(page).toContain(
    '- `clocks.handling.limit`（5 workdays → 6 workdays）：XX-1 “XX-1: handling takes 5 workdays”',
  );
}, 120_000);

test('a part of it: what is chosen alone is taken away, and the page stays as it is', () => {
  writeFileSync(join(root, 'docs/rules-proof.md'), 'kept');
  const { status, stderr } = prove('--lines', '--rule', 'XX-1');
  expect(stderr).toContain('1 proven, 0 not');
  expect(status).toBe(0);
  expect(readFileSync(join(root, 'docs/rules-proof.md'), 'utf8')).toBe('kept');
});

test('where a test fails before anything is taken away, nothing is proven', () => {
  const file = join(root, 'test/domain/order.test.ts');
  writeFileSync(file, TESTS.replace("toBe('5 workdays')", "toBe('6 workdays')"));
  const { status, stderr } = prove('--lines');
  writeFileSync(file, TESTS);
  expect(status).toBe(1);
  expect(stderr).toContain('these fail before anything is taken away: XX-1: handling takes 5 workdays');
});
