import { z } from 'zod';
import { text } from '../http/fields';
import { type PublicEntry, publicEntryAnswer } from '../knowledge/answers';
import { escaped } from '../http/html';

export const publicQuery = z.strictObject({
  q: text(200).optional().meta({ description: 'What is asked' }),
});

export const publicEntriesAnswer = z
  .object({ items: z.array(publicEntryAnswer).meta({ description: 'The best first, at most 10' }) })
  .meta({ id: 'PublicKnowledgeList' });

/** So many entries are answered at most. */
export const MOST = 10;

export const knowledgePage = (asked: string | undefined, items: readonly PublicEntry[]): string =>
  `      <form action="/public/knowledge" method="get" role="search">
        <label>想了解什么
          <input type="search" name="q" value="${escaped(asked ?? '')}" maxlength="200" required>
        </label>
        <button type="submit">查询</button>
      </form>
${asked === undefined ? '      <p>输入问题，查看各单位的答复。</p>' : found(items)}`;

const found = (items: readonly PublicEntry[]): string =>
  items.length === 0
    ? '      <p role="status">没有找到。换一个说法再试，或者拨打12345。</p>'
    : `      <p role="status">找到${items.length}条。</p>
${items.map(entryHtml).join('\n')}`;

const entryHtml = ({ id, question, answer, owner, source, updatedOn, validUntil }: PublicEntry): string =>
  `      <article aria-labelledby="${escaped(id)}">
        <h2 id="${escaped(id)}">${escaped(question)}</h2>
        <p class="answer">${escaped(answer)}</p>
        <p class="meta">${escaped(owner)} · 依据：${escaped(source)} · ${updatedOn}更新${validUntil === undefined ? '' : ` · 有效期至${validUntil}`}</p>
      </article>`;
