import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** What the project's own linter configuration says of a file: its rule and its line a finding. */
function findings(file: string, ...options: string[]): string[] {
  const oxlint = join(root, 'node_modules', '.bin', 'oxlint');
  const { stdout } = spawnSync(oxlint, ['--format', 'json', ...options, file], {
    cwd: root,
    encoding: 'utf8',
  });
  const report: {
    diagnostics: { code: string; message: string; help?: string; labels: { span: { line: number } }[] }[];
  } = JSON.parse(stdout);
  return report.diagnostics.map(({ code, labels }) => `${code} line ${labels[0]?.span.line}`).sort();
}

describe('the linter keeps the layers of DESIGN §2 apart', () => {
  test('domain: no package, no layer of ours, no clock, no randomness, no environment', () => {
    expect(findings('test/lint/violations/domain/reads-the-clock.ts')).toEqual([
      'eslint(no-restricted-globals) line 5',
      'eslint(no-restricted-imports) line 1',
      'eslint(no-restricted-imports) line 2',
      'eslint(no-restricted-imports) line 3',
      'eslint(no-restricted-properties) line 5',
      'eslint(no-restricted-properties) line 5',
    ]);
  });

  test('workflows: no Node module, no zod, no storage, activities by `import type` only', () => {
    expect(findings('test/lint/violations/workflows/reaches-out.ts')).toEqual([
      'eslint(no-restricted-imports) line 1',
      'eslint(no-restricted-imports) line 3',
      'eslint(no-restricted-imports) line 4',
      'eslint(no-restricted-imports) line 5',
    ]);
  });

  const imported = (lines: number) =>
    Array.from({ length: lines }, (_, index) => `eslint(no-restricted-imports) line ${index + 1}`).sort();

  test('domain: no layer of ours, whichever it is, and no I/O', () => {
    expect(findings('test/lint/violations/domain/reaches-out.ts')).toEqual([
      'eslint(no-restricted-globals) line 14',
      'eslint(no-restricted-globals) line 14',
      'eslint(no-restricted-globals) line 15',
      ...imported(12),
    ]);
  });

  // Below the lines that are found, each file imports what its layer may.
  test.each([
    ['workflows/imports-a-layer', 'no layer but domain, no part of Temporal but the workflow’s', 16],
    ['config/reaches-out', 'neither the driver nor a layer but domain', 13],
    ['keys/reaches-out', 'neither the driver nor a layer but domain', 13],
    ['telemetry/reaches-out', 'neither the driver nor a layer but domain', 13],
    ['verify/reaches-out', 'nothing of ours, and of Node what hashes, reads files and arguments', 6],
    ['storage/reaches-out', 'no layer but keys and domain', 10],
    ['engine/reaches-out', 'neither the driver nor a layer above storage', 10],
    ['activities/reaches-out', 'neither the driver nor a layer above engine', 8],
    ['worker/reaches-out', 'neither the driver nor api', 6],
    [
      'api/reaches-out',
      'neither the driver, nor worker and workflows, nor the addresses of a sibling room',
      8,
    ],
    ['web/reaches-out', 'nothing but domain, and of api its types', 10],
  ])('%s: %s', (file, _, lines) => {
    expect(findings(`test/lint/violations/${file}.ts`)).toEqual(imported(lines));
  });

  test('what is there now keeps to it', () => {
    expect([...findings('domain'), ...findings('workflows'), ...findings('verify')]).toEqual([]);
  });
});

describe('the linter finds what the code everywhere leans on', () => {
  test('files that import each other', () => {
    expect(findings('test/lint/violations/base')).toEqual([
      'import(no-cycle) line 1',
      'import(no-cycle) line 1',
      'typescript(consistent-type-imports) line 1',
    ]);
  });

  test('a type imported as a value, a promise that nobody waits for, a switch that forgets a case', () => {
    expect(findings('test/lint/violations/base/forgets.ts', '--type-aware')).toEqual([
      'typescript(consistent-type-imports) line 1',
      'typescript(no-floating-promises) line 6',
      'typescript(switch-exhaustiveness-check) line 7',
    ]);
  });
});
