import { z } from 'zod';
import type { Config } from '../../config/load';
import { type FigureTicket, publicFigures, type PublicFigures, RATES } from '../../domain/publishing/figures';
import type { Published } from '../../domain/publishing/hidden';
import { HOUR, type Instant, instant } from '../../domain/time/instant';
import { KINDS, keysOf } from '../../domain/words';
import type { Store } from '../../storage/store';
import { invalid, notFound } from '../http/problem';
import { escaped } from '../http/html';

/** A month of one city as reports count it. */
export interface CountedMonth {
  readonly from: Instant;
  readonly to: Instant;
  /** The words of the scale that count as satisfied. */
  readonly satisfied: readonly string[];
  readonly tickets: AsyncIterable<{ readonly counted: FigureTicket }>;
}

/** Where a month comes from; none for a rulebook that nothing is counted by. @param month `2026-10` */
export type MonthOf = (store: Store, rulebook: string, month: string) => Promise<CountedMonth | undefined>;

const count = z
  .int()
  .nullable()
  .meta({ description: 'null: too small to be published, or it would tell one that is' });
const rows = z.array(z.object({ key: z.string(), name: z.string(), count }));

export const figuresAnswer = z
  .object({
    month: z.string(),
    least: z.int().meta({ description: 'The smallest count that is shown' }),
    items: z.array(
      z.object({
        rulebook: z.string(),
        title: z.string(),
        closed: count.meta({ description: 'Tickets closed in the month' }),
        byKind: rows,
        byDistrict: rows,
        rates: z.array(
          z.object({
            id: z.enum(keysOf(RATES)),
            name: z.string(),
            definition: z.string(),
            percent: count.meta({ description: 'In whole percent; null: of too few' }),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'PublicFigures' });
type FiguresAnswer = z.infer<typeof figuresAnswer>;

export const monthPath = z.object({ month: z.string().meta({ example: '2026-10' }) });

/** @throws a 422 for what is no month */
export function findsMonth({ params: { month } }: { readonly params: { readonly month: string } }): string {
  if (/^20\d\d-(0[1-9]|1[0-2])$/.test(month)) return month;
  throw invalid('There is no such month.', [{ path: 'month', message: 'expected a month such as 2026-10' }]);
}

/** Anybody may ask, as often as they like: a month is counted once an hour (ms), and so many are kept. */
const KEPT_FOR = HOUR;
const MOST_KEPT = 36;

/** The figures of a month that is over, of all cities. */
export function figuresBy({ rulebooks, units, published: { least } }: Config, monthOf: MonthOf) {
  const kept = new Map<string, { readonly at: Instant; readonly answer: Promise<FiguresAnswer> }>();
  const districts = units.ofLevel('district').map(({ id }) => id);
  const district = (id: string): string => units.byId(id)?.name ?? id;

  async function counted(store: Store, month: string, now: Instant): Promise<FiguresAnswer> {
    const items: FiguresAnswer['items'] = [];
    for (const { id, title } of rulebooks.values()) {
      const found = await monthOf(store, id, month);
      if (!found) continue;
      if (found.to > now) throw notFound('This month is not over; its figures are published after its end.');
      const figures = publicFigures({ ...found, districts, least });
      for await (const { counted: ticket } of found.tickets) figures.add(ticket);
      const { closed, byKind, byDistrict, rates } = figures.published();
      items.push({
        rulebook: id,
        title,
        closed: shown(closed),
        byKind: byKind.map(({ key, count: n }) => ({ key, name: KINDS[key], count: shown(n) })),
        byDistrict: byDistrict.map(({ key, count: n }) => ({ key, name: district(key), count: shown(n) })),
        rates: ratesOf(rates),
      });
    }
    return { month, least, items };
  }

  return async (store: Store, month: string): Promise<FiguresAnswer> => {
    const now = instant(Date.now());
    const known = kept.get(month);
    if (known && now - known.at < KEPT_FOR) return known.answer;
    const answer = counted(store, month, now);
    kept.set(month, { at: now, answer });
    // What could not be counted is counted anew when it is asked for again.
    answer.catch(() => kept.delete(month));
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return answer;
  };
}

const shown = (it: Published): number | null => (it === 'hidden' ? null : it);

const ratesOf = (rates: PublicFigures['rates']): FiguresAnswer['items'][number]['rates'] =>
  keysOf(RATES).flatMap((id) => {
    const value = rates[id];
    return value === undefined ? [] : [{ id, ...RATES[id], percent: shown(value) }];
  });

export const figuresTitle = (month: string): string =>
  `${month.slice(0, 4)}年${Number(month.slice(5))}月办理情况`;

export const figuresPage = ({ least, items }: FiguresAnswer): string =>
  `      <p>当月办结的工单。少于${least}件的不公布；能够由其他数字推算出来的，也不公布。</p>
${items.map((it) => cityHtml(it)).join('\n')}`;

const cityHtml = ({
  rulebook,
  title,
  closed,
  byKind,
  byDistrict,
  rates,
}: FiguresAnswer['items'][number]): string => `      <section aria-labelledby="${escaped(rulebook)}">
        <h2 id="${escaped(rulebook)}">${escaped(title)}</h2>
        <p>办结件数：${cell(closed)}。</p>
${
  // Where nothing was closed, there is nothing to set out.
  closed === 0 ? '' : setOut({ byKind, byDistrict, rates })
}
      </section>`;

const setOut = ({
  byKind,
  byDistrict,
  rates,
}: Pick<FiguresAnswer['items'][number], 'byKind' | 'byDistrict' | 'rates'>): string => `        <ul>
${rates.map(({ name, definition, percent }) => `          <li>${name}：${percent === null ? '件数过少，不公布' : `${percent}%`} <span class="from">${definition}</span></li>`).join('\n')}
        </ul>
${table('按诉求类型', '诉求类型', byKind)}
${table('按区县', '区县', byDistrict)}`;

const table = (
  caption: string,
  heading: string,
  all: FiguresAnswer['items'][number]['byKind'],
): string => `        <div class="wide"><table>
          <caption>${caption}</caption>
          <thead><tr><th scope="col">${heading}</th><th scope="col">办结件数</th></tr></thead>
          <tbody>
${all.map(({ name, count: n }) => `            <tr><th scope="row">${escaped(name)}</th><td class="number">${cell(n)}</td></tr>`).join('\n')}
          </tbody>
        </table></div>`;

const cell = (n: number | null): string => (n === null ? '不公布' : String(n));
