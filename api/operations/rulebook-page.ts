import { z } from 'zod';
import type { Rulebook } from '../../domain/law/rules';
import { type RulebookReading, readingOf } from '../../domain/telling/rulebook-reading/reading';
import type { Sentence } from '../../domain/telling/rulebook-reading/sentence';
import { type WorkedCalendar, workedCalendar } from '../../domain/telling/rulebook-reading/worked-calendar';
import { calendarFor, type PublishedCalendars } from '../../domain/time/local-days';
import { type Address, address, NOBODY_ASKED } from '../http/address';
import { citation, escaped, htmlPage } from '../http/html';
import { notFound } from '../http/problem';
import type { Parts } from '../parts';

const STYLE = `body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.7 serif; color: #222; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 0.3rem; break-after: avoid; }
ul { margin: 0; padding-left: 1.4rem; }
li, tr { break-inside: avoid; }
.from { color: #14532d; white-space: nowrap; }
.local { color: #7c2d12; }
.note { color: #555; font-size: 0.9rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { border: 1px solid #bbb; padding: 0.2rem 0.5rem; text-align: left; vertical-align: top; }
@media print { body { margin: 0; max-width: none; } nav { display: none; } }
`;

const POLICY = { styleSrc: ["'self'"], imgSrc: ['data:'] };

/** Each rulebook as a person reads it, to look at and to print; anybody may. */
export function rulebookPages({ config, calendars }: Pick<Parts, 'config' | 'calendars'>): Address[] {
  const unitName = (id: string): string | undefined => config.units.byId(id)?.name;
  // Anybody may ask, as often as they like: a page is made once for what is known of the calendars.
  const made = new WeakMap<PublishedCalendars, Map<string, string>>();
  const pageFor = (book: Rulebook, published: PublishedCalendars): string => {
    const pages = made.get(published) ?? new Map<string, string>();
    made.set(published, pages);
    const calendar = calendarFor(published, book.id);
    const page =
      pages.get(book.id) ?? pageOf(readingOf(book, unitName), workedCalendar(book, calendar, unitName));
    pages.set(book.id, page);
    return page;
  };
  return [
    address({
      id: 'rulebookPage',
      method: 'get',
      path: '/docs/rulebooks/{id}',
      tag: 'operations',
      summary: '规则全文 · a rulebook as a person reads it, with a worked calendar of one ticket',
      who: NOBODY_ASKED,
      params: z.object({ id: z.string().meta({ example: 'weifang' }) }),
      finds({ params }) {
        const found = config.rulebooks.get(params.id);
        if (!found)
          throw notFound(`There is no such rulebook; there are: ${[...config.rulebooks.keys()].join(', ')}.`);
        return found;
      },
      answers: { 200: { description: 'The same for everybody', media: ['text/html'] } },
      shows: [],
      policy: POLICY,
      handler: async ({ found }) => ({ text: pageFor(found, await calendars.lately()), type: 'html' }),
    }),
    address({
      id: 'rulebookPageStyle',
      method: 'get',
      path: '/docs/rulebooks.css',
      tag: 'operations',
      summary: '规则全文 · how the page looks',
      who: NOBODY_ASKED,
      answers: { 200: { description: 'The same for everybody', media: ['text/css'] } },
      shows: [],
      handler: () => ({ text: STYLE, type: 'css' }),
    }),
  ];
}

const pageOf = ({ id, version, title, note, sections }: RulebookReading, worked: WorkedCalendar): string =>
  htmlPage({
    title,
    style: '/docs/rulebooks.css',
    body: `    <nav><a href="/docs">← API</a></nav>
    <h1>${escaped(title)}</h1>
    <p>${escaped(id)}，版本${escaped(version)}${note === undefined ? '' : `。${escaped(note)}`}</p>
${sections
  .map(
    ({ title: heading, sentences }) =>
      `    <h2>${escaped(heading)}</h2>\n    <ul>\n${sentences.map((it) => `      <li>${sentenceHtml(it)}</li>`).join('\n')}\n    </ul>`,
  )
  .join('\n')}
    <h2>一张工单的日历</h2>
    <p>${escaped(worked.given)}：</p>
    <table>
      <thead><tr><th>时刻</th><th>自行发生</th><th>告知</th></tr></thead>
      <tbody>
${rowsOf(worked).join('\n')}
      </tbody>
    </table>
    <p>${worked.ends ? '此后不再自行发生什么。' : '以上为一个月之内；此后继续。'}</p>`,
  });

const rowsOf = ({ moments }: WorkedCalendar): string[] =>
  moments.flatMap(({ at, happens }) =>
    happens.map(({ told, ...it }, i) => {
      const moment = i > 0 ? '' : `<td rowspan="${happens.length}">${escaped(at)}</td>`;
      return `        <tr>${moment}<td>${sentenceHtml(it)}</td><td>${escaped(told.join('、'))}</td></tr>`;
    }),
  );

function sentenceHtml({ text, from, note }: Sentence): string {
  return `${escaped(text)}${citation(from)}${note === undefined ? '' : ` <span class="note">${escaped(note)}</span>`}`;
}
