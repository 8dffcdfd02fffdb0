import { type Calendar, workdaysFrom } from '../time/calendar';
import { endDay } from '../time/deadline';
import { type Day, dayOf, type Instant, instant, momentOn, plusDays } from '../time/instant';
import { isFirstEdition } from './edition';
import type { Law, Rung } from './rules';
import { runningTime, type Span } from '../time/span';
import { type ClockRecord, DUE, isOpen, type Place } from '../ticket/ticket';
import type { Level } from '../words';

/** Where a ladder begins: rungs that would lie at or before the clock's start never fire. */
export const startOfLadder = (startedAt: Instant): Place => ({
  at: startedAt,
  rung: Number.MAX_SAFE_INTEGER,
});

const isAfter = (a: Place, b: Place): boolean => a.at > b.at || (a.at === b.at && a.rung > b.rung);

/** The day from which a rung's days are counted, and the time of day (minutes) at which it falls. */
type Counting = { readonly day: Day; readonly at: number };

/** `span` after `from` (before it with sign −1): in whole days at the time of day that `from` names, or round the clock. */
function offset({ day, at }: Counting, span: Span, sign: 1 | -1, calendar: Calendar): Instant | undefined {
  if ('workdays' in span) return momentOn(workdaysFrom(calendar, day, sign * span.workdays), at);
  return 'days' in span ? momentOn(plusDays(day, sign * span.days), at) : undefined;
}

/**
 * The day from which the days of a rung are counted: the day that the clock ends on. A limit in hours ends in mid-day: its rungs
 * after it fall on the first, second … such time of day after it, and those before it likewise, so that one minute more of a night
 * does not move them by a day.
 */
function countedFrom(due: Instant, at: number, sign: 1 | -1, inHours: boolean): Day {
  if (!inHours) return endDay(due);
  const day = dayOf(due);
  const thatDay = momentOn(day, at);
  if (sign === 1) return due < thatDay ? plusDays(day, -1) : day;
  return due > thatDay ? plusDays(day, 1) : day;
}

type Limited = Pick<ClockRecord, 'due' | 'basis'>;
/** What a ladder is counted by. */
export type LadderLaw = Pick<Law, 'calendar'> & { readonly rules: Pick<Law['rules'], 'edition'> };

/** Counted round the clock; by the rules from before, every limit was taken as one in days here. */
const isInHours = ({ basis }: Limited, { rules }: LadderLaw): boolean =>
  basis !== undefined && !isFirstEdition(rules) && runningTime(basis.limit) !== undefined;

/** When a rung is planned for a clock. */
export function plannedMoment(rung: Rung, clock: Limited, law: LadderLaw): Instant {
  const { due } = clock;
  const [span, sign] = 'before' in rung ? ([rung.before, -1] as const) : ([rung.after, 1] as const);
  const at = rung.at ?? 0;
  const day = countedFrom(due, at, sign, isInHours(clock, law));
  return offset({ day, at }, span, sign, law.calendar) ?? instant(due + sign * (runningTime(span) ?? 0));
}

/** The first time that a rung fires after the place `reached`; undefined where it never will. */
function nextTime(
  rung: Rung,
  index: number,
  clock: Limited & { readonly reached: Place },
  law: LadderLaw,
): Instant | undefined {
  const { reached } = clock;
  let at = plannedMoment(rung, clock, law);
  if (isAfter({ at, rung: index }, reached)) return at;
  if (!rung.every) return undefined;
  const running = runningTime(rung.every);
  if (running !== undefined) {
    const times = Math.ceil((reached.at - at) / running);
    at = instant(at + times * running);
    return isAfter({ at, rung: index }, reached) ? at : instant(at + running);
  }
  while (!isAfter({ at, rung: index }, reached))
    at = offset({ day: dayOf(at), at: rung.at ?? 0 }, rung.every, 1, law.calendar) ?? at;
  return at;
}

/**
 * The next place on a clock's ladder after `clock.reached`: the due moment itself, or a rung. A rung that has fired never fires again,
 * whatever moved the clock since; one to a level that the matter has reached is left out.
 * Undefined when the clock has ended or nothing is left to fire.
 * @param level that the matter has reached
 */
export function nextPlace(clock: ClockRecord, law: Law, level: Level): Place | undefined {
  if (!isOpen(clock)) return undefined;
  const ladder = law.rules.clocks[clock.name]?.ladder ?? [];
  return nextOnLadder(ladder, clock, law, (rung) => isVoid(rung, clock, law, level));
}

/** The same on any ladder. @param leftOut rungs that do nothing as it stands */
export function nextOnLadder(
  ladder: readonly Rung[],
  clock: Limited & Pick<ClockRecord, 'state' | 'reached' | 'fired' | 'again'>,
  law: LadderLaw,
  leftOut: (rung: Rung) => boolean = () => false,
): Place | undefined {
  let next: Place | undefined;
  const consider = (place: Place): void => {
    if (!next || isAfter(next, place)) next = place;
  };
  const dueAt = { at: clock.due, rung: DUE };
  if (clock.state === 'running') consider(dueAt);
  ladder.forEach((rung, index) => {
    if (leftOut(rung)) return;
    const fired = clock.fired?.includes(rungKey(ladder, index));
    if (fired && !rung.every) return;
    const again = fired && clock.again !== undefined && clock.again > clock.reached.at;
    const at = nextTime(rung, index, again ? { ...clock, reached: startOfLadder(clock.again) } : clock, law);
    if (at !== undefined) consider({ at, rung: index });
  });
  return next;
}

/** Whether a rung does nothing as the ticket stands. */
const isVoid = (rung: Rung, clock: ClockRecord, { rules }: Law, level: Level): boolean =>
  isOfAnother(rung, clock) || (rung.do === 'escalate' && rung.level <= level && !isFirstEdition(rules));

/** Its condition does not hold of the clock. */
const isOfAnother = (rung: Rung, { basis }: ClockRecord): boolean =>
  rung.while === 'decided' && !basis?.decided;

/** The highest level, but for those above the matter's, to which a clock's ladder has led by now: its rungs raised it, or found it reached. */
export function levelByLadder(clock: ClockRecord, law: Law, level: Level, now: Instant): Level {
  let highest: Level = 0;
  for (const rung of law.rules.clocks[clock.name]?.ladder ?? []) {
    if (rung.do !== 'escalate' || rung.level <= highest || rung.level > level || isOfAnother(rung, clock))
      continue;
    if (plannedMoment(rung, clock, law) <= now) highest = rung.level;
  }
  return highest;
}

/**
 * What a rung is known by on its ladder, also on that of another version of its rulebook: what it does, and which of those that do the
 * same it is.
 */
export function rungKey(ladder: readonly Rung[], index: number): string {
  const act = actKey(ladder[index]);
  const before = ladder.slice(0, index).filter((rung) => actKey(rung) === act).length;
  return before === 0 ? act : `${act} ${before + 1}`;
}

function actKey(rung: Rung | undefined): string {
  if (!rung) return '';
  return rung.do === 'supervise' ? rung.mode : rung.do === 'escalate' ? `level ${rung.level}` : rung.do;
}
