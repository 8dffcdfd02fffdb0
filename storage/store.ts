import type { Connection } from 'mongoose';
import type { Turn } from '../domain/telling/turn';
import type { TicketInput } from '../domain/ticket/input';
import { type Instant, instant } from '../domain/time/instant';
import type { DataKeys } from '../keys/data-keys';
import { archiveIn } from './archive/archive';
import { archiveTicket, closedTickets, finishArchiving } from './archive/archiving';
import { readingIn } from './archive/reading';
import { attach, type Attached, type Attachment, attachmentsIn } from './attachments/attachments';
import { uploadsIn } from './attachments/uploads';
import { effectsIn } from './changes/change-effects';
import { changesIn } from './changes/changes';
import { rulebooksIn } from './changes/rulebook-versions';
import { connect, ping } from './connection';
import { checkpointsIn } from './evidence/checkpoints';
import { coveredTicketsIn } from './evidence/covered-tickets';
import { textsIn } from './ledger/command-texts';
import { ledgerIn } from './ledger/ledger';
import { supersededIn } from './ledger/superseded';
import { removeLeftovers } from './leftovers';
import { assertMigrated } from './migrations/migrate';
import { gatheringsIn } from './outbox/gatherings';
import { type NewMessage, outboxIn } from './outbox/outbox';
import { rebuildInput } from './rebuild-input';
import { type Recorded, recordTurn } from './record-turn';
import { accessesIn } from './requests/accesses';
import { limitsIn } from './requests/limits';
import { requestsIn } from './requests/requests';
import { evaluationsIn } from './tickets/evaluations';
import { openClocksIn } from './tickets/open-clocks';
import { ticketsIn } from './tickets/tickets';

export type Store = ReturnType<typeof openStore>;

/**
 * All that is stored, in the words of the domain. Every write is idempotent by its ids and touches one document at a time,
 * so any MongoDB-compatible database will do, and a call that failed may be made again.
 * Every call throws the driver's error, within seconds, while the database is away.
 */
export function openStore(connection: Connection, keys: DataKeys) {
  const tickets = ticketsIn(connection, keys);
  const superseded = supersededIn(connection);
  const ledger = ledgerIn(connection, superseded);
  const outbox = outboxIn(connection);
  const texts = textsIn(connection, tickets, keys);
  const requests = requestsIn(connection);
  const limits = limitsIn(connection);
  const attachments = attachmentsIn(connection);
  const uploads = uploadsIn(connection);
  const accesses = accessesIn(connection);
  const changes = changesIn(connection);
  const effects = effectsIn(connection);
  const rulebooks = rulebooksIn(connection);
  const openClocks = openClocksIn(connection, tickets, ledger);
  const evaluations = evaluationsIn(tickets.model, keys);
  const archive = archiveIn(connection, keys);
  const checkpoints = checkpointsIn(connection, coveredTicketsIn(tickets.model, ledger));
  const all = {
    tickets,
    openClocks,
    ledger,
    superseded,
    outbox,
    texts,
    requests,
    limits,
    attachments,
    uploads,
    accesses,
    changes,
    effects,
    rulebooks,
    archive,
    checkpoints,
  };
  const { find, contactOf, startInput, evaluationsOf, messagesOf, ...ledgerReading } = readingIn(
    { ...all, evaluations },
    keys,
  );
  return {
    /** Those by their number also from the archive. */
    tickets: { ...withoutModel(tickets), find, contactOf, startInput },
    evaluations: { ...evaluations, of: evaluationsOf },
    openClocks: withoutModel(openClocks),
    /** As readers see it: with the texts and accounts that only the database holds, as far as the ticket is shown. */
    ledger: {
      ...ledgerReading,
      /** Those of these commands that left an event. */
      applied: (commands: readonly string[]): Promise<Set<string>> => ledger.applied(commands),
    },
    superseded: withoutModel(superseded),
    outbox: { ...withoutModel(outbox), of: messagesOf },
    gatherings: withoutModel(gatheringsIn(connection)),
    texts: withoutModel(texts),
    requests: withoutModel(requests),
    limits: withoutModel(limits),
    attachments: {
      ...withoutModel(attachments),
      attach: (attachment: Attachment): Promise<Attached> => attach(all, attachment),
    },
    uploads: withoutModel(uploads),
    accesses: withoutModel(accesses),
    changes: withoutModel(changes),
    effects: withoutModel(effects),
    rulebooks: withoutModel(rulebooks),
    archive: {
      has: archive.has,
      clearing: archive.clearing,
      closed: (rulebook: string, before: Instant, cursor: string | undefined, limit: number) =>
        closedTickets(all, rulebook, before, cursor, limit),
      put: (id: string, now: Instant): Promise<boolean> => archiveTicket(all, id, now),
      finish: (id: string): Promise<boolean> => finishArchiving(all, id),
    },
    checkpoints: withoutModel(checkpoints),
    recordTurn: (turn: Turn, messages: readonly NewMessage[]): Promise<Recorded> =>
      recordTurn(all, turn, messages),
    rebuildInput: (id: string, now = instant(Date.now())): Promise<TicketInput | undefined> =>
      rebuildInput(all, id, now),
    removeLeftovers: (now: Instant, pause?: () => void): Promise<number> => removeLeftovers(all, now, pause),

    ping: (): Promise<void> => ping(connection),
    close: (): Promise<void> => connection.close(),
  };
}

/**
 * A store on the database at an address.
 * @param opened done once with it; where that fails, or the database can't be used, no connection is left behind
 * @throws the driver's error while the database is away; NotMigrated where it lacks what this version does not work without
 */
export async function storeAt(
  uri: string,
  keys: DataKeys,
  opened: (store: Store) => Promise<void> = async () => {},
): Promise<Store> {
  const connection = await connect(uri);
  try {
    await assertMigrated(connection);
    const store = openStore(connection, keys);
    await opened(store);
    return store;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** A room as the rest of the house enters it: what mongoose makes of a collection stays in here. */
const withoutModel = <T extends { model: unknown }>({ model: _, ...rest }: T): Omit<T, 'model'> => rest;
