import type { Logger } from 'pino';
import type { Harvest } from '../../config/accesses-file';
import { type Instant, instant } from '../../domain/time/instant';
import type { Access } from '../../storage/requests/accesses';
import type { Store } from '../../storage/store';

export type HarvestWatch = (store: Pick<Store, 'accesses'>, access: Access) => Promise<void>;

/**
 * Watches for accounts that are shown the contacts of conspicuously many callers in a short time. What all APIs showed is counted, by what
 * the database holds. It is asked only when this API shows an account somebody whom it did not show to it lately: nothing else raises the
 * count; and not again until the next length of time, once it was noted.
 */
export function harvestWatch({ contacts, within }: Harvest, log: Pick<Logger, 'warn'>): HarvestWatch {
  /** Until when what is shown does not count anew: an account, or an account and a ticket. */
  const settled = new Map<string, number>();

  function isSettled(key: string, at: Instant): boolean {
    return (settled.get(key) ?? 0) > at;
  }
  function settle(key: string, until: number): void {
    settled.delete(key);
    settled.set(key, until);
  }
  /** What was settled first is over first, but for accounts, which may stay a little longer. */
  function forget(at: Instant): void {
    for (const [key, until] of settled) {
      if (until > at) return;
      settled.delete(key);
    }
  }

  return async (store, { tickets, at, sub, role, unit }) => {
    forget(at);
    const account = JSON.stringify([sub]);
    const shown = tickets.map((ticket) => JSON.stringify([sub, ticket]));
    if (isSettled(account, at) || shown.every((it) => isSettled(it, at))) return;
    const count = await store.accesses.contactsShown(sub, instant(at - within));
    for (const it of shown) settle(it, at + within);
    if (count < contacts) return;
    settle(account, (Math.floor(at / within) + 1) * within);
    const who = { at, sub, role, ...(unit === undefined ? {} : { unit }) };
    if (await store.accesses.noteHarvest(who, within))
      log.warn({ sub, contacts: count }, 'an account was shown the contacts of many callers in a short time');
  };
}
