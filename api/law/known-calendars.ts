import type { CalendarYear } from '../../domain/time/calendar';
import type { PublishedCalendars } from '../../domain/time/local-days';
import type { NewestCalendars } from '../../storage/changes/changes';
import type { Database } from '../database';

/** The newest edition of every published year: what came with the package, and what the nation and cities have published since (T-7). */
export interface KnownCalendars {
  /** The edition of each year that came with the package. */
  readonly packaged: readonly CalendarYear[];
  /**
   * As they are at this moment, with the numbers of the newest publications; what is bound to a ticket is read so.
   * @throws the driver's error while the database is away
   */
  newest(): Promise<NewestCalendars>;
  /** At most a second old; and what was known last while the database is away, so that deadlines can be asked for all the same. */
  lately(): Promise<PublishedCalendars>;
}

/** How old (ms) an answer may be that binds nothing. */
const FRESH = 1_000;

export function knownCalendars(
  packaged: readonly CalendarYear[],
  database: Pick<Database, 'store'>,
): KnownCalendars {
  let known: PublishedCalendars = { years: packaged, local: new Map() };
  let readAt = Number.NEGATIVE_INFINITY;
  const newest: KnownCalendars['newest'] = async () =>
    (await database.store()).changes.newestCalendars(packaged);
  return {
    packaged,
    newest,
    async lately() {
      if (performance.now() - readAt < FRESH) return known;
      try {
        known = await newest();
      } catch {
        // Whoever wants to write hears of it.
      }
      readAt = performance.now();
      return known;
    },
  };
}
