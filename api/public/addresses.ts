import { type Instant, instant, isoInstant, MINUTE } from '../../domain/time/instant';
import { type Address, address, NOBODY_ASKED } from '../http/address';
import { publicEntryJson } from '../knowledge/entry-json';
import type { KnownEntries } from '../knowledge/known-entries';
import type { Parts } from '../parts';
import { limited, whence } from '../requests/limits';
import { procedureAnswer, procedureJson, procedurePage, proceduresOf } from './channels';
import {
  figuresAnswer,
  figuresBy,
  figuresPage,
  figuresTitle,
  findsMonth,
  type MonthOf,
  monthPath,
} from './figures';
import { knowledgePage, MOST, publicEntriesAnswer, publicQuery } from './knowledge';
import { POLICY, publicReply, STYLE } from './page';

/** `2026-10`, of any moment of November. */
const monthBefore = (at: Instant): string => {
  const [year = 0, month = 0] = isoInstant(at).split('-').map(Number);
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
};

/** So many public pages one address may ask for in a minute: an office behind one address looks things up together. */
const LOOKS = 300;

/**
 * What anybody may know without saying who asks: channels and procedure (WF-28, JN-11), the knowledge base (WF-31), and figures (BJ-15).
 * @param monthOf what figures are counted from; without it there are none
 */
export function publicAddresses(parts: Parts, known: KnownEntries, monthOf?: MonthOf): Address[] {
  const { config, database, counts } = parts;
  const open = {
    method: 'get',
    tag: 'public',
    who: NOBODY_ASKED,
    shows: [],
    policy: POLICY,
  } as const;
  const limit = limited(counts, 'public', { windowMs: MINUTE, limit: LOOKS, keyGenerator: whence });
  const procedures = proceduresOf(config);
  const unitName = (id: string): string | undefined => config.units.byId(id)?.name;
  return [
    address({
      ...open,
      id: 'publicPage',
      path: '/public',
      summary: '渠道和流程 · how to raise a matter, and what follows, by each city’s rules',
      answers: {
        200: { description: 'A page or JSON, by `Accept`', schema: procedureAnswer, media: ['text/html'] },
      },
      handler: ({ request }) =>
        publicReply(request, procedureJson(procedures), {
          title: '12345热线的渠道和流程',
          body: procedurePage(procedures, monthOf && monthBefore(instant(Date.now()))),
        }),
    }),
    address({
      ...open,
      id: 'publicKnowledge',
      path: '/public/knowledge',
      summary: '知识库查询 · what answers a question best, for anybody',
      query: publicQuery,
      limit,
      answers: {
        200: {
          description: 'A page or JSON, by `Accept`',
          schema: publicEntriesAnswer,
          media: ['text/html'],
        },
      },
      async handler({ request, query: { q } }) {
        const found =
          q === undefined ? [] : await known.find(await database.store(), q, MOST, instant(Date.now()));
        const items = found.map((entry) => publicEntryJson(entry, unitName));
        return publicReply(request, { items }, { title: '知识库', body: knowledgePage(q, items) });
      },
    }),
    ...(monthOf ? [figuresAddress(monthOf)] : []),
    address({
      ...open,
      id: 'publicStyle',
      path: '/public/style.css',
      summary: '公开页面 · how the pages look',
      answers: { 200: { description: 'The same for everybody', media: ['text/css'] } },
      handler: () => ({ text: STYLE, type: 'css', headers: { 'Cache-Control': 'no-cache' } }),
    }),
  ];

  function figuresAddress(from: MonthOf): Address {
    const figuresOf = figuresBy(config, from);
    return address({
      ...open,
      id: 'publicFigures',
      path: '/public/figures/{month}',
      summary: '办理情况 · figures of a month that is over; small ones are hidden, and what would tell them',
      params: monthPath,
      finds: findsMonth,
      limit,
      answers: {
        200: { description: 'A page or JSON, by `Accept`', schema: figuresAnswer, media: ['text/html'] },
      },
      problems: { 404: 'The month is not over', 422: 'No month' },
      async handler({ request, found: month }) {
        const figures = await figuresOf(await database.store(), month);
        return publicReply(request, figures, { title: figuresTitle(month), body: figuresPage(figures) });
      },
    });
  }
}
