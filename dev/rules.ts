import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './cache';
import { reason, say } from './progress';
import { codeTags } from './rules/code-tags';
import { ruleIds, type RuleIds } from './rules/rule-ids';
import { isAboutService, readRuleList, type Section } from './rules/rule-list';
import { type Evidence, rulePage } from './rules/rule-page';
import { rulebookTags } from './rules/rulebook-tags';
import type { Tag } from './rules/tag';
import { testTags } from './rules/test-tags';

const LIST = 'docs/rules.yaml';
const PAGE = 'docs/rules.md';
const CODE = ['domain', 'config', 'keys', 'engine', 'workflows', 'activities', 'storage', 'api'];

/** What the project says of the rules, and what is wrong with that. */
export interface RuleReport {
  /** docs/rules.md as it should be. */
  readonly page: string;
  /** One a line, for the person who mends it; of the page's age {@link checkRules} tells. */
  readonly problems: readonly string[];
}

/** Gathers every tag of the project at `root`, and holds them against its list of rules. */
export function reportRules(root: string): RuleReport {
  const sections = readRuleList(join(root, LIST));
  const idsIn = ruleIds(sections.map(({ prefix }) => prefix));
  const evidence = gather(root, idsIn);
  return { page: rulePage(sections, evidence), problems: problemsOf(sections, evidence) };
}

/** All that is wrong: rules without a place or a test, tags of unknown rules, a page that is out of date. */
export function checkRules(root: string): string[] {
  const { page, problems } = reportRules(root);
  const path = join(root, PAGE);
  const kept = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return [...problems, ...(kept === page ? [] : [`${PAGE} is out of date: npm run rules`])];
}

function gather(root: string, idsIn: RuleIds): Evidence {
  const tagsOf = (folder: string, ending: string, read: typeof codeTags): Tag[] =>
    filesUnder(root, folder, ending).flatMap((file) =>
      read(file, readFileSync(join(root, file), 'utf8'), idsIn),
    );
  return {
    places: [
      ...tagsOf('config/rulebooks', '.yaml', rulebookTags),
      ...tagsOf('config/occasions', '.yaml', rulebookTags),
      ...CODE.flatMap((folder) => tagsOf(folder, '.ts', codeTags)),
    ],
    tests: tagsOf('test', '.test.ts', testTags),
  };
}

function filesUnder(root: string, folder: string, ending: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function problemsOf(sections: readonly Section[], { places, tests }: Evidence): string[] {
  const rules = sections.flatMap((section) => section.rules);
  const known = new Set(rules.map(({ id }) => id));
  const placed = new Set(places.map(({ rule }) => rule));
  const proven = new Set(tests.map(({ rule }) => rule));
  const lacking = rules
    .filter((rule) => !isAboutService(rule))
    .flatMap(({ id }) => [
      ...(placed.has(id) ? [] : [`${id}: no rulebook line and no declaration cites it`]),
      ...(proven.has(id) ? [] : [`${id}: no test names it`]),
    ]);
  const unknown = [...places, ...tests]
    .filter(({ rule }) => !known.has(rule))
    .map(({ rule, file, name }) => `${rule}: not in ${LIST}, but in ${file}: ${name}`);
  return [...lacking, ...unknown];
}

function main(): void {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const problems = values.check ? checkRules(projectRoot) : written();
  for (const problem of problems) say(problem);
  if (values.check && problems.length > 0) process.exitCode = 1;
}

/** Writes the page, also where it has gaps: it shows them. */
function written(): readonly string[] {
  const { page, problems } = reportRules(projectRoot);
  writeFileSync(join(projectRoot, PAGE), page);
  return problems;
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    say(`${reason(error)}\n\nnpm run rules [-- --check]`);
    process.exitCode = 1;
  }
}
