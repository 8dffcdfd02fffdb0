import { z } from 'zod';
import type { Config } from '../../config/load';
import type { Assessment } from '../../domain/reports/assessment';
import { type Counted, type Order } from '../../domain/reports/counted';
import {
  type Month,
  monthsIn,
  monthText,
  parseMonth,
  type Period,
  periodOf,
} from '../../domain/reports/period';
import { type Counting, type Grouping, GROUPINGS, type KeyOf, keysBy } from '../../domain/reports/report';
import { tierOf } from '../../domain/reports/assessment';
import { type Instant, instant } from '../../domain/time/instant';
import { KINDS, keysOf } from '../../domain/words';
import type { CountedTicket } from '../../storage/reports/counts';
import type { KeptAssessment } from '../../storage/reports/assessments';
import type { Store } from '../../storage/store';
import { oneOf } from '../http/fields';
import { invalid } from '../http/problem';
import { actsFor, type Subject } from '../requests/subject';

export const monthPath = z.object({ month: z.string().meta({ example: '2026-10' }) });

/** The month that a path names. @throws a 422 for what is none */
export function findsMonth({ params }: { readonly params: { readonly month: string } }): Month {
  const month = parseMonth(params.month);
  if (month !== undefined) return month;
  throw invalid('There is no such month.', [{ path: 'month', message: 'expected a month such as 2026-10' }]);
}

/** What a report is asked for by: how it is set out, and whose tickets it counts. */
export const reportQuery = ({ assessments }: Pick<Config, 'assessments'>) =>
  z.strictObject({
    by: z.enum(keysOf(GROUPINGS)).default('unit'),
    rulebook: oneOf([...assessments.keys()], 'a rulebook that has an assessment')
      .optional()
      .meta({ description: 'Needed where several are assessed' }),
  });
export type ReportQuery = z.output<ReturnType<typeof reportQuery>>;

/** A report that may be made: of which period, by what, and for whom. */
export interface Asking {
  readonly assessment: KeptAssessment;
  readonly period: Period;
  /** The period is over: what counts it is settled. */
  readonly ended: boolean;
  readonly by: Grouping;
  readonly keyOf: KeyOf;
  /** What is shown of a ticket to whoever asks. */
  readonly isShown: (order: Order) => boolean;
}

/** @throws a 422 where it is not said whose tickets are meant */
export function assessmentNamed({ assessments }: Pick<Config, 'assessments'>, rulebook: string | undefined) {
  const named = rulebook ?? (assessments.size === 1 ? [...assessments.keys()][0] : undefined);
  const found = assessments.get(named ?? '');
  if (found) return found;
  throw invalid('It is not said which tickets are meant.', [
    {
      path: 'rulebook',
      message: `expected a rulebook that has an assessment, one of: ${[...assessments.keys()].join(', ')}`,
    },
  ]);
}

/** The period of a month by an assessment. @throws a 422 for one that has not begun */
export function periodNamed(month: Month, { startsOn }: Pick<Assessment, 'startsOn'>, now: Instant): Period {
  const period = periodOf(month, startsOn);
  if (period.from <= now) return period;
  throw invalid('This month has not begun.', [{ path: 'month', message: 'expected a month that has begun' }]);
}

/**
 * By which assessment a month is reported: while it goes on by what is loaded, and once it is over for good by what it was first
 * reported by (BJ-13).
 */
export async function assessmentOf(
  store: Pick<Store, 'assessments'>,
  loaded: KeptAssessment,
  { month, to }: Period,
  now: Instant,
): Promise<KeptAssessment> {
  return to <= now ? store.assessments.reportedBy(loaded, monthText(month), now) : loaded;
}

export async function askingFor(
  { config, store }: { readonly config: Config; readonly store: Store },
  month: Month,
  { by, rulebook }: ReportQuery,
  subject: Subject,
): Promise<Asking> {
  const now = instant(Date.now());
  const loaded = assessmentNamed(config, rulebook);
  const period = periodNamed(month, loaded, now);
  const assessment = await assessmentOf(store, loaded, period, now);
  // One that it was reported by earlier may begin its periods on another day.
  const its = periodOf(month, assessment.startsOn);
  return {
    assessment,
    period: its,
    ended: its.to <= now,
    by,
    keyOf: keyOf(config, assessment, by),
    isShown: shownTo(subject),
  };
}

export function keyOf({ units }: Pick<Config, 'units'>, assessment: Assessment, by: Grouping): KeyOf {
  const known = new Map<string, string | undefined>();
  const tier = (id: string): string | undefined => {
    const unit = units.byId(id);
    if (!known.has(id)) known.set(id, unit && tierOf(assessment, unit)?.id);
    return known.get(id);
  };
  return keysBy(by, { tierOf: tier, hotline: units.ofLevel('hotline')[0]?.id });
}

/** A unit is shown its own, all others everything. */
const shownTo = (subject: Subject): Asking['isShown'] =>
  subject.role === 'unit' ? ({ unit }) => unit !== undefined && actsFor(subject).includes(unit) : () => true;

/** How many changed tickets a report counts before it is made: more than change between two sweeps. */
const MOST_CHANGED = 5_000;

/** What a period is counted by, with what changed lately brought up to date. */
export async function countingOf(
  store: Store,
  { assessment, period }: Pick<Asking, 'assessment' | 'period'>,
): Promise<Counting> {
  for (let counted = 0, some = 1; some > 0 && counted < MOST_CHANGED; counted += some)
    some = await store.counts.bringUpToDate();
  return {
    assessment,
    period,
    struck: await store.objections.struck(assessment.id, monthText(period.month)),
  };
}

/** The tickets of which something may be counted in a period. */
export async function* ticketsOf(
  store: Store,
  { assessment, period }: Pick<Asking, 'assessment' | 'period'>,
): AsyncGenerator<CountedTicket> {
  for await (const some of store.counts.of(assessment.id, monthsIn(period))) yield* some;
}

/** What a row is called, in Chinese. */
export function nameOf(
  { units }: Pick<Config, 'units'>,
  { tiers }: Assessment,
  by: Grouping,
  key: string,
): string {
  switch (by) {
    case 'unit':
    case 'district':
      return units.byId(key)?.name ?? key;
    case 'tier': {
      const [tier, within] = key.split('/');
      const found = tiers.find(({ id }) => id === tier);
      const its = found?.classes.find(({ id }) => id === within);
      return [found?.name, its?.name].filter(Boolean).join(' · ') || key;
    }
    case 'kind':
      return KINDS[key as Counted['kind']] ?? key;
    case 'category':
      return key;
  }
}
