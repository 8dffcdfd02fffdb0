import { basename } from 'node:path/posix';
import { isAboutService, type Rule, type Section } from './rule-list';
import type { Tag } from './tag';

/** Where each rule is carried out, and what proves it. */
export interface Evidence {
  readonly places: readonly Tag[];
  readonly tests: readonly Tag[];
}

const HEAD = `# 规则对照

五个市的法规里与工单有关的每一条规则：要求什么，由代码的哪一处落实，由规则文件的哪一行引用，由哪些测试验证。最前面是各市通用的时限算法。

本页由 \`npm run rules\` 生成，不要手改。编号和概括来自 [rules.yaml](rules.yaml)，其余取自标注：代码的注释和字符串，规则文件（\`config/rulebooks/\`、\`config/occasions/\`）里的
\`source\` 和 \`note\`，测试的名称。\`npm run rules -- --check\` 检查：每条规则都有落实和验证，标注的编号都在清单里，本页没有过时。
这些测试是不是真能发现规则失效，见[规则验证](rules-proof.md)。`;

/** docs/rules.md: links in it are relative to that folder. */
export function rulePage(sections: readonly Section[], evidence: Evidence): string {
  const ofTickets = sections.map(({ title, rules }) => ({
    title,
    rules: rules.filter((rule) => !isAboutService(rule)),
  }));
  const contents = ofTickets.map(
    ({ title, rules }) => `- ${title}：${rules.map(({ id }) => `[${id}](#${id.toLowerCase()})`).join(' ')}`,
  );
  const parts = ofTickets.flatMap(({ title, rules }) => [
    `## ${title}`,
    ...rules.map((rule) => entry(rule, evidence)),
  ]);
  const others = sections
    .flatMap(({ rules }) => rules)
    .filter(isAboutService)
    .map(({ id, title, why }) => `| ${id} | ${plain(title)} | ${plain(why)} |`);
  const last = [
    '## 不在工单上的规则',
    '',
    '下列各条要求的是热线服务本身，不列在上面。',
    '',
    '| 规则 | 内容 | 为什么不列入 |',
    '|---|---|---|',
    ...others,
  ].join('\n');
  return `${[HEAD, contents.join('\n'), ...parts, last].join('\n\n')}\n`;
}

const MISSING = '**缺**';

/** One rule: what it demands, where it is carried out, and what proves it. */
function entry({ id, title }: Rule, { places, tests }: Evidence): string {
  const mine = (tags: readonly Tag[]) => tags.filter(({ rule }) => rule === id);
  const code = mine(places).filter(({ line }) => line === undefined);
  const lines = mine(places).filter(({ line }) => line !== undefined);
  return [
    `### ${id}`,
    '',
    plain(title),
    '',
    ...(code.length === 0 && lines.length === 0 ? [`- 落实：${MISSING}`] : []),
    ...listed('落实', declarations(code)),
    ...listed('规则文件', rulebookLines(lines)),
    ...(mine(tests).length === 0 ? [`- 验证：${MISSING}`] : listed('验证', proofs(mine(tests), id))),
  ].join('\n');
}

const listed = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`- ${title}`, ...items.map((item) => `  - ${item}`)];

const declarations = (tags: readonly Tag[]): string[] =>
  byFile(tags).map(([file, found]) => {
    const names = new Set(found.map(({ name }) => `\`${plain(name)}\``));
    return `${link(file, file)} ${[...names].join('、')}`;
  });

/** A value that cites a rule more than once is shown once. */
const rulebookLines = (tags: readonly Tag[]): string[] =>
  tags
    .filter(({ file, name }, i) => tags.findIndex((it) => it.file === file && it.name === name) === i)
    .map(({ file, line, name }) => `${link(`${basename(file)}:${line}`, `${file}#L${line}`)} \`${name}\``);

/** So many tests of a rule are shown by name; of the others only how many there are, and where. */
const SHOWN = 4;
/** The layers of the tests as they are run: a test of the rules themselves says more of a rule than one of the whole service. */
const LAYERS = [
  'domain',
  'config',
  'lint',
  'storage',
  'activities',
  'api',
  'workflows',
  'replay',
  'dev',
  'service',
  'faults',
];

/** Those first that name the rule themselves, and not by their table or their group; and that leave nothing open. */
function proofs(tags: readonly Tag[], id: string): string[] {
  const names = new RegExp(`${id}\\b`);
  const toldWell = ({ name }: Tag): number => (names.test(name) ? 0 : 2) + (OPEN.test(name) ? 1 : 0);
  const layer = ({ file }: Tag): number => LAYERS.indexOf(file.split('/')[1] ?? '');
  const all = tags
    .filter(({ file, name }, i) => tags.findIndex((it) => it.file === file && it.name === name) === i)
    .toSorted((a, b) => toldWell(a) - toldWell(b) || layer(a) - layer(b));
  // A single further one takes no more room than its count.
  const shown = all.length === SHOWN + 1 ? all : all.slice(0, SHOWN);
  const rest = all.slice(shown.length);
  const where = byFile(rest).map(([file]) => link(testName(file), file));
  return [
    ...shown.map(({ file, name }) => `“${said(name)}” ${link(testName(file), file)}`),
    ...(rest.length === 0 ? [] : [`另有 ${rest.length} 个：${where.join('、')}`]),
  ];
}

/** What a test puts in from its table. */
const OPEN = /%[sdijo]|\$\{[^}]*\}/;
const said = (name: string): string => plain(name.replaceAll(new RegExp(OPEN, 'g'), '…'));

const testName = (file: string): string => file.replace(/^test\//, '').replace(/\.test\.ts$/, '');

const link = (text: string, target: string): string => `[${text}](../${target})`;

function byFile(tags: readonly Tag[]): [string, Tag[]][] {
  const files = new Map<string, Tag[]>();
  for (const tag of tags) files.set(tag.file, [...(files.get(tag.file) ?? []), tag]);
  return [...files];
}

/** Text that breaks no list, no table and no markup. */
export const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[|*<`\\]/g, '\\$&');
