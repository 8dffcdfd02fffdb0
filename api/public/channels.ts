import { z } from 'zod';
import type { Config } from '../../config/load';
import { type PublicReading, publicReading } from '../../domain/telling/rulebook-reading/public';
import type { Section, Sentence } from '../../domain/telling/rulebook-reading/sentence';
import { escaped } from '../http/html';

const sentences = z.array(
  z.object({
    text: z.string(),
    from: z.string().optional().meta({ description: 'A rule’s id, or 本地设定' }),
    note: z.string().optional(),
  }),
);
const sections = z.array(z.object({ title: z.string(), sentences }));

export const procedureAnswer = z
  .object({
    items: z.array(
      z.object({
        rulebook: z.string(),
        version: z.string(),
        title: z.string(),
        channels: sentences,
        steps: sections.meta({ description: 'In their order: from when to when, then each limit' }),
        others: sections.meta({ description: 'What else concerns a caller' }),
      }),
    ),
  })
  .meta({ id: 'PublicProcedure' });

type Procedure = PublicReading & {
  readonly rulebook: string;
  readonly version: string;
  readonly title: string;
};

/** The demonstration's rulebook is nobody's law. */
const DEMO = 'demo';

/** Channels and procedure of every city (WF-28), from the rulebooks themselves. */
export const proceduresOf = ({ rulebooks, units }: Config): Procedure[] =>
  [...rulebooks.values()]
    .filter(({ id }) => id !== DEMO)
    .map((book) => ({
      rulebook: book.id,
      version: book.version,
      title: book.title,
      ...publicReading(book, (id) => units.byId(id)?.name),
    }));

/** As it is answered. */
export const procedureJson = (items: readonly Procedure[]): z.infer<typeof procedureAnswer> => ({
  items: items.map(({ channels, steps, others, ...rest }) => ({
    ...rest,
    channels: [...channels],
    steps: steps.map(sectionJson),
    others: others.map(sectionJson),
  })),
});

const sectionJson = ({ title, sentences: all }: Section) => ({ title, sentences: [...all] });

/** @param month the last whole one, where its figures are published */
export const procedurePage = (items: readonly Procedure[], month?: string): string =>
  [
    '      <p>拨打12345，或者通过下列渠道提出咨询、求助、投诉、举报和建议。登记后凭工单编号和查询码可以随时查询进展、补充、催办和评价。每一句后面注明依据。</p>',
    month === undefined ? '' : `      <p><a href="/public/figures/${month}">上月办理情况</a></p>`,
    items.length > 1
      ? `      <ul>\n${items.map(({ rulebook, title }) => `        <li><a href="#${escaped(rulebook)}">${escaped(title)}</a></li>`).join('\n')}\n      </ul>`
      : '',
    ...items.map(
      ({
        rulebook,
        title,
        channels,
        steps,
        others,
      }) => `      <section aria-labelledby="${escaped(rulebook)}">
        <h2 id="${escaped(rulebook)}">${escaped(title)}</h2>
${channels.length > 0 ? listed('受理渠道', channels) : ''}
        <h3>办理流程</h3>
        <ol>
${steps.map(stepHtml).join('\n')}
        </ol>
${others.map(({ title: heading, sentences: all }) => listed(heading, all)).join('\n')}
        <p><a href="/docs/rulebooks/${encodeURIComponent(rulebook)}">规则全文：${escaped(title)}</a></p>
      </section>`,
    ),
  ]
    .filter(Boolean)
    .join('\n');

const listed = (title: string, all: readonly Sentence[]): string => `        <h3>${escaped(title)}</h3>
        <ul>
${all.map((it) => `          <li>${sentenceHtml(it)}</li>`).join('\n')}
        </ul>`;

/** A step in a few lines: from when to when, and its limits, those of one source together. */
const stepHtml = ({ title, sentences: [course, ...limits] }: Section): string =>
  `          <li><strong>${escaped(title)}</strong>：${course ? sentenceHtml(course) : ''}${bySource(limits)
    .map((it) => `<br>${sentenceHtml(it)}`)
    .join('')}</li>`;

function bySource(limits: readonly Sentence[]): Sentence[] {
  const groups: Sentence[] = [];
  for (const { text, from } of limits) {
    const last = groups.at(-1);
    if (last && last.from === from)
      groups[groups.length - 1] = { ...last, text: `${last.text.replace(/。$/, '')}；${text}` };
    else groups.push({ text, ...(from === undefined ? {} : { from }) });
  }
  return groups;
}

const sentenceHtml = ({ text, from }: Sentence): string =>
  `${escaped(text)}${from === undefined ? '' : ` <span class="from">〔${escaped(from)}〕</span>`}`;
