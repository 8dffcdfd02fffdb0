import { basename } from 'node:path/posix';
import { isAboutService, type Rule, type Section } from './rule-list';
import type { Tag } from './tag';

/** Where each rule is carried out, and what proves it. */
export interface Evidence {
  readonly places: readonly Tag[];
  readonly tests: readonly Tag[];
}

const HEAD = `# 规则对照表

五个市的法规里与工单有关的每一条规则：由规则文件的哪一行、代码的哪一处落实，由哪个测试验证。一个市一张表，最前面是各市通用的时限算法。

本页由 \`npm run rules\` 生成，不要手改。编号和概括来自 [rules.yaml](rules.yaml)，其余取自标注：规则文件（\`config/rulebooks/\`）里的
\`source\` 和 \`note\`，代码的注释和字符串，测试的名称。\`npm run rules -- --check\` 检查：每条规则都有落实和验证，标注的编号都在清单里，本页没有过时。`;

/** docs/rules.md: links in it are relative to that folder. */
export function ruleTable(sections: readonly Section[], evidence: Evidence): string {
  const of = (tags: readonly Tag[], { id }: Rule) => tags.filter(({ rule }) => rule === id);
  const tables = sections.map(({ title, rules }) =>
    [
      `## ${title}`,
      '',
      '| 规则 | 内容 | 落实 | 验证 |',
      '|---|---|---|---|',
      ...rules
        .filter((rule) => !isAboutService(rule))
        .map((rule) => {
          const places = placesCell(of(evidence.places, rule));
          const tests = namesCell(of(evidence.tests, rule), (name) => `“${name}”`);
          return `| ${rule.id} | ${cell(rule.title)} | ${places} | ${tests} |`;
        }),
    ].join('\n'),
  );
  const left = sections
    .flatMap(({ rules }) => rules)
    .filter(isAboutService)
    .map(({ id, title, why }) => `| ${id} | ${cell(title)} | ${cell(why)} |`);
  const last = [
    '## 不在工单上的规则',
    '',
    '下列各条要求的是热线服务本身，不列入上面的表。',
    '',
    '| 规则 | 内容 | 为什么不列入 |',
    '|---|---|---|',
    ...left,
  ].join('\n');
  return `${[HEAD, ...tables, last].join('\n\n')}\n`;
}

const MISSING = '**缺**';

function placesCell(tags: readonly Tag[]): string {
  const lines = byFile(tags.filter(({ line }) => line !== undefined)).map(([file, found]) =>
    found
      .filter(({ name }, i) => found.findIndex((it) => it.name === name) === i)
      .map(({ line, name }, i) => {
        const text = i === 0 ? `${basename(file)}:${line}` : `:${line}`;
        return `[${text}](../${file}#L${line}) \`${name}\``;
      })
      .join('、'),
  );
  const code = namesCell(
    tags.filter(({ line }) => line === undefined),
    (name) => `\`${name}\``,
  );
  return [...lines, ...(code === MISSING ? [] : [code])].join('<br>') || MISSING;
}

const namesCell = (tags: readonly Tag[], shown: (name: string) => string): string =>
  byFile(tags)
    .map(([file, found]) => {
      const names = [...new Set(found.map(({ name }) => shown(cell(name))))];
      return `[${file}](../${file})：${names.join('、')}`;
    })
    .join('<br>') || MISSING;

function byFile(tags: readonly Tag[]): [string, Tag[]][] {
  const files = new Map<string, Tag[]>();
  for (const tag of tags) files.set(tag.file, [...(files.get(tag.file) ?? []), tag]);
  return [...files];
}

/** Text that breaks no table and no markup. */
const cell = (text: string): string => text.replace(/\s+/g, ' ').replace(/[|*<`\\]/g, '\\$&');
