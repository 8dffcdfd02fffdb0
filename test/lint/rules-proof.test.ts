import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../dev/cache';
import { ruleIds } from '../../dev/rules/rule-ids';
import { readRuleList } from '../../dev/rules/rule-list';

// How new it is nobody asks of it here: a whole run takes minutes.
test('docs/rules-proof.md says of which day it is, and names no rule that the list has not', () => {
  const page = readFileSync(join(projectRoot, 'docs/rules-proof.md'), 'utf8');
  expect(page).toMatch(/`npm run prove` 于 \d{4}-\d{2}-\d{2} 生成/);
  const sections = readRuleList(join(projectRoot, 'docs/rules.yaml'));
  const known = new Set(sections.flatMap(({ rules }) => rules.map(({ id }) => id)));
  const named = ruleIds(sections.map(({ prefix }) => prefix))(page);
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});
