import { LOCAL } from '../../domain/telling/rulebook-reading/sentence';
import { OCCASION_STATES } from '../../domain/occasions/words';
import { citation, escaped, htmlPage } from '../http/html';
import type { Subject } from '../requests/subject';
import type { OccasionAnswer } from './answers';
import { type FoundOccasion, lookedAt, occasionJson } from './reading';

/** The document of an occasion, to read and to print. */
export const readingDocument = async ({
  subject,
  found: { store, found },
}: {
  subject: Subject;
  found: FoundOccasion;
}) => ({
  text: pageOf(await occasionJson(store, found, subject)),
  type: 'html',
  looked: lookedAt(found),
});

const pageOf = ({
  title,
  state,
  source,
  openedAt,
  document,
  sample,
  circulated,
  read,
  ledger,
}: OccasionAnswer) =>
  htmlPage({
    title,
    style: '/docs/rulebooks.css',
    body: `    <h1>${escaped(title)}</h1>
    <p>${escaped(OCCASION_STATES[state])}，${escaped(openedAt)}启动${source === undefined || source === 'local' ? '' : `，依据${escaped(source)}`}。</p>
${document.map(sectionHtml).join('\n')}
${sample ? `    <h2>抽取办法</h2>\n    <p>自${sample.population}件中抽取${sample.tickets.length}件。种子：${escaped(sample.seed)}；名单摘要（SHA-256）：${escaped(sample.digest)}。按“种子、空格、工单编号”的SHA-256由小到大取前${sample.tickets.length}件，任何人可以重新抽取核对。</p>` : ''}
${circulated.length > 0 ? `    <h2>回执</h2>\n    <ul>\n${circulated.map((it) => `      <li>${escaped(it)}：${read.includes(it) ? '已回执' : '未回执'}</li>`).join('\n')}\n    </ul>` : ''}
    <h2>经过</h2>
    <ul>
${ledger
  .map(({ at, says, texts }) => {
    const said = Object.values(texts ?? {}).map((it) => `<br>${escaped(it)}`);
    return `      <li>${escaped(at)} ${escaped(says)}${said.join('')}</li>`;
  })
  .join('\n')}
    </ul>`,
  });

function sectionHtml({
  title,
  source,
  lines = [],
  rows = [],
  writes,
  text,
}: OccasionAnswer['document'][number]): string {
  const cited = citation(source === 'local' ? LOCAL : source);
  const table =
    rows.length === 0
      ? ''
      : `\n    <table>\n${rows
          .map(
            ({ name, count, share }) =>
              `      <tr><td>${escaped(name)}</td><td>${count}</td>${share === undefined ? '' : `<td>${(share * 100).toFixed(1)}%</td>`}</tr>`,
          )
          .join('\n')}\n    </table>`;
  const said = writes === undefined ? lines : [text ?? '（未写）'];
  return `    <h2>${escaped(title)}${cited}</h2>${table}\n${said.map((it) => `    <p>${escaped(it)}</p>`).join('\n')}`;
}
