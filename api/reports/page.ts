import { OVERALL } from '../../domain/reports/assessment';
import { type Grouping, GROUPINGS, PARTS, type Part } from '../../domain/reports/report';
import { KINDS, keysOf, OUTCOMES, STATES } from '../../domain/words';
import { escaped, htmlPage } from '../http/html';
import type { BehindAnswer, ReportAnswer } from './answers';

export const STYLE = `body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; font: 0.95rem/1.6 sans-serif; color: #222; }
h1 { font-size: 1.4rem; }
h2 { font-size: 1.1rem; margin: 1.8rem 0 0.4rem; break-after: avoid; }
nav a { margin-right: 1rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.85rem; }
th, td { border: 1px solid #bbb; padding: 0.25rem 0.5rem; text-align: right; vertical-align: top; }
th:first-child, td:first-child, .words td, .words th { text-align: left; }
thead th { background: #f1f5f1; }
tr, figure { break-inside: avoid; }
tfoot td { font-weight: bold; }
small { display: block; color: #555; font-weight: normal; white-space: nowrap; }
a { color: #14532d; text-decoration: none; }
a:hover { text-decoration: underline; }
figure { margin: 0; }
.pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin-top: 1.5rem; }
img { max-width: 100%; height: auto; }
.note { color: #555; font-size: 0.85rem; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { margin: 0; padding: 0; max-width: none; font-size: 9pt; }
  nav { display: none; }
  a { color: inherit; }
  thead { display: table-header-group; }
}
`;

/** What a browser may load for a page: its own style and pictures, and no script. */
export const POLICY = { styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'] };

/** The total has no weight, and goes before all. */
const MOST_WEIGHT = 100;
/** Weighed so much, an indicator has a picture. */
const PICTURED = 10;

/** `/v1/reports/2026-10/tickets?…`, as it stands in a page. */
export function addressOf(month: string, path: string, query: Readonly<Record<string, string>>): string {
  return escaped(`/v1/reports/${month}${path}?${new URLSearchParams(query).toString()}`);
}

const documentOf = (title: string, body: string): string =>
  htmlPage({ title, style: '/docs/reports.css', body });

const percent = (value: number | null): string =>
  value === null ? '—' : `${Number((value * 100).toFixed(1))}%`;

/** A report to look at and to print: pictures, the table in which each number leads to its tickets, and what the words mean. */
export function reportPage(report: ReportAnswer, title: string, by: Grouping): string {
  const { period, assessment, indicators, rows, total } = report;
  const of = { by, rulebook: assessment.id };
  const link = (indicator: string, part: Part, key: string | undefined, text: string): string =>
    `<a href="${addressOf(period.month, '/tickets', { ...of, ...(key === undefined ? {} : { key }), indicator, part })}">${text}</a>`;
  const cell = (id: string, values: ReportAnswer['total'], key?: string): string => {
    const { numerator = 0, denominator = null, value = null } = values[id] ?? {};
    if (denominator === null) return `<td>${link(id, 'numerator', key, String(numerator))}</td>`;
    return `<td>${percent(value)}<small>${link(id, 'numerator', key, String(numerator))} / ${link(id, 'denominator', key, String(denominator))}</small></td>`;
  };
  const line = (name: string, values: ReportAnswer['total'], key?: string): string =>
    `        <tr><td>${escaped(name)}</td>${indicators.map(({ id }) => cell(id, values, key)).join('')}</tr>`;
  const pictured = indicators
    .filter(({ id, weight = 0 }) => id === OVERALL.id || weight >= PICTURED)
    .toSorted((a, b) => (b.weight ?? MOST_WEIGHT) - (a.weight ?? MOST_WEIGHT));
  const others = keysOf(GROUPINGS)
    .filter((it) => it !== by)
    .map((it) => `<a href="${addressOf(period.month, '', { ...of, by: it })}">按${GROUPINGS[it]}</a>`);
  return documentOf(
    title,
    `    <nav>${others.join('')}</nav>
    <h1>${escaped(title)}</h1>
    <p class="note">${escaped(period.from.slice(0, 10))}起，至${escaped(period.to.slice(0, 10))}零时止。${period.ended ? '' : '考核期未满，数字还会变化。'}模拟件不计；已合并的工单随主单计一次。</p>
${rows.length === 0 ? '    <p>没有可计的工单。</p>\n' : ''}    <h2>各项指标</h2>
    <table>
      <thead><tr><th>${GROUPINGS[by]}</th>${indicators.map(({ name, weight }) => `<th>${escaped(name)}${weight ? `<small>权重${weight}</small>` : ''}</th>`).join('')}</tr></thead>
      <tbody>
${rows.map(({ key, name, values }) => line(name, values, key)).join('\n')}
      </tbody>
      <tfoot>
${line('合计', total)}
      </tfoot>
    </table>
    <div class="pictures">
${(rows.length === 0 ? [] : pictured)
  .map(
    ({ id, name }) =>
      `      <figure><img src="${addressOf(period.month, `/charts/${id}`, of)}" alt="${escaped(name)}"></figure>`,
  )
  .join('\n')}
    </div>
    <h2>指标口径</h2>
    <table class="words">
      <thead><tr><th>指标</th><th>定义</th><th>分子</th><th>分母</th><th>依据</th></tr></thead>
      <tbody>
${indicators
  .map(
    ({ name, definition, numerator, denominator, source }) =>
      `        <tr><td>${escaped(name)}</td><td>${escaped(definition)}</td><td>${escaped(numerator?.label ?? '')}</td><td>${escaped(denominator?.label ?? '')}</td><td>${escaped(source === 'local' ? '本地设定' : (source ?? ''))}</td></tr>`,
  )
  .join('\n')}
      </tbody>
    </table>`,
  );
}

/** The tickets behind a number, as a page. @param next the address of the page after this one */
export function behindPage(
  title: string,
  { items }: BehindAnswer,
  nameOfUnit: (id: string | undefined) => string,
  next: string | undefined,
): string {
  return documentOf(
    title,
    `    <h1>${escaped(title)}</h1>
    <table class="words">
      <thead><tr><th>工单</th><th>单位</th><th>计数</th><th>类型</th><th>分类</th><th>状态</th><th>结果</th><th>办结时间</th></tr></thead>
      <tbody>
${items
  .map(
    ({ ticket, unit, count, kind, category, state, outcome, closedAt }) =>
      `        <tr><td>${escaped(ticket)}</td><td>${escaped(nameOfUnit(unit))}</td><td>${count}</td><td>${KINDS[kind]}</td><td>${escaped(category)}</td><td>${STATES[state]}</td><td>${outcome ? OUTCOMES[outcome] : ''}</td><td>${escaped(closedAt?.slice(0, 16).replace('T', ' ') ?? '')}</td></tr>`,
  )
  .join('\n')}
      </tbody>
    </table>
    <nav>${next === undefined ? '' : `<a href="${next}">下一页</a>`}</nav>`,
  );
}

/** `按时办结率 · 分子 · 市城市管理局` */
export const behindTitle = (indicator: string, part: Part, row: string): string =>
  [indicator, PARTS[part], row].filter(Boolean).join(' · ');
