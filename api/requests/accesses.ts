import type { Logger } from 'pino';
import { instant } from '../../domain/time/instant';
import type { Access } from '../../storage/requests/accesses';
import type { Store } from '../../storage/store';
import type { Database } from '../database';
import type { Address, Looked, Reply } from '../http/address';
import type { FoundTicket } from '../tickets/visible-ticket';
import { maySeeCaller, type Owned } from './access';
import type { HarvestWatch } from './harvests';
import { accountOf, type Subject } from './subject';

/**
 * Notes who is about to see what of tickets, so that a leak can be traced (WF-7, WF-11, JE-20). Asked before an answer is sent: where it
 * fails nothing is shown. A caller’s look at the own ticket is not noted.
 * @returns what was noted; undefined for a caller
 * @throws the driver's error while the database is away
 */
export async function noteAccess(
  store: Pick<Store, 'accesses'>,
  subject: Subject,
  tickets: readonly Pick<Owned, 'id'>[],
  looked: Looked,
): Promise<Access | undefined> {
  if (subject.role === 'caller') return undefined;
  const access = {
    tickets: [...new Set(tickets.map(({ id }) => id))],
    at: instant(Date.now()),
    ...accountOf(subject),
    ...looked,
  };
  await store.accesses.note(access);
  return access;
}

/** Notes an answer by what its address says that it shows. */
export type Noting = (
  address: Pick<Address, 'id' | 'notes' | 'shows'>,
  asked: { readonly subject?: Subject; readonly found: unknown },
  reply: Reply,
) => Promise<void>;

/**
 * Notes every answer that shows something of tickets, by its address: no handler has to think of it.
 * @param watch is told of each look at callers
 */
export function notingBy({
  database,
  watch,
  log,
}: {
  readonly database: Pick<Database, 'store'>;
  readonly watch: HarvestWatch;
  readonly log: Pick<Logger, 'warn'>;
}): Noting {
  return async ({ id, notes, shows }, { subject, found }, { looked }) => {
    if (notes === undefined || notes === 'sent' || looked === 'nothing') return;
    const who = looked?.by ?? subject;
    const one = ticketOf(found);
    const tickets = looked?.tickets ?? (one && [one]);
    if (!who || !tickets) throw new Error(`${id} does not say who is shown which tickets`);
    const { by: _, tickets: __, ...rest } = looked ?? {};
    const callerShown = shows.includes('caller') && one !== undefined && maySeeCaller(who, one);
    const store = await database.store();
    const access = await noteAccess(store, who, tickets, { what: notes, callerShown, ...rest });
    // A gateway is given callers to tell them.
    if (access?.callerShown && who.role !== 'gateway')
      void watch(store, access).catch((error: unknown) =>
        log.warn({ err: error }, 'whether an account harvests contacts was not looked at'),
      );
  };
}

const ticketOf = (found: unknown): Owned | undefined =>
  // What finds a ticket finds nothing else with this name.
  typeof found === 'object' && found !== null && 'ticket' in found
    ? (found as Pick<FoundTicket, 'ticket'>).ticket
    : undefined;
