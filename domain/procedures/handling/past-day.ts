import { because, type Wrong, wrong } from '../refusal';
import { dayOf, type Instant, parseDay } from '../../time/instant';

/** What is wrong with a day until which a unit needs: it has passed. @param rule that the day is given by, if a rule wants it */
export function pastDay(expectedBy: string | undefined, now: Instant, rule?: string): Wrong | undefined {
  const day = expectedBy === undefined ? undefined : parseDay(expectedBy);
  return day !== undefined && day < dayOf(now)
    ? wrong(because('not-of-this-order'), 'expectedBy', because('a-later-day', rule))
    : undefined;
}
