import { heartbeat } from '@temporalio/activity';
import type { Store } from '../../storage/store';

/** How many changes are gathered in one run. */
const MOST = 20_000;

/** Gathers for the feed what changed, where nobody reads it. @returns how many changes */
export async function gatherChanges({ feed }: Pick<Store, 'feed'>): Promise<number> {
  let gathered = 0;
  for (let some = 1; some > 0 && gathered < MOST; gathered += some) {
    some = await feed.gather();
    heartbeat();
  }
  return gathered;
}
