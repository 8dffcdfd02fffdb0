import { heartbeat } from '@temporalio/activity';
import type { Logger } from 'pino';
import { type HotSpotRule, hotSpotsIn, type Raised } from '../../domain/repeats/hot-spots';
import { type Instant, instant } from '../../domain/time/instant';
import type { Happened } from '../../engine/occasions/opening';
import type { KnownHotSpot } from '../../storage/repeats/hot-spots';
import type { Store } from '../../storage/store';
import type { HotSpotActivities } from '../contract';

/** How many tickets one read takes. */
const PAGE = 1_000;
/** What is looked back, in the lengths of time that a hot spot is counted in: so a look that was left out is made up. */
const LENGTHS = 2;

export function makeHotSpotActivities({
  store,
  rule,
  happened,
  log,
}: {
  readonly store: Pick<Store, 'hotSpots' | 'tickets'>;
  readonly rule: HotSpotRule;
  /** Opens what a hot spot brings about; harmless when repeated. */
  readonly happened: (happened: Happened) => Promise<unknown>;
  readonly log: Pick<Logger, 'info'>;
}): HotSpotActivities {
  return {
    async findHotSpots() {
      const now = instant(Date.now());
      const since = instant(now - LENGTHS * rule.within);
      const raised: Raised[] = [];
      let last: { readonly at: number; readonly id: string } | undefined;
      do {
        const page = await store.hotSpots.raisedSince(since, last, PAGE);
        raised.push(...page.raised);
        last = page.last;
        heartbeat();
      } while (last);
      let found = 0;
      for (const spot of hotSpotsIn(raised, rule)) {
        if (!(await store.hotSpots.keep(spot, now))) continue;
        found++;
        log.info(
          { hotSpot: spot.key, tickets: spot.tickets.length, callers: spot.callers },
          'a hot spot was found',
        );
      }
      for (const spot of await store.hotSpots.untaken(PAGE)) {
        heartbeat();
        const owed = await studyOf(spot, now);
        if (!owed) continue;
        await happened(owed);
        await store.hotSpots.take(spot.id);
      }
      return { found };
    },
  };

  /** Its special study is owed by the unit that handles the first of its tickets (JN-7); nobody's while none was dispatched. */
  async function studyOf({ id, tickets, category, district }: KnownHotSpot, at: Instant) {
    for (const ticket of tickets) {
      const found = await store.tickets.find(ticket);
      const unit = found?.assignments.find(({ role }) => role === 'lead')?.unit;
      if (found && unit !== undefined) {
        const about = { unit, category, district };
        return {
          rulebook: found.rulebook.id,
          on: 'hot-spot',
          about,
          key: id.replaceAll(':', '.'),
          at,
        } as const;
      }
    }
    return undefined;
  }
}
