import type { Config } from '../../config/load';
import { parseMonth, periodOf } from '../../domain/reports/period';
import { instant } from '../../domain/time/instant';
import type { MonthOf } from '../public/figures';
import { assessmentOf, countingOf, ticketsOf } from './asking';

/** What everybody may see of a month is counted from the tickets of its report (BJ-15). */
export const publicMonths =
  ({ assessments }: Pick<Config, 'assessments'>): MonthOf =>
  async (store, rulebook, month) => {
    const loaded = assessments.get(rulebook);
    const named = parseMonth(month);
    if (!loaded || named === undefined) return undefined;
    const period = periodOf(named, loaded.startsOn);
    const assessment = await assessmentOf(store, loaded, period, instant(Date.now()));
    const its = periodOf(named, assessment.startsOn);
    const asked = { assessment, period: its };
    // What changed lately is counted first.
    await countingOf(store, asked);
    return { from: its.from, to: its.to, satisfied: assessment.satisfied, tickets: ticketsOf(store, asked) };
  };
