import { because, notNow } from '../../domain/procedures/refusal';
import { type Instant, instant, MINUTE } from '../../domain/time/instant';
import type { Language } from '../../domain/words';
import { accountId } from '../../storage/desk/account';
import type { Store } from '../../storage/store';
import type { ListedTicket, StoredTicket } from '../../storage/tickets/tickets';
import { refused } from '../http/problem';
import type { Subject } from '../requests/subject';

/** So long (ms) an operator has a call-back in hand; set: local. */
export const HELD_FOR = 10 * MINUTE;

/** How many of the queue are looked at at once. */
const PAGE = 50;

/** In which a refusal is told. */
interface Asking {
  readonly store: Store;
  readonly language: Language;
}

/** A ticket that an operator has in hand. */
export interface InHand {
  readonly ticket: StoredTicket;
  readonly until: Instant;
}

/**
 * Takes in hand the call-back that is due first and that nobody holds (WF-25); one that the asker holds already comes before all others.
 * @param skip tickets that the asker does not want now
 * @returns undefined where none waits
 */
export async function takeNext(
  store: Store,
  subject: Subject,
  skip: readonly string[],
  now: Instant,
): Promise<InHand | undefined> {
  for (const { ticket: id } of await store.holds.heldBy(subject, now)) {
    const own = skip.includes(id) ? undefined : await takeOne(store, subject, id, now);
    if (own) return own;
  }
  for (let cursor: string | undefined, more = true; more;) {
    const page = await store.tickets.waitingForCalls(cursor, PAGE);
    const held = await store.holds.of(
      page.items.map(({ id }) => id),
      now,
    );
    for (const { id, callFrom } of page.items) {
      if (skip.includes(id) || held.has(id) || (callFrom !== undefined && callFrom > now)) continue;
      const taken = await takeOne(store, subject, id, now);
      if (taken) return taken;
    }
    cursor = page.nextCursor;
    more = cursor !== undefined;
  }
  return undefined;
}

/** Takes one in hand, if it waits for a call still: it may have been called back since it was listed. */
async function takeOne(
  store: Store,
  subject: Subject,
  id: string,
  now: Instant,
): Promise<InHand | undefined> {
  const until = instant(now + HELD_FOR);
  if (!(await store.holds.take(id, subject, now, until))) return undefined;
  const ticket = await store.tickets.find(id);
  if (ticket && waitsForCall(ticket, now)) return { ticket, until };
  await letGo(store, subject, id);
  return undefined;
}

const waitsForCall = ({ state, closing, callFrom }: ListedTicket, now: Instant): boolean =>
  state === 'callback' && closing === undefined && (callFrom === undefined || callFrom <= now);

export const letGo = (store: Store, subject: Subject, id: string): Promise<void> =>
  store.holds.release(id, subject);

/** Takes the named one in hand, or goes on holding it. @throws a 409 where it waits for no call, or another holds it */
export async function hold(
  { store, language }: Asking,
  subject: Subject,
  { id, state, closing }: Pick<StoredTicket, 'id' | 'state' | 'closing'>,
  now: Instant,
): Promise<Instant> {
  if (state !== 'callback')
    throw refused(notNow(because('not-in-this-state', { command: 'callback', state }), []), language);
  if (closing !== undefined)
    throw refused(notNow(because('explanation-owed', { closing }, 'WF-14'), []), language);
  const until = instant(now + HELD_FOR);
  if (await store.holds.take(id, subject, now, until)) return until;
  await mustNotBeHeld({ store, language }, subject, id, now);
  // Whoever had it has let it go meanwhile.
  return hold({ store, language }, subject, { id, state, closing }, now);
}

/**
 * So that no caller is called by two operators at once: while one has a call-back in hand, no other answers it. A guard of the API alone.
 * @throws a 409 that says who has it, and until when
 */
export async function mustNotBeHeld(
  { store, language }: Asking,
  subject: Subject,
  id: string,
  now = instant(Date.now()),
): Promise<void> {
  const found = (await store.holds.of([id], now)).get(id);
  if (!found || isMine(found, subject)) return;
  throw refused(notNow(because('held-by-another', found), []), language);
}

/** Whether a hold is the asker's own. */
export const isMine = ({ account }: { readonly account: string }, subject: Subject): boolean =>
  account === accountId(subject);
