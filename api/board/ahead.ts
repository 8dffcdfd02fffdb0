import type { Does } from '../../domain/forecast/forecast';
import {
  dayOf,
  type Instant,
  isoDay,
  isoInstant,
  MINUTE,
  momentOn,
  plusDays,
} from '../../domain/time/instant';
import type { Store } from '../../storage/store';
import { forecast } from '../forecast/forecast';
import type { Parts } from '../parts';
import type { BoardAnswer } from './answers';
import { keptFor } from './kept';

type Ahead = BoardAnswer['ahead'];

/** Today, and so many days after it. */
const DAYS = 7;
/** For so long (ms) it is not foretold anew: each time every ticket is looked at to which something happens. */
const FRESH = 5 * MINUTE;
const MOST = 40;
const PATIENCE = 2_000;

/** What happens by itself on each of the next days if nobody acts; not what is referred, which is for those whom it is told. */
export function aheadBy({ config, calendars, log }: Pick<Parts, 'config' | 'calendars' | 'log'>) {
  const kept = keptFor<Ahead>({ fresh: FRESH, most: MOST }, (error) =>
    log.warn({ err: error }, 'what happens by itself could not be foretold'),
  );

  async function foretold(store: Store, district: string | undefined, now: Instant): Promise<Ahead> {
    const today = dayOf(now);
    const { days, truncated } = await forecast(
      { store, calendars: await calendars.newest(), units: config.units, now },
      {
        until: momentOn(plusDays(today, DAYS), 0),
        mayKnow: ({ does }) => does !== 'refer' && does !== 'propose',
        limit: 1,
        ...(district === undefined ? {} : { district }),
      },
    );
    const first = isoDay(today);
    return {
      complete: !truncated,
      at: isoInstant(now),
      days: Array.from({ length: DAYS }, (_, n) => {
        const day = isoDay(plusDays(today, n));
        // What an outage holds up happens today.
        const its = days.filter((it) => it.day === day || (n === 0 && it.day < first));
        const of = (does: Does): number => its.reduce((sum, it) => sum + (it.does[does] ?? 0), 0);
        const by = {
          remind: of('remind'),
          urge: of('urge'),
          supervise: of('supervise'),
          correct: of('correct'),
          escalate: of('escalate'),
        };
        return { day, count: Object.values(by).reduce((sum, it) => sum + it, 0), ...by };
      }),
    };
  }

  return async (store: Store, district: string | undefined, now: Instant): Promise<Ahead> => {
    const name = `${isoDay(dayOf(now))} ${district ?? ''}`;
    return (
      (await kept(name, () => foretold(store, district, now), PATIENCE)) ?? { complete: false, days: [] }
    );
  };
}
