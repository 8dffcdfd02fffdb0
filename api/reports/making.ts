import type { Config } from '../../config/load';
import { type Assessed, OVERALL } from '../../domain/reports/assessment';
import { MEASURES } from '../../domain/reports/indicators';
import { monthText } from '../../domain/reports/period';
import { counting, GROUPINGS } from '../../domain/reports/report';
import { isoInstant, MINUTE } from '../../domain/time/instant';
import type { Store } from '../../storage/store';
import { actsFor, type Subject } from '../requests/subject';
import { measureOf, type ReportAnswer } from './answers';
import { type Asking, countingOf, nameOf, ticketsOf } from './asking';

/** Counts a period, ticket by ticket, and sets it out. */
export async function reportOf(
  config: Pick<Config, 'units'>,
  store: Store,
  asking: Asking,
): Promise<ReportAnswer> {
  const { assessment, period, ended, by, keyOf, isShown } = asking;
  const report = counting(await countingOf(store, asking), keyOf, isShown);
  for await (const ticket of ticketsOf(store, asking)) report.add(ticket);
  const { rows, total } = report.sum();
  return {
    period: {
      month: monthText(period.month),
      from: isoInstant(period.from),
      to: isoInstant(period.to),
      ended,
    },
    assessment: { id: assessment.id, version: assessment.version, hash: assessment.hash },
    indicators: [...assessment.indicators.map(indicatorJson), { ...OVERALL }],
    rows: rows.map(({ key, values }) => ({ key, name: nameOf(config, assessment, by, key), values })),
    total,
  };
}

/** For how long a page's pictures show what the page was made of (ms), and of how many pages. */
const RECENT = MINUTE;
const MOST_RECENT = 20;

/** What pages were made of lately: a page is counted once, and not once more for each of its pictures. */
export function recently() {
  const kept = new Map<string, { readonly at: number; readonly report: ReportAnswer }>();
  const keyOf = ({ assessment, period, by }: Asking, subject: Subject): string =>
    JSON.stringify([
      assessment.id,
      assessment.hash,
      period.month,
      by,
      subject.role === 'unit' ? actsFor(subject) : [],
    ]);
  return {
    keep(asking: Asking, subject: Subject, report: ReportAnswer): void {
      const key = keyOf(asking, subject);
      kept.delete(key);
      kept.set(key, { at: performance.now(), report });
      const [oldest] = kept.keys();
      if (kept.size > MOST_RECENT && oldest !== undefined) kept.delete(oldest);
    },
    of(asking: Asking, subject: Subject): ReportAnswer | undefined {
      const found = kept.get(keyOf(asking, subject));
      return found && performance.now() - found.at < RECENT ? found.report : undefined;
    },
  };
}

export const indicatorJson = ({
  id,
  name,
  definition,
  numerator,
  denominator,
  clocks,
  roles,
  exclude,
  source,
  weight,
  full,
  none,
  whenEmpty,
}: Assessed): ReportAnswer['indicators'][number] => ({
  id,
  name,
  definition,
  numerator: measureOf(numerator),
  ...(denominator === undefined ? {} : { denominator: measureOf(denominator) }),
  month: MEASURES[numerator].of,
  ...(clocks ? { clocks: [...clocks] } : {}),
  roles: [...roles],
  exclude: [...exclude],
  source,
  weight,
  full,
  none,
  ...(whenEmpty ? { whenEmpty } : {}),
});

/** `2026年10月 · 潍坊市12345热线考核评价 · 按承办单位` */
export const titleOf = (
  { period: { month }, assessment }: ReportAnswer,
  title: string,
  by: Asking['by'],
): string =>
  `${month.slice(0, 4)}年${Number(month.slice(5))}月 · ${title}（${assessment.version}） · 按${GROUPINGS[by]}`;
