import { type Calendar, workdaysFrom } from '../time/calendar';
import { endDay } from '../time/deadline';
import { dayOf, type Instant, instant, momentOn, plusDays } from '../time/instant';
import type { Law, Rung } from './rules';
import { runningTime, type Span } from '../time/span';
import { type ClockRecord, DUE, isOpen, type Place } from '../ticket/ticket';

/** Where a ladder begins: rungs that would lie at or before the clock's start never fire. */
export const startOfLadder = (startedAt: Instant): Place => ({
  at: startedAt,
  rung: Number.MAX_SAFE_INTEGER,
});

const isAfter = (a: Place, b: Place): boolean => a.at > b.at || (a.at === b.at && a.rung > b.rung);

/** `span` after `from` (before it with sign −1); spans in days end at the time of day `at`, in minutes. */
function offset(from: Instant, span: Span, sign: 1 | -1, at: number, calendar: Calendar): Instant {
  if ('workdays' in span) return momentOn(workdaysFrom(calendar, dayOf(from), sign * span.workdays), at);
  if ('days' in span) return momentOn(plusDays(dayOf(from), sign * span.days), at);
  return instant(from + sign * (runningTime(span) ?? 0));
}

/** When a rung is planned for a clock that is due at `due`. Days are counted from the day that the clock ends on. */
export function plannedMoment(rung: Rung, due: Instant, calendar: Calendar): Instant {
  const [span, sign] = 'before' in rung ? ([rung.before, -1] as const) : ([rung.after, 1] as const);
  const inDays = runningTime(span) === undefined;
  return offset(inDays ? momentOn(endDay(due), 0) : due, span, sign, rung.at ?? 0, calendar);
}

/** The first time that a rung fires after the place `reached`; undefined where it never will. */
function nextTime(
  rung: Rung,
  index: number,
  due: Instant,
  reached: Place,
  calendar: Calendar,
): Instant | undefined {
  let at = plannedMoment(rung, due, calendar);
  if (isAfter({ at, rung: index }, reached)) return at;
  if (!rung.every) return undefined;
  const running = runningTime(rung.every);
  if (running !== undefined) {
    const times = Math.ceil((reached.at - at) / running);
    at = instant(at + times * running);
    return isAfter({ at, rung: index }, reached) ? at : instant(at + running);
  }
  while (!isAfter({ at, rung: index }, reached)) at = offset(at, rung.every, 1, rung.at ?? 0, calendar);
  return at;
}

/**
 * The next place on a clock's ladder after `clock.reached`: the due moment itself, or a rung.
 * Undefined when the clock has ended or nothing is left to fire.
 */
export function nextPlace(clock: ClockRecord, law: Law): Place | undefined {
  if (!isOpen(clock)) return undefined;
  let next: Place | undefined;
  const consider = (place: Place): void => {
    if (!next || isAfter(next, place)) next = place;
  };
  const dueAt = { at: clock.due, rung: DUE };
  if (clock.state === 'running') consider(dueAt);
  (law.rules.clocks[clock.name]?.ladder ?? []).forEach((rung, index) => {
    const at = nextTime(rung, index, clock.due, clock.reached, law.calendar);
    if (at !== undefined) consider({ at, rung: index });
  });
  return next;
}
