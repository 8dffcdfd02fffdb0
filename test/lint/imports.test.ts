import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** What the project's own linter configuration says of a file: `rule: message` a finding. */
function findings(file: string): string[] {
  const oxlint = join(root, 'node_modules', '.bin', 'oxlint');
  const { stdout } = spawnSync(oxlint, ['--format', 'json', file], { cwd: root, encoding: 'utf8' });
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

  test('what is there now keeps to it', () => {
    expect([...findings('domain'), ...findings('workflows')]).toEqual([]);
  });
});
