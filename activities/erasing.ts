import { heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { keptUntil } from '../domain/law/personal-data';
import type { RetentionRule } from '../domain/law/rules';
import { HOUR, type Instant } from '../domain/time/instant';
import { eachAtOnce } from '../engine/at-once';
import { isRunning } from '../engine/is-running';
import type { Place } from '../storage/personal-data/care';
import type { Store } from '../storage/store';
import { errorFields } from '../telemetry/fault';

/** How many tickets one sweep looks at: few enough that nothing else waits long for its own. */
const LOOKED_AT = 200;
/** How long nothing is looked for (ms) where all was looked at. */
const RESTS = HOUR;

/** Where a pass through all that was kept long enough goes on. */
interface Pass {
  /** What is left; the cursor is of the first. */
  readonly left: readonly { readonly place: Place; readonly rulebook: string }[];
  readonly cursor?: string;
}

/**
 * Finishes erasures and corrections that were recorded and not done, and erases what was kept as long as the city's rulebook says
 * (个人信息保护法 art. 19), some at each call; what has to be kept, and what is open, stays.
 */
export function erasing({
  store,
  client,
  rulebooks,
  log,
}: {
  readonly store: Store;
  readonly client: Client;
  readonly rulebooks: ReadonlyMap<string, { readonly retention?: RetentionRule }>;
  readonly log: Pick<Logger, 'info' | 'error'>;
}): (now: Instant) => Promise<number> {
  let pass: Pass | undefined;
  let restsUntil = 0;

  return async (now) => {
    let failures = 0;
    const failed = (ticket: string, error: unknown): void => {
      failures++;
      log.error({ ticket, ...errorFields(error) }, 'the personal data of a ticket could not be seen to');
    };
    const done = await store.personalData.finish(now, failed, heartbeat);
    const count = await retain(now, failed);
    if (done + count > 0) log.info({ finished: done, erased: count }, 'personal data seen to');
    // The sweep tells of it as of any step that failed, when all were tried.
    if (failures > 0) throw new Error(`${failures} tickets`);
    return count;
  };

  /** @returns how many tickets were erased */
  async function retain(now: Instant, failed: (ticket: string, error: unknown) => void): Promise<number> {
    if (now < restsUntil) return 0;
    let count = 0;
    for (let left = LOOKED_AT; left > 0;) {
      pass ??= { left: placesOf(rulebooks) };
      const [first, ...rest] = pass.left;
      if (!first) {
        pass = undefined;
        restsUntil = now + RESTS;
        break;
      }
      const until = keptUntil(rulebooks.get(first.rulebook)?.retention, now) ?? now;
      const { place, rulebook } = first;
      const found = await store.personalData.outlived(place, rulebook, until, pass.cursor, left);
      pass = found.nextCursor === undefined ? { left: rest } : { ...pass, cursor: found.nextCursor };
      left -= found.items.length;
      await eachAtOnce(
        found.items.filter(({ held }) => !held),
        async ({ id }) => {
          try {
            if (await erase(id, now)) count++;
          } catch (error) {
            failed(id, error);
          }
          heartbeat();
        },
      );
    }
    return count;
  }

  /** @returns false where its workflow goes on, or it is held since */
  async function erase(id: string, now: Instant): Promise<boolean> {
    const subject = { id, state: 'closed', runs: await isRunning(client, id) } as const;
    const why = await store.personalData.order(subject, { ground: 'period-over', at: now });
    if (why) return false;
    await store.personalData.erase(id, now);
    log.info({ ticket: id }, 'personal data erased');
    return true;
  }
}

const placesOf = (rulebooks: ReadonlyMap<string, { readonly retention?: RetentionRule }>): Pass['left'] =>
  [...rulebooks]
    .filter(([, { retention }]) => retention !== undefined)
    .flatMap(([rulebook]) => [
      { place: 'tickets', rulebook } as const,
      { place: 'archive', rulebook } as const,
      { place: 'restrictions', rulebook } as const,
    ]);
