import type { UnitId } from '../ids';
import { type Calendar, workdaysFrom } from '../time/calendar';
import { type Day, dayOf, type Instant, momentOn, plusDays } from '../time/instant';
import { type KnownUnits, type OccasionKind, partiesOf, type Planned } from './kind';
import { after, before, type Period, periodOf } from './period';

/** An occasion that a plan brings about. */
export interface PlannedOccasion {
  readonly kind: string;
  readonly period: string;
  /** Of a plan that has one for each of several units. */
  readonly unit?: UnitId;
  readonly at: Instant;
}

const ABOUT: Readonly<Record<Planned['of'], (period: Period) => Period>> = {
  this: (period) => period,
  last: before,
  next: after,
};

/** When a plan's occasion of a period falls due: on a working day, which may lie outside of a period that has too few. */
export function plannedMoment(
  { workday, at }: Planned,
  { first, last }: Period,
  calendar: Calendar,
): Instant {
  const day: Day =
    workday > 0
      ? workdaysFrom(calendar, plusDays(first, -1), workday)
      : workdaysFrom(calendar, plusDays(last, 1), workday);
  return momentOn(day, at);
}

/**
 * All that is planned after a moment up to another, the earliest first: what an outage has covered is in it once each, however long
 * that was (JE-13, JE-14, JE-16, JE-22).
 */
export function plannedBetween(
  kinds: readonly OccasionKind[],
  units: KnownUnits,
  calendar: Calendar,
  since: Instant,
  upTo: Instant,
): PlannedOccasion[] {
  const found: PlannedOccasion[] = [];
  for (const { id: kind, begins } of kinds) {
    for (const plan of begins) {
      if (!('every' in plan)) continue;
      // What falls outside of its own period lies a holiday away from it.
      const first = before(periodOf(plan.every, dayOf(since)));
      const last = after(periodOf(plan.every, dayOf(upTo)));
      for (let period = first; period.first <= last.first; period = after(period)) {
        const at = plannedMoment(plan, period, calendar);
        if (at <= since || at > upTo) continue;
        const about = ABOUT[plan.of](period);
        const each = plan.per ? (partiesOf(plan.per, units, undefined) as UnitId[]) : [undefined];
        for (const unit of each)
          found.push({ kind, period: about.key, at, ...(unit === undefined ? {} : { unit }) });
      }
    }
  }
  return found.toSorted((a, b) => a.at - b.at || (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ kind, period, unit }: PlannedOccasion): string => `${kind}/${period}/${unit ?? ''}`;
