import { setImmediate as others } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Frequencies, Words } from '../../domain/repeats/likeness';
import { type Marks, type Near, WordIndex } from '../../domain/repeats/word-index';
import { DAY, instant, MINUTE } from '../../domain/time/instant';
import type { ComparedTicket } from '../../storage/repeats/compared';
import type { Database } from '../database';

/** Open and recent tickets in memory, to be compared with a new matter: keyed tokens, and nothing that can be read. */
export interface ComparedTickets {
  /** Begins to read them, where that was not done yet; nothing waits for it. */
  start(): void;
  /**
   * Those that say what a text says, the likeliest first, with what changed up to a second ago.
   * @param words by each data key
   * @returns undefined while they are read for the first time
   * @throws the driver's error while the database is away
   */
  nearest(
    words: ReadonlyMap<string, Words>,
    marks: Pick<Marks, 'category' | 'district'>,
    most: number,
  ): Promise<Near[] | undefined>;
  /** How often tokens occur among them. */
  readonly frequencies: Frequencies;
}

/** So many tickets are compared at most (DESIGN §8): of more the latest. */
const MOST = 100_000;
/** One read: so little that a request waits for no more than some milliseconds of it. */
const PAGE = 200;
/** Closed ones are compared for so long after they came. */
const RECENT = 400 * DAY;
/** How often (ms) what changed is read where nobody asks; all is read anew once a day, so that what was erased, archived or put right counts. */
const FOLLOWS_EVERY = MINUTE / 2;
const ALL_ANEW_AFTER = DAY;
/** What changed within this time (ms) before the last that was read is read once more: who wrote it may be behind with its clock, or slow. */
const ONCE_MORE = 10_000;
/** How old (ms) what is known may be. */
const FRESH = 1_000;
/** How long (ms) after a failure it is tried again. */
const TRIES_AGAIN = 5_000;

export function comparedTickets(
  database: Pick<Database, 'store'>,
  log: Pick<Logger, 'info' | 'warn'>,
  most = MOST,
): ComparedTickets {
  const index = new WordIndex(most);
  /** What a round through all has met, and what changed meanwhile. */
  let met: Set<string> | undefined;
  let ready = false;
  let started = false;
  let changed = instant(0);
  let readAt = Number.NEGATIVE_INFINITY;
  let allReadAt = Number.NEGATIVE_INFINITY;
  let following: Promise<void> | undefined;

  function take({ id, words, ...marks }: ComparedTicket): void {
    met?.add(id);
    index.put(id, words, marks);
  }

  /** Reads what changed since the last look. */
  async function follow(): Promise<void> {
    const { repeats } = await database.store();
    const since = instant(Math.max(0, changed - ONCE_MORE));
    let [from, after] = [since, ''];
    for (;;) {
      const page = await repeats.changedSince(from, after, PAGE);
      for (const ticket of page) take(ticket);
      const last = page.at(-1);
      if (last === undefined) break;
      [from, after] = [last.decided, last.id];
      changed = instant(Math.max(changed, last.decided));
      if (page.length < PAGE) break;
      await others();
    }
    readAt = performance.now();
  }

  /** One at a time; who comes meanwhile waits for the same. */
  function followed(): Promise<void> {
    following ??= follow().finally(() => {
      following = undefined;
    });
    return following;
  }

  /** Reads all, the newest first, and forgets what is not there any more. */
  async function readAll(): Promise<void> {
    const begun = instant(Date.now());
    const { repeats } = await database.store();
    met = new Set();
    let before: string | undefined;
    try {
      while (met.size < most) {
        const page = await repeats.comparedBefore(before, PAGE);
        for (const ticket of page) if (!ticket.closed || ticket.receivedAt > begun - RECENT) take(ticket);
        before = page.at(-1)?.id;
        if (page.length < PAGE) break;
        await others();
      }
      index.keepOnly(met);
    } finally {
      met = undefined;
    }
    for (const _ of index.measure()) await others();
    if (!ready) changed = begun;
    ready = true;
    allReadAt = performance.now();
    log.info({ tickets: index.texts, bytes: index.bytes }, 'tickets are ready to be compared');
  }

  async function keepUp(): Promise<void> {
    let pause: number = FOLLOWS_EVERY;
    try {
      if (performance.now() - allReadAt > ALL_ANEW_AFTER) await readAll();
      await followed();
    } catch (error) {
      log.warn({ err: error }, 'tickets that are compared could not be read');
      pause = TRIES_AGAIN;
    }
    setTimeout(() => void keepUp(), pause).unref();
  }

  function start(): void {
    if (started) return;
    started = true;
    void keepUp();
  }

  return {
    start,
    async nearest(words, marks, count) {
      start();
      if (!ready) return undefined;
      if (performance.now() - readAt > FRESH) await followed();
      const near = [...words.values()].flatMap((by) => index.nearest(by, marks, count));
      return near.toSorted((a, b) => b.likeness - a.likeness).slice(0, count);
    },
    frequencies: index,
  };
}
