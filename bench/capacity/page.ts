import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../dev/cache';
import { capacity, DEMAND } from './capacity';
import type { Measured } from './measured';
import { breaks, bytesStored, cpuOf, demanded, type Language, needs, ofOneTicket, type Row } from './rows';

/** The pages of which a part is computed, each in its language. */
export const PAGES = { en: 'docs/capacity.md', zh: 'docs/capacity.zh-CN.md' } as const;

const BEGIN = '<!-- computed: npm run capacity -->';
const END = '<!-- end of what is computed -->';

export const readMeasured = (): Measured =>
  JSON.parse(readFileSync(join(projectRoot, 'bench', 'capacity', 'measured.json'), 'utf8')) as Measured;

/** A page with its computed part as the figures have it today. @throws where it has no place for that part */
export function upToDate(page: string, language: Language, measured: Measured): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`no line ${BEGIN} … ${END}`);
  return `${before}${BEGIN}\n\n${computed(language, measured)}\n\n${END}${after}`;
}

function computed(language: Language, measured: Measured): string {
  const says = {
    en: {
      demand: '## What is asked for',
      measured: `## What one ticket takes\n\nMeasured on ${measured.day} by \`npm run footprint\`.`,
      need: '## What that needs',
      of: ['', ''],
      life: ['CPU of', 'a life', 'a rung'],
      bytes: ['a closed ticket in', 'bytes of documents + of index keys'],
      computed: ['needed', '', 'computed'],
      first: '## What breaks first',
      breaks: ['', '', 'then'],
    },
    zh: {
      demand: '## 要求',
      measured: `## 一张工单的开销\n\n${measured.day} 由 \`npm run footprint\` 测得。`,
      need: '## 需要',
      of: ['', ''],
      life: ['CPU', '一生', '一次催办督办'],
      bytes: ['一张已关闭的工单，在', '文档字节 + 索引键字节'],
      computed: ['需要', '', '算法'],
      first: '## 什么先撑不住',
      breaks: ['', '', '那时'],
    },
  }[language];
  const table = (head: readonly string[], rows: readonly Row[]): string =>
    [
      `| ${head.join(' | ')} |`,
      `|${'---|'.repeat(head.length)}`,
      ...rows.map(
        ([what, figures, how]) =>
          `| ${[what[language], figures, ...(how ? [how[language]] : [])].join(' | ')} |`,
      ),
    ].join('\n');
  const needed = capacity(DEMAND, measured);
  return [
    says.demand,
    table(says.of, demanded(DEMAND)),
    says.measured,
    table(says.of, ofOneTicket(measured)),
    table(says.life, cpuOf(measured)),
    table(says.bytes, bytesStored(measured)),
    says.need,
    table(says.computed, needs(needed, measured)),
    says.first,
    table(says.breaks, breaks(needed)),
  ].join('\n\n');
}

/** `npm run capacity`: puts what is computed into the pages. */
function main(): void {
  for (const [language, page] of Object.entries(PAGES)) {
    const file = join(projectRoot, page);
    writeFileSync(file, upToDate(readFileSync(file, 'utf8'), language as Language, readMeasured()));
  }
}

if (require.main === module) main();
