import { readFileSync } from 'node:fs';
import { type Branch, isWithin, type Region } from './tagged-branches';
import type { Claim } from '../claims';

/** What the process that tries one change of the code after the other has to know. */
export interface BranchPlan {
  readonly branches: readonly Branch[];
  readonly claims: readonly Claim[];
}

/** By this key of Stryker's options it learns the path of its plan, a file of JSON. */
export const PLAN = 'proofPlan';

export const readPlan = (path: string): BranchPlan => JSON.parse(readFileSync(path, 'utf8')) as BranchPlan;

/** The branches that a change of the code breaks. */
export const branchesOf = (
  { branches }: Pick<BranchPlan, 'branches'>,
  file: string,
  changed: Region,
): readonly Branch[] => branches.filter((branch) => branch.file === file && isWithin(changed, branch));

/** Where Stryker changes code while it runs: it counts lines from 0. */
export const regionOf = ({ start, end }: Region): Region => ({
  start: { ...start, line: start.line + 1 },
  end: { ...end, line: end.line + 1 },
});

/** Where it reports to have changed code: it counts columns from 1. */
export const reportedRegion = ({ start, end }: Region): Region => ({
  start: { ...start, column: start.column - 1 },
  end: { ...end, column: end.column - 1 },
});
