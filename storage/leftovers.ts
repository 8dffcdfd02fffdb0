import { DAY, HOUR, type Instant, instant } from '../domain/time/instant';
import type { Attachments } from './attachments/attachments';
import type { Uploads } from './attachments/uploads';
import { DRAFT_KEPT, type Drafts } from './desk/drafts';
import type { Holds } from './desk/holds';
import type { AllTexts, CommandGiven } from './ledger/command-texts';
import type { Feed } from './feed/feed';
import type { Ledger } from './ledger/ledger';
import type { Superseded } from './ledger/superseded';
import { pages } from './page';
import type { Accesses } from './requests/accesses';
import type { Limits } from './requests/limits';
import type { Requests } from './requests/requests';
import type { Sessions } from './sessions/sessions';
import type { Tickets } from './tickets/tickets';

/** A command is answered within seconds; what has no event after this time was left by a crash, if the ticket has gone on since. */
const TEXTS_KEPT = HOUR;
/** No request goes on for so long: an upload of that age has come to its end, or to none. */
const UPLOADS_KEPT = HOUR;
/** How long a request may be repeated with its `Idempotency-Key`. */
const REQUESTS_KEPT = 7 * DAY;
/**
 * Who looked at whose matter is told for three years: as long as records of how personal data was handled are kept (个人信息保护法 art. 56),
 * and longer than the six months of logs (网络安全法).
 */
const ACCESSES_KEPT = 3 * 366 * DAY;
/** After the end of a count's window: clocks of processes differ. */
const LIMITS_KEPT = HOUR;
/** After the end of a session: clocks of processes differ. */
const SESSIONS_KEPT = HOUR;
/** A hold lasts minutes. */
const HOLDS_KEPT = DAY;
/** How long the feed tells of a change: whoever was away for longer reads the lists anew. */
const FEED_KEPT = 30 * DAY;
/** How many requests, accesses, drafts, holds, counts, sessions or blocks of the feed are forgotten at once. */
const FORGOTTEN = 1_000;

/**
 * Removes what requests left behind that crashed half-way: command texts that no event refers to, files that no attachment
 * refers to; and what has had its time: idempotency keys, notes of who looked at what, drafts, holds, changes in the feed, counts and
 * sessions that are over.
 * @param pause called after each page
 * @returns how many requests' leftovers there were
 */
export async function removeLeftovers(
  {
    tickets,
    ledger,
    superseded,
    texts,
    requests,
    limits,
    sessions,
    attachments,
    uploads,
    accesses,
    drafts,
    holds,
    feed,
  }: {
    tickets: Tickets;
    ledger: Ledger;
    superseded: Superseded;
    texts: AllTexts;
    requests: Requests;
    limits: Limits;
    sessions: Sessions;
    attachments: Attachments;
    uploads: Uploads;
    accesses: Accesses;
    drafts: Drafts;
    holds: Holds;
    feed: Pick<Feed, 'forget'>;
  },
  now: Instant,
  pause: () => void = () => {},
): Promise<number> {
  let removed = 0;
  const old = instant(now - TEXTS_KEPT);
  for await (const page of pages(
    (after, limit) => texts.unconfirmed(old, after, limit),
    ({ id }) => id,
  )) {
    const ids = page.map(({ id }) => id);
    // What gave way in the ledger is still read by auditors.
    const applied = new Set([...(await ledger.applied(ids)), ...(await superseded.stood(ids))]);
    await texts.confirm([...applied]);
    for (const command of page) {
      if (applied.has(command.id) || !(await isAbandoned(command))) continue;
      await texts.remove(command.id);
      removed++;
    }
    pause();
  }
  const begun = instant(now - UPLOADS_KEPT);
  for await (const page of pages(
    (after, limit) => uploads.unsettled(begun, after, limit),
    (file) => file,
  )) {
    const attached = await attachments.filesAmong(page);
    for (const file of page) {
      if (attached.has(file)) {
        await uploads.keep(file);
      } else {
        await uploads.discard(file);
        removed++;
      }
    }
    pause();
  }
  removed += await forgotten(requests, REQUESTS_KEPT);
  removed += await forgotten(accesses, ACCESSES_KEPT);
  removed += await forgotten(drafts, DRAFT_KEPT);
  await forgotten(limits, LIMITS_KEPT);
  await forgotten(sessions, SESSIONS_KEPT);
  await forgotten(holds, HOLDS_KEPT);
  await forgotten(feed, FEED_KEPT);
  return removed;

  /** Forgets all of a room that is older than `kept` (ms). @returns how many */
  async function forgotten(room: Pick<Requests, 'forget'>, kept: number): Promise<number> {
    let all = 0;
    for (let some = FORGOTTEN; some === FORGOTTEN; pause()) {
      some = await room.forget(instant(now - kept), FORGOTTEN);
      all += some;
    }
    return all;
  }

  /**
   * The ledger of a ticket may lag behind its workflow while the database was away, for hours; a command that is not in it yet is not lost.
   * But turns are written in order: once something later is in it, the command was never applied.
   */
  async function isAbandoned({ ticketId, at }: CommandGiven): Promise<boolean> {
    const ticket = await tickets.find(ticketId);
    if (!ticket || ticket.erasedAt !== undefined || at < now - REQUESTS_KEPT) return true;
    const [last] = await ledger.events(ticketId, ticket.seq - 1, ticket.seq);
    return last !== undefined && last.at > at + TEXTS_KEPT;
  }
}
