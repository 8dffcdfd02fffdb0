import {
  dayOf,
  type Instant,
  instant,
  isoDay,
  isoInstant,
  momentOn,
  plusDays,
} from '../../domain/time/instant';
import type { Counting } from '../../storage/board/board';
import type { Store } from '../../storage/store';
import type { Parts } from '../parts';
import { aheadBy } from './ahead';
import type { BoardAnswer } from './answers';
import { keptFor } from './kept';
import { ratesBy } from './rates';

/** Whoever asks within this time (ms) is given the same figures: a hall may have many screens. */
const FRESH = 2_000;
const MOST = 40;
/** So many units are shown, and so many hot spots, of the newest. */
const UNITS = 20;
const HOT_SPOTS = 10;
const NEWEST = 50;

/** From after the beginning of a day to its end: what ends at midnight ends the day before (T-1). */
export const todayOf = (now: Instant): Counting['today'] => {
  const today = dayOf(now);
  return [momentOn(today, 0), momentOn(plusDays(today, 1), 0)];
};

export const countingOf = (now: Instant, district: string | undefined): Counting => ({
  today: todayOf(now),
  ...(district === undefined ? {} : { district }),
});

type Counted = Omit<BoardAnswer, 'months' | 'ahead'>;

/** The figures of the hall. What is counted of the present is of these seconds; months and days ahead are some minutes old. */
export function boardBy(parts: Pick<Parts, 'config' | 'calendars' | 'database' | 'log'>) {
  const { config, database, log } = parts;
  const rates = ratesBy(config, log);
  const ahead = aheadBy(parts);
  let failure: unknown;
  const kept = keptFor<Counted>({ fresh: FRESH, most: MOST }, (error) => (failure = error));

  async function counted(store: Store, district: string | undefined, now: Instant): Promise<Counted> {
    const [counts, load, hotSpots] = await Promise.all([
      store.board.counts(countingOf(now, district)),
      store.board.load(district),
      hotSpotsOf(store, district),
    ]);
    return {
      at: isoInstant(now),
      today: isoDay(dayOf(now)),
      ...(district === undefined ? {} : { district }),
      ...counts,
      load: load
        .toSorted((a, b) => b.overdue - a.overdue || b.open - a.open || (a.unit < b.unit ? -1 : 1))
        .slice(0, UNITS)
        .map(({ unit, ...its }) => ({ unit, name: config.units.byId(unit)?.name ?? unit, ...its })),
      hotSpots,
    };
  }

  return async (district: string | undefined): Promise<BoardAnswer> => {
    const store = await database.store();
    const now = instant(Date.now());
    const [present, months, days] = await Promise.all([
      kept(district ?? '', () => counted(store, district, now)),
      rates(store, district, now),
      ahead(store, district, now),
    ]);
    if (!present) throw failure;
    return { ...present, months, ahead: days };
  };
}

/** The newest hot spots of which some ticket is open, with how many are. */
async function hotSpotsOf(store: Store, district: string | undefined): Promise<BoardAnswer['hotSpots']> {
  const { items } = await store.hotSpots.list(undefined, NEWEST);
  const its = items.filter((it) => district === undefined || it.district === district);
  if (its.length === 0) return [];
  const open = new Set(
    (await store.tickets.openAmong(its.flatMap(({ tickets }) => tickets))).map(({ id }) => id),
  );
  return its
    .map(({ id, category, district: where, since, until, foundAt, callers, tickets }) => ({
      id,
      category,
      district: where,
      since: isoInstant(instant(since)),
      until: isoInstant(instant(until)),
      foundAt: isoInstant(foundAt),
      callers,
      tickets: tickets.length,
      open: tickets.filter((ticket) => open.has(ticket)).length,
    }))
    .filter((it) => it.open > 0)
    .slice(0, HOT_SPOTS);
}
