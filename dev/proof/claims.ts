import type { RuleIds } from '../rules/rule-ids';
import { runTests, type TestOutcome } from './jest-run';

/** A test that says by its name which rules it proves, be it its own, its row’s or its group’s. */
export interface Claim {
  /** Relative to the project's root. */
  readonly file: string;
  readonly name: string;
  readonly rules: readonly string[];
  readonly seconds: number;
}

/** In the same order, whichever file was run first. */
export const claimsIn = (tests: readonly TestOutcome[], idsIn: RuleIds): Claim[] =>
  tests
    .flatMap(({ file, name, seconds }) => {
      const rules = idsIn(name);
      return rules.length === 0 ? [] : [{ file, name, rules, seconds }];
    })
    .toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));

/** Of one rule of what was taken away: how many tests claim it, and which of them failed. */
export interface Verdict {
  readonly rule: string;
  readonly claims: number;
  /** The first test that failed; none where the rule is not proven there. */
  readonly proof?: string;
}

/** A claim takes long from so many seconds on: random commands, and each day of centuries. */
const LONG = 1;

/**
 * Runs the tests that claim these rules in a project where something is taken away; those that take long only for rules that
 * the others leave unproven. A file that can't be loaded proves nothing.
 */
export async function verdicts(
  root: string,
  rules: readonly string[],
  claims: readonly Claim[],
): Promise<Verdict[]> {
  const proofs = new Map<string, string>();
  const quick = claims.filter(({ seconds }) => seconds < LONG);
  for (const part of [quick, claims.filter((claim) => !quick.includes(claim))]) {
    const open = rules.filter((rule) => !proofs.has(rule));
    const chosen = part.filter((claim) => claim.rules.some((rule) => open.includes(rule)));
    if (chosen.length === 0) continue;
    const { tests } = await runTests(root, {
      files: [...new Set(chosen.map(({ file }) => file))],
      names: [...new Set(chosen.map(({ name }) => name))],
    });
    const failed = new Set(tests.filter((test) => test.failed).map(({ file, name }) => `${file} ${name}`));
    for (const claim of chosen.filter(({ file, name }) => failed.has(`${file} ${name}`)))
      for (const rule of claim.rules) if (!proofs.has(rule)) proofs.set(rule, claim.name);
  }
  return rules.map((rule) => {
    const proof = proofs.get(rule);
    return {
      rule,
      claims: claims.filter((claim) => claim.rules.includes(rule)).length,
      ...(proof !== undefined && { proof }),
    };
  });
}
