import { Stryker } from '@stryker-mutator/core';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { branchesOf, type BranchPlan, PLAN, reportedRegion } from './branch-plan';
import type { Branch } from './tagged-branches';
import type { Claim } from '../claims';
import type { Proof } from '../proof';
import { RUNNER } from './stryker-runner';

/** Texts and tables are no branches, and a limit that is shifted by one is another branch, not one less. */
const NO_BRANCHES = ['StringLiteral', 'Regex', 'ObjectLiteral', 'ArrayDeclaration', 'EqualityOperator'];

/**
 * Takes away parts of each tagged branch by Stryker, in a copy of the project at `root`; a branch is proven by any part of it.
 * What has no part that could be taken away, such as a table of words, is no branch.
 */
export async function branchProofs(root: string, plan: BranchPlan, processes: number): Promise<Proof[]> {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-branches-'));
  const planFile = join(dir, 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));
  try {
    const mutants = await new Stryker(optionsFor(plan, planFile, dir, processes)).runMutationTest();
    return plan.branches.flatMap((branch) => {
      const mine = mutants.filter((mutant) => mutant.status !== 'Ignored' && breaks(root, mutant, branch));
      return mine.length === 0 ? [] : [branchProof(branch, mine, plan.claims)];
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const optionsFor = (
  { branches }: BranchPlan,
  planFile: string,
  dir: string,
  processes: number,
): PartialStrykerOptions => ({
  [PLAN]: planFile,
  mutate: branches.map(
    ({ file, start, end }) => `${file}:${start.line}:${start.column}-${end.line}:${end.column}`,
  ),
  mutator: { plugins: null, excludedMutations: NO_BRANCHES },
  testRunner: RUNNER,
  plugins: [join(__dirname, 'stryker-runner.js')],
  coverageAnalysis: 'off',
  concurrency: processes,
  tempDirName: join(dir, 'sandbox'),
  ignorePatterns: ['/dist', '/docs', '/web', '/bench', '/.data', '/test/histories'],
  // Both would want TypeScript's own parser, which TypeScript 7 has not; jest's transformer knows no types anyway.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  reporters: ['progress-append-only'],
  logLevel: 'error' as never,
  allowConsoleColors: false,
  timeoutMS: 30_000,
  timeoutFactor: 0.5,
});

const breaks = (root: string, { fileName, location }: MutantResult, branch: Branch): boolean =>
  branchesOf({ branches: [branch] }, relative(root, fileName).split(sep).join('/'), reportedRegion(location))
    .length > 0;

function branchProof(
  { file, name, start, rules }: Branch,
  mutants: readonly MutantResult[],
  claims: readonly Claim[],
): Proof {
  const broken = new Set(mutants.flatMap(({ killedBy = [] }) => killedBy));
  return {
    file,
    line: start.line,
    name,
    change: `逐一改坏其中 ${mutants.length} 处`,
    verdicts: rules.map((rule) => {
      const mine = claims.filter((claim) => claim.rules.includes(rule));
      const proof = mine.find((claim) => broken.has(claim.name))?.name;
      return { rule, claims: mine.length, ...(proof !== undefined && { proof }) };
    }),
  };
}
