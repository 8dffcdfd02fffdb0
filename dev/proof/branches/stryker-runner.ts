import type { StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestRunner,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { type BranchPlan, branchesOf, PLAN, readPlan, regionOf } from './branch-plan';
import { verdicts } from '../claims';
import { runTests } from '../jest-run';

/** By this name Stryker finds it. */
export const RUNNER = 'claims';

/**
 * Tries each change that Stryker makes to tagged code by the tests alone that claim its rules; Stryker's own runner tries every
 * test that comes through it, and takes any that fails.
 */
class ClaimRunner implements TestRunner {
  constructor(
    private readonly plan: BranchPlan,
    private readonly proven: ProvenRules,
  ) {}

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Where Stryker's switches are built in and none is thrown, all tests that claim a rule hold. */
  async dryRun(): Promise<DryRunResult> {
    const { claims } = this.plan;
    const { tests, unloadable } = await runTests(process.cwd(), {
      files: [...new Set(claims.map(({ file }) => file))],
    });
    if (unloadable[0]) return { status: DryRunStatus.Error, errorMessage: unloadable[0].why };
    return {
      status: DryRunStatus.Complete,
      tests: tests.map(({ name, failed, seconds }) => ({
        id: name,
        name,
        timeSpentMs: Math.round(seconds * 1000),
        ...(failed
          ? { status: TestStatus.Failed, failureMessage: 'fails before anything is taken away' }
          : { status: TestStatus.Success }),
      })),
    };
  }

  /** A branch needs one proof of each rule: what would only prove it again is not tried. */
  async mutantRun({ activeMutant, sandboxFileName }: MutantRunOptions): Promise<MutantRunResult> {
    const root = process.cwd();
    const file = relative(root, sandboxFileName).split(sep).join('/');
    const proven = this.proven.read();
    const open = branchesOf(this.plan, file, regionOf(activeMutant.location)).flatMap((branch) =>
      branch.rules
        .map((rule) => ({ rule, entry: `${this.plan.branches.indexOf(branch)} ${rule}` }))
        .filter(({ entry }) => !proven.has(entry)),
    );
    if (open.length === 0) return { status: MutantRunStatus.Error, errorMessage: 'proven already' };
    process.env['__STRYKER_ACTIVE_MUTANT__'] = activeMutant.id;
    try {
      const found = await verdicts(root, [...new Set(open.map(({ rule }) => rule))], this.plan.claims);
      const broken = found.filter(({ proof }) => proof !== undefined);
      this.proven.add(
        open.filter(({ rule }) => broken.some((it) => it.rule === rule)).map(({ entry }) => entry),
      );
      const nrOfTests = Math.max(...found.map(({ claims }) => claims));
      const killedBy = broken.flatMap(({ proof }) => proof ?? []);
      return killedBy.length > 0
        ? { status: MutantRunStatus.Killed, killedBy, failureMessage: killedBy.join('\n'), nrOfTests }
        : { status: MutantRunStatus.Survived, nrOfTests };
    } finally {
      delete process.env['__STRYKER_ACTIVE_MUTANT__'];
    }
  }
}

/** Which rules of which branches are proven: a file beside the plan, as other processes try other changes, or take the place of this one. */
class ProvenRules {
  constructor(private readonly path: string) {}

  read(): ReadonlySet<string> {
    return new Set(existsSync(this.path) ? readFileSync(this.path, 'utf8').split('\n') : []);
  }

  add(entries: readonly string[]): void {
    appendFileSync(this.path, entries.map((entry) => `${entry}\n`).join(''));
  }
}

function claimRunner(options: StrykerOptions): TestRunner {
  const plan = String(options[PLAN]);
  return new ClaimRunner(readPlan(plan), new ProvenRules(`${plan}.proven`));
}
claimRunner.inject = tokens(commonTokens.options);

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, RUNNER, claimRunner)];

export const strykerValidationSchema = { properties: { [PLAN]: { type: 'string' } } };
