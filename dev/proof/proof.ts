import type { Verdict } from './claims';

/** What was taken away from the project, and which tests noticed. */
export interface Proof {
  /** Relative to the project's root. */
  readonly file: string;
  readonly line: number;
  /** The rulebook's keys, or the declaration. */
  readonly name: string;
  /** What was done to it. */
  readonly change: string;
  /** One of each rule that it cites. */
  readonly verdicts: readonly Verdict[];
}

/** Each rule that it cites has a test of its own that fails without it. */
export const isProven = ({ verdicts }: Proof): boolean => verdicts.every(({ proof }) => proof !== undefined);

/** What is not proven of it, in one line. */
export const survivorText = ({ file, line, name, change, verdicts }: Proof): string =>
  `${file}:${line} ${name} (${change}): ${unproven(verdicts).join('；')}`;

export const unproven = (verdicts: readonly Verdict[]): string[] =>
  verdicts
    .filter(({ proof }) => proof === undefined)
    .map(({ rule, claims }) => (claims === 0 ? `${rule} 没有测试` : `${rule} 的 ${claims} 个测试都没有发现`));
