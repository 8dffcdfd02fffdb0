import type { Response } from 'express';
import type { Logger } from 'pino';
import { isBefore, type Place, type PlacedChange } from '../../storage/feed/block';
import type { Store } from '../../storage/store';
import type { Database } from '../database';
import { beginEvents, eventText, KEEP_ALIVE } from './event-stream';
import { tooMany, unavailable } from '../http/problem';
import type { Subject } from '../requests/subject';
import { changeJson, mayFollow, partsIn, type PartsByTicket } from './following';
import { placeText } from './places';

/** How often (ms) the database is asked what came, for all who listen together. */
const EVERY = 1_000;
/** After so long (ms) without a word a connection is told that it is alive: proxies cut off what is silent for a minute. */
const QUIET = 15_000;
/** So many changes one question brings. */
const MOST = 1_000;
/** What waits for a listener that does not read (bytes): with more it is let go, and goes on where it was. */
const MOST_WAITING = 1_048_576;
/** So many connections at once: of one account, and of all by one process. */
const OF_ONE = 10;
const OF_ALL = 1_000;

interface Listener {
  readonly subject: Subject;
  readonly response: Response;
  /** Up to here it was told all that it may know. */
  place: Place;
  spokenTo: number;
}

/** Connections on which changes are told as they happen. */
export interface Listeners {
  /** How many there are. */
  count(): number;
  /** Keeps a place for one more. @throws a 429 or 503 where there are enough */
  admit(subject: Subject): void;
  /** Tells a connection of all that came behind a place, and of all that comes, until its token ends or it is gone. */
  tell(subject: Subject, response: Response, from: Place): Promise<void>;
  /** Ends all, and takes no more. */
  close(): void;
}

/**
 * Tells all listeners of a process together: whoever comes back is first told what it missed, page by page, and joins the others where it
 * has caught up. From then on the database is asked once for all.
 */
export function listenersOf(
  database: Pick<Database, 'store'>,
  log: Pick<Logger, 'warn'>,
  { every = EVERY, quiet = QUIET, now = Date.now } = {},
): Listeners {
  const all = new Set<Listener>();
  /** Of these, those that were told all up to `told`. */
  const together = new Set<Listener>();
  let told: Place | undefined;
  let beat: NodeJS.Timeout | undefined;
  let closed = false;

  function letGo(listener: Listener): void {
    all.delete(listener);
    together.delete(listener);
    listener.response.end();
  }

  function say(listener: Listener, text: string): void {
    listener.response.write(text);
    listener.spokenTo = now();
    if (listener.response.writableLength > MOST_WAITING) {
      // What it was not given it asks for again.
      listener.response.destroy();
      letGo(listener);
    }
  }

  /** Tells one of what it may know of these, and where it goes on. */
  function pass(
    listener: Listener,
    changes: readonly PlacedChange[],
    parts: PartsByTicket,
    upTo: Place,
  ): void {
    if (!isBefore(listener.place, upTo)) return;
    const shown = changes.filter(
      (it) => isBefore(listener.place, it.place) && mayFollow(listener.subject, it, parts),
    );
    const text = shown.map((it) => eventText(placeText(it.place), changeJson(it))).join('');
    const last = shown.at(-1)?.place;
    listener.place = upTo;
    say(listener, last && !isBefore(last, upTo) ? text : text + eventText(placeText(upTo)));
  }

  /** Up to where those who listen were told; where nobody did, the end: whoever joins has read up to there itself. */
  async function beginning({ feed }: Pick<Store, 'feed'>): Promise<Place> {
    const end = told ?? (await feed.end());
    // Somebody else may have begun meanwhile.
    told ??= end;
    return told;
  }

  /** Asks what came, once for all, and tells them. */
  async function tellNews(): Promise<void> {
    const store = await database.store();
    for (let some = 1; some > 0;) some = await store.feed.gather();
    for (;;) {
      const { changes, place } = await store.feed.after(await beginning(store), MOST);
      if (changes.length === 0) return;
      const parts = await partsIn(store, changes);
      // From here on nothing else happens until all are told: who joins meanwhile has caught up to before, or to behind.
      for (const listener of together) pass(listener, changes, parts, place);
      told = place;
    }
  }

  async function look(): Promise<void> {
    try {
      await tellNews();
    } catch (error) {
      if (!closed) log.warn({ err: error }, 'changes could not be read');
    }
    for (const listener of all) {
      const { exp = Infinity } = listener.subject;
      if (now() >= exp * 1_000) letGo(listener);
      else if (now() - listener.spokenTo >= quiet) say(listener, KEEP_ALIVE);
    }
    beat = undefined;
    if (all.size === 0) told = undefined;
    else goOn();
  }

  function goOn(): void {
    if (!closed) beat ??= setTimeout(() => void look(), every).unref();
  }

  /** Tells one what it missed, as fast as it reads. */
  async function catchUp(listener: Listener, store: Store): Promise<void> {
    const before = await beginning(store);
    while (all.has(listener)) {
      const { changes, place } = await store.feed.after(listener.place, MOST);
      const parts = await partsIn(store, changes);
      pass(listener, changes, parts, place);
      if (!isBefore(listener.place, told ?? before)) {
        if (all.has(listener)) together.add(listener);
        return;
      }
      if (listener.response.writableNeedDrain) await drained(listener.response);
    }
  }

  return {
    count: () => all.size,

    admit({ role, sub }) {
      if (closed || all.size >= OF_ALL) throw unavailable('There are enough listeners here; ask again.');
      const own = [...all].filter(({ subject }) => subject.role === role && subject.sub === sub);
      if (own.length >= OF_ONE) throw tooMany();
    },

    async tell(subject, response, from) {
      if (closed || response.req.method === 'HEAD') return void response.end();
      const listener: Listener = { subject, response, place: from, spokenTo: now() };
      all.add(listener);
      response.once('close', () => letGo(listener));
      beginEvents(response);
      say(listener, eventText(placeText(from)));
      goOn();
      try {
        await catchUp(listener, await database.store());
      } catch (error) {
        log.warn({ err: error }, 'a listener could not be told what it missed');
        letGo(listener);
      }
    },

    close() {
      closed = true;
      clearTimeout(beat);
      for (const listener of all) letGo(listener);
    },
  };
}

const drained = (response: Response): Promise<void> =>
  new Promise((resolve) => {
    const over = (): void => {
      response.off('drain', over).off('close', over);
      resolve();
    };
    response.once('drain', over).once('close', over);
  });
