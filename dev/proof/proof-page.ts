import { plain } from '../rules/rule-page';
import type { Verdict } from './claims';
import { isProven, type Proof, unproven } from './proof';

const HEAD = `# 规则验证

[规则对照](rules.md)里的每一条规则，都应当有测试在它失效时报错。\`npm run prove\` 逐一拿掉规则文件（\`config/rulebooks/\`）里注明出处的每一行，
逐一改坏领域代码里标注了规则编号的每一处，每次只运行名称里带有该规则编号的测试：有测试失败，才算得到验证。

规则文件的一行：时限改成另一个长度，其余整条删去；删去后文件无效的，连同提到它的各处一并删去，或者换成相邻的一条，或者
改动它的值；再逐一删去它所附的条件、渠道等词。代码的一处由 Stryker 逐一改坏其中的条件、语句和函数，有一次被发现即可。一行或一处引用几条规则的，每条规则都要有自己的测试发现。`;

/** When a run was, and how long it took. */
export interface Run {
  readonly day: string;
  readonly minutes: number;
}

/** docs/rules-proof.md: names files without linking to them, as it need not be as new as they are. */
export function proofPage(proofs: readonly Proof[], { day, minutes }: Run): string {
  const survivors = proofs.filter((proof) => !isProven(proof));
  return `${[
    HEAD,
    `本页由 \`npm run prove\` 于 ${day} 生成，用时 ${Math.ceil(minutes)} 分钟：共 ${proofs.length} 处，${proofs.length - survivors.length} 处得到验证，${survivors.length} 处没有。`,
    table(proofs),
    '## 没有得到验证的',
    survivors.length === 0
      ? '无。'
      : survivors.map((it) => `- \`${it.file}:${it.line}\` ${entry(it)}`).join('\n'),
    '## 得到验证的',
    '每处之后是发现它的一个测试。',
    ...byFile(proofs.filter(isProven)).flatMap(([file, mine]) => [
      `### ${file}`,
      mine.map((it) => `- ${entry(it)}`).join('\n'),
    ]),
  ].join('\n\n')}\n`;
}

const table = (proofs: readonly Proof[]): string =>
  [
    '| 文件 | 引用规则的行或者代码 | 得到验证 |',
    '|---|---|---|',
    ...byFile(proofs).map(
      ([file, mine]) => `| \`${file}\` | ${mine.length} | ${mine.filter(isProven).length} |`,
    ),
  ].join('\n');

function byFile(proofs: readonly Proof[]): [string, Proof[]][] {
  const files = [...new Set(proofs.map(({ file }) => file))].toSorted();
  return files.map((file) => [file, proofs.filter((proof) => proof.file === file)]);
}

const entry = ({ name, change, verdicts }: Proof): string =>
  `\`${name}\`（${change}）：${[...proven(verdicts), ...unproven(verdicts)].join('；')}`;

const proven = (verdicts: readonly Verdict[]): string[] =>
  verdicts.flatMap(({ rule, proof }) => (proof === undefined ? [] : `${rule} “${plain(proof)}”`));
