import { isGood } from '../../domain/knowledge/entry';
import { Search } from '../../domain/knowledge/search';
import { type Instant, instant, MINUTE } from '../../domain/time/instant';
import type { WrittenEntry } from '../../storage/knowledge/knowledge';
import type { Store } from '../../storage/store';

/** So much (ms) the clocks of two processes may differ: what the other wrote is not missed. */
const SKEW = MINUTE;
const PAGE = 200;

/**
 * All entries, as this process holds them for searching. Before each search it asks the database what was written since it last did, by an
 * index: so what was written anywhere is found at once, and a process that starts reads all of it once.
 */
export function knownEntries() {
  const search = new Search();
  const entries = new Map<string, WrittenEntry>();
  let newest: Instant | undefined;
  let reading: Promise<void> = Promise.resolve();

  async function read(store: Pick<Store, 'knowledge'>): Promise<void> {
    const of = newest === undefined ? {} : { since: instant(newest - SKEW) };
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await store.knowledge.list(of, cursor, PAGE);
      for (const entry of page.items) {
        newest = instant(Math.max(newest ?? 0, entry.at));
        const known = entries.get(entry.id);
        if (known && known.version >= entry.version) continue;
        entries.set(entry.id, entry);
        search.put(entry);
      }
      cursor = page.nextCursor;
    }
  }

  return {
    /** The good entries that answer best, the best first. */
    async find(
      store: Pick<Store, 'knowledge'>,
      asked: string,
      most: number,
      now: Instant,
    ): Promise<WrittenEntry[]> {
      // One after the other: what was written after one began, the next has to see.
      const own = reading.then(() => read(store));
      reading = own.catch(() => {});
      await own;
      return search
        .find(asked, search.size)
        .flatMap(({ id }) => entries.get(id) ?? [])
        .filter((entry) => isGood(entry, now))
        .slice(0, most);
    },
  };
}

export type KnownEntries = ReturnType<typeof knownEntries>;
