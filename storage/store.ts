import type { Connection } from 'mongoose';
import { type Instant, instant } from '../domain/instant';
import type { TicketInput } from '../domain/input';
import type { Turn } from '../domain/turn';
import { accessesIn } from './accesses';
import { attach, type Attached, type Attachment, attachmentsIn } from './attachments';
import { changeEffectsIn } from './change-effects';
import { changesIn } from './changes';
import { commandsIn } from './command-texts';
import { ping } from './connection';
import { evaluationsIn } from './evaluations';
import { ledgerIn } from './ledger';
import { type LedgerLine, ledgerOf } from './ledger-lines';
import { removeLeftovers } from './leftovers';
import { openClocksIn } from './open-clocks';
import { type NewMessage, outboxIn } from './outbox';
import { rebuildInput } from './rebuild-input';
import { recordTurn } from './record-turn';
import { requestsIn } from './requests';
import { rulebookVersionsIn } from './rulebook-versions';
import type { DataKeys } from './seal';
import { ticketsIn } from './tickets';
import { uploadsIn } from './uploads';

export type Store = ReturnType<typeof openStore>;

/**
 * All that is stored, in the words of the domain. Every write is idempotent by its ids and touches one document at a time,
 * so any MongoDB-compatible database will do, and a call that failed may be made again.
 * Every call throws the driver's error, within seconds, while the database is away.
 */
export function openStore(connection: Connection, keys: DataKeys) {
  const tickets = ticketsIn(connection, keys);
  const ledger = ledgerIn(connection);
  const outbox = outboxIn(connection);
  const commands = commandsIn(connection);
  const requests = requestsIn(connection);
  const attachments = attachmentsIn(connection);
  const uploads = uploadsIn(connection);
  const accesses = accessesIn(connection);
  const changes = changesIn(connection);
  const effects = changeEffectsIn(connection);
  const rulebookVersions = rulebookVersionsIn(connection);
  const openClocks = openClocksIn(connection, tickets, ledger);
  const all = {
    tickets,
    openClocks,
    ledger,
    outbox,
    commands,
    requests,
    attachments,
    uploads,
    accesses,
    changes,
    effects,
    rulebookVersions,
  };
  return {
    ...withoutModel(tickets),
    ...evaluationsIn(tickets, keys),
    ...withoutModel(openClocks),
    ...withoutModel(outbox),
    ...withoutModel(commands),
    ...withoutModel(requests),
    ...withoutModel(attachments),
    ...withoutModel(uploads),
    ...withoutModel(accesses),
    ...withoutModel(changes),
    ...withoutModel(effects),
    ...withoutModel(rulebookVersions),
    attach: (attachment: Attachment): Promise<Attached> => attach(all, attachment),
    recordTurn: (turn: Turn, messages: readonly NewMessage[]): Promise<boolean> =>
      recordTurn(all, turn, messages),
    rebuildInput: (id: string, now = instant(Date.now())): Promise<TicketInput | undefined> =>
      rebuildInput(all, id, now),
    ledgerOf: (id: string, afterSeq?: number, limit?: number): Promise<LedgerLine[]> =>
      ledgerOf(all, id, afterSeq, limit),
    removeLeftovers: (now: Instant, pause?: () => void): Promise<number> => removeLeftovers(all, now, pause),

    /** Makes the indexes that are missing; harmless when repeated, and while others write. */
    async ensureIndexes(): Promise<void> {
      for (const { model } of Object.values(all)) await model.createIndexes();
    },

    ping: (): Promise<void> => ping(connection),
    close: (): Promise<void> => connection.close(),
  };
}

const withoutModel = <T extends { model: unknown }>({ model: _, ...rest }: T): Omit<T, 'model'> => rest;
