import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../cache';
import { reason, say, step } from '../progress';
import { branchProofs } from './branches/branch-proofs';
import { type Branch, branchesIn } from './branches/tagged-branches';
import { type Claim, claimsIn } from './claims';
import { lineProofs } from './lines/line-proofs';
import { isProven, type Proof, survivorText } from './proof';
import { proofPage } from './proof-page';
import { rulebookMutants } from './lines/shipped-rulebooks';
import { filesOf } from './sandbox';
import { startWorker, type Worker } from './workers';
import { type RuleIds, ruleIds } from '../rules/rule-ids';
import { readRuleList } from '../rules/rule-list';

const PAGE = 'docs/rules-proof.md';

/** What a run looks at; all of it, where nothing is chosen. */
interface Choice {
  /** The checkout of the project. */
  readonly root: string;
  readonly rules: readonly string[];
  readonly lines: boolean;
  readonly branches: boolean;
}

/**
 * Takes away each rulebook line that cites a rule and each tagged branch of the domain, in turn, and runs the tests that claim the
 * rule: a rule's proof is a test that fails then.
 */
async function prove({ root, rules, lines, branches }: Choice): Promise<boolean> {
  const began = Date.now();
  const idsIn = ruleIds(readRuleList(join(root, 'docs/rules.yaml')).map(({ prefix }) => prefix));
  const isChosen = (cited: { readonly rules: readonly string[] }): boolean =>
    rules.length === 0 || cited.rules.some((rule) => rules.includes(rule));
  const workers = Array.from({ length: availableParallelism() }, () => startWorker(root));
  const proofs: Proof[] = [];
  const tell = (proof: Proof): void => {
    if (!isProven(proof)) say(survivorText(proof));
  };
  try {
    const claims = await step('running all tests of the rules while nothing is taken away', () =>
      claimsOf(workers[0]!, idsIn),
    );
    if (lines) {
      const mutants = rulebookMutants(root, idsIn).filter(isChosen);
      const found = await step(`taking away ${mutants.length} rulebook lines`, () =>
        lineProofs(workers, mutants, claims, tell),
      );
      proofs.push(...found);
    }
    if (branches) {
      const tagged = taggedBranches(root, idsIn).filter(isChosen);
      const plan = { branches: tagged, claims };
      const found = await step(`taking away parts of ${tagged.length} tagged branches`, () =>
        branchProofs(root, plan, workers.length),
      );
      found.forEach(tell);
      proofs.push(...found);
    }
  } finally {
    for (const worker of workers) worker.stop();
  }
  if (rules.length === 0 && lines && branches) {
    const minutes = (Date.now() - began) / 60_000;
    writeFileSync(join(root, PAGE), proofPage(proofs, { day: today(), minutes }));
    say(PAGE);
  }
  say(`${proofs.filter(isProven).length} proven, ${proofs.filter((it) => !isProven(it)).length} not`);
  return proofs.every(isProven);
}

/** @throws where a test fails before anything is taken away: nothing could be told from it then */
async function claimsOf(worker: Worker, idsIn: RuleIds): Promise<Claim[]> {
  const answer = await worker.ask({ ask: 'all' });
  if (!('run' in answer)) throw new Error('expected how the tests went');
  const { tests, unloadable } = answer.run;
  const failed = [
    ...tests.filter((test) => test.failed).map(({ name }) => name),
    ...unloadable.map(({ file }) => file),
  ];
  if (failed.length > 0) throw new Error(`these fail before anything is taken away: ${failed.join('; ')}`);
  return claimsIn(tests, idsIn);
}

const taggedBranches = (root: string, idsIn: RuleIds): Branch[] =>
  filesOf(root)
    .filter((file) => /^domain\/.*\.ts$/.test(file))
    .flatMap((file) => branchesIn(file, readFileSync(join(root, file), 'utf8'), idsIn));

/** In +08:00, as all days here. */
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      root: { type: 'string', default: projectRoot },
      rule: { type: 'string', multiple: true, default: [] },
      lines: { type: 'boolean', default: false },
      branches: { type: 'boolean', default: false },
    },
  });
  const both = values.lines === values.branches;
  // Stryker works on the project that it is started in.
  process.chdir(values.root);
  const all = await prove({
    root: values.root,
    rules: values.rule,
    lines: both || values.lines,
    branches: both || values.branches,
  });
  if (!all) process.exitCode = 1;
}

if (require.main === module) {
  main().catch((error: unknown) => {
    say(`${reason(error)}\n\nnpm run prove [-- --rule ID …] [--lines] [--branches] [--root FOLDER]`);
    process.exitCode = 1;
  });
}
