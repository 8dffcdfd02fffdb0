import type { Logger } from 'pino';
import type { Config } from '../../config/load';
import { OVERALL } from '../../domain/reports/assessment';
import { monthText, type Month, type Period, periodAt } from '../../domain/reports/period';
import { HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import type { KeptAssessment } from '../../storage/reports/assessments';
import type { Store } from '../../storage/store';
import type { ReportAnswer } from '../reports/answers';
import { askingFor } from '../reports/asking';
import { reportOf } from '../reports/making';
import type { BoardAnswer } from './answers';
import { keptFor } from './kept';

type Months = BoardAnswer['months'];

/** For so long (ms) a month that goes on, and one that is over, is not counted anew. */
const OF_THIS = 5 * MINUTE;
const OF_LAST = HOUR;
/** So many months of all assessments are kept. */
const MOST = 40;
/** So long (ms) somebody who asks for the first time waits for them. */
const PATIENCE = 2_000;

/** Whoever reads the board is shown what is counted of all. */
const READER = { role: 'leader', sub: 'board' } as const;

/** The rates of this month against those of the month before, by each assessment, as their reports have them (BJ-13). */
export function ratesBy(config: Config, log: Pick<Logger, 'warn'>) {
  const failed = (error: unknown): void =>
    log.warn({ err: error }, 'the rates of a month could not be counted');
  const ofThis = keptFor<ReportAnswer>({ fresh: OF_THIS, most: MOST }, failed);
  const ofLast = keptFor<ReportAnswer>({ fresh: OF_LAST, most: MOST }, failed);

  async function report(
    store: Store,
    { id, hash }: KeptAssessment,
    month: Month,
    kept: typeof ofThis,
  ): Promise<ReportAnswer | undefined> {
    const make = async (): Promise<ReportAnswer> => {
      const asking = await askingFor({ config, store }, month, { by: 'district', rulebook: id }, READER);
      return reportOf(config, store, asking);
    };
    return kept(`${id} ${hash} ${month}`, make, PATIENCE);
  }

  return async (store: Store, district: string | undefined, now: Instant): Promise<Months> => {
    const all = await Promise.all(
      [...config.assessments.values()].map(async (assessment) => {
        const period = periodAt(now, assessment.startsOn);
        const last = before(period, assessment);
        const [present, earlier] = await Promise.all([
          report(store, assessment, period.month, ofThis),
          report(store, assessment, last.month, ofLast),
        ]);
        if (!present || !earlier) return undefined;
        // An assessment by whose rulebook nothing was handled is not shown.
        if (![present, earlier].some((it) => hasRow(it, district))) return [];
        return ratesOf(assessment, [period.month, present], [last.month, earlier], district);
      }),
    );
    return {
      complete: !all.includes(undefined),
      items: all.flatMap((it) => it ?? []),
    };
  };
}

const before = ({ from }: Period, { startsOn }: KeptAssessment): Period =>
  periodAt(instant(from - 1), startsOn);

type MonthRates = Months['items'][number];

const hasRow = ({ rows }: ReportAnswer, district: string | undefined): boolean =>
  rows.some(({ key }) => district === undefined || key === district);

function ratesOf(
  { id: rulebook, title, indicators }: KeptAssessment,
  [month, present]: [Month, ReportAnswer],
  [last, earlier]: [Month, ReportAnswer],
  district: string | undefined,
): MonthRates {
  const valuesOf = ({ rows, total }: ReportAnswer) =>
    district === undefined ? total : (rows.find(({ key }) => key === district)?.values ?? {});
  const [now, then] = [valuesOf(present), valuesOf(earlier)];
  const shown = indicators.filter(({ weight }) => weight > 0);
  return {
    rulebook,
    title,
    month: monthText(month),
    lastMonth: monthText(last),
    indicators: [...shown, { ...OVERALL, full: 1, none: 0 }].map(({ id, name, full, none }) => ({
      id,
      name,
      ...(now[id] ?? { numerator: 0, denominator: null, value: null }),
      lastMonth: then[id]?.value ?? null,
      lessIsBetter: full < none,
    })),
  };
}
