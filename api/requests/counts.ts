import { createHmac } from 'node:crypto';
import type { Store as Counter, Options } from 'express-rate-limit';
import { type Instant, instant } from '../../domain/time/instant';
import type { Database } from '../database';

/** Counts for `express-rate-limit`, each by its name. */
export type Counts = (name: string) => Counter;

/** How long counts stay with us before the others are told (ms): each API lets at most so much more through as comes in that time. */
const TELLS_AFTER = 1_000;
/** How long the first to be counted waits for what others counted (ms). */
const PATIENCE = 250;
/** How long a database that did not answer is left alone (ms). */
const PAUSE = 5_000;

interface Count {
  readonly until: Instant;
  /** By us, and by the others as far as we know. */
  hits: number;
  /** Of ours, what the others do not know yet. */
  untold: number;
  telling?: NodeJS.Timeout;
}

/**
 * Counts that all APIs share. Each counts for itself, and adds to the shared count when the first of a window comes, and then once a second
 * at most: whoever floods one makes a write a second. While the database is away each API counts alone; nobody is refused or waits for it.
 * What is counted is kept as a keyed hash: no address and no account stands in the database.
 * @param secret 32 bytes, the same for every API
 */
export function sharedCounts(
  secret: Buffer,
  database: Pick<Database, 'store'>,
  now: () => number = Date.now,
): Counts {
  let awayUntil = 0;

  async function add(key: string, until: Instant, by: number): Promise<number | undefined> {
    if (now() < awayUntil) return undefined;
    try {
      const store = await database.store();
      return await store.limits.add(key, until, by);
    } catch {
      awayUntil = now() + PAUSE;
      return undefined;
    }
  }

  return (name) => {
    // In the order in which their windows end.
    const counts = new Map<string, Count>();
    let window = 0;

    const forget = (at: number): void => {
      for (const [key, { until }] of counts) {
        if (until > at) return;
        counts.delete(key);
      }
    };

    async function tell(key: string, count: Count): Promise<void> {
      clearTimeout(count.telling);
      count.telling = undefined;
      const by = count.untold;
      count.untold = 0;
      const hashed = createHmac('sha256', secret)
        .update(JSON.stringify(['limit', name, key]))
        .digest('base64url');
      const all = await add(hashed, count.until, by);
      if (all !== undefined) {
        count.hits = Math.max(count.hits, all + count.untold);
      } else if (now() < count.until) {
        count.untold += by;
        count.telling ??= setTimeout(() => void tell(key, count), PAUSE).unref();
      }
    }

    function change(key: string, count: Count, by: 1 | -1): void {
      count.hits += by;
      count.untold += by;
      count.telling ??= setTimeout(() => void tell(key, count), TELLS_AFTER).unref();
    }

    return {
      prefix: name,
      localKeys: false,
      init: ({ windowMs }: Options) => void (window = windowMs),
      async increment(key) {
        const at = now();
        forget(at);
        const known = counts.get(key);
        const count = known ?? {
          until: instant((Math.floor(at / window) + 1) * window),
          hits: 0,
          untold: 0,
        };
        counts.set(key, count);
        change(key, count, 1);
        if (!known) await Promise.race([tell(key, count), patience()]);
        return { totalHits: count.hits, resetTime: new Date(count.until) };
      },
      decrement(key) {
        const count = counts.get(key);
        if (count && count.hits > 0) change(key, count, -1);
      },
      resetKey: (key) => void counts.delete(key),
    };
  };
}

const patience = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, PATIENCE).unref());
