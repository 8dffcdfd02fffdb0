import type { DataKeys } from '../../keys/data-keys';
import type { SealingKeys } from '../../keys/seal';
import type { Checkpoints } from '../evidence/checkpoints';
import { type Evidence, evidenceOf } from '../evidence/evidence';
import { type CommandTexts, textsOf } from '../ledger/command-texts';
import { type LedgerLine, ledgerOf, type SupersededLine, supersededOf } from '../ledger/ledger-lines';
import { type LedgerProof, proofOf } from '../ledger/ledger-proof';
import { eventOf } from '../ledger/line-document';
import { supersededEvent, supersededLine } from '../ledger/superseded';
import { type Message, messageOf } from '../outbox/message';
import { evaluationsOf } from '../tickets/evaluations';
import { contactIn, startOf } from '../tickets/intake';
import { provenBy, ticketOf } from '../tickets/read-model';
import { sealingKeysOf, ownKeyOf } from '../tickets/texts/sealed-text';
import type { LateEvaluations } from '../tickets/ticket-document';
import type { Contact, NewTicket, StoredTicket } from '../tickets/tickets';
import type { Archive, Archived } from './archive';
import type { RoomsOfTicket } from './dossier';

/**
 * Tickets by their numbers, wherever they lie. First where they stand while they go on, then in the archive: a ticket's own document is
 * the first that is removed when it is archived, and its dossier is written before, so that a reader always finds one of the two whole.
 */
export function readingIn(
  rooms: RoomsOfTicket & {
    readonly archive: Archive;
    readonly evaluations: EvaluationsOf;
    readonly checkpoints: Pick<Checkpoints, 'inclusionsOf'>;
  },
  keys: DataKeys,
) {
  const { tickets, outbox, archive, evaluations } = rooms;

  /** What lies in other documents than the ticket's own was read whole if that still stands afterwards. */
  async function whole<T>(
    id: string,
    here: () => Promise<T>,
    there: (archived: Archived) => T | Promise<T>,
  ): Promise<T> {
    const found = await here();
    if (await tickets.model.exists({ _id: id })) return found;
    const archived = await archive.find(id);
    return archived ? there(archived) : found;
  }

  /** What is of the ticket's own document. */
  const own = async <T>(
    found: T | undefined,
    id: string,
    there: (archived: Archived) => T,
  ): Promise<T | undefined> => {
    if (found !== undefined) return found;
    const archived = await archive.find(id);
    return archived && there(archived);
  };

  return {
    find: async (id: string): Promise<StoredTicket | undefined> =>
      own(await tickets.find(id), id, (archived) => archivedTicket(keys, archived)),
    /** Opens the contact data of a ticket. Whoever calls this has checked that the reader may see it (WF-11). @throws SealError */
    contactOf: async (id: string): Promise<Contact | undefined> =>
      own(await tickets.contactOf(id), id, ({ dossier }) => contactIn(keys, dossier.ticket)),
    /** What seals and opens what belongs to a ticket. */
    sealingKeysOf: async (id: string): Promise<SealingKeys> =>
      (await own(await tickets.sealingKeys(id), id, ({ dossier }) => sealingKeysOf(keys, dossier.ticket))) ??
      keys,
    /** What a ticket's workflow is started with. */
    startInput: async (id: string): Promise<NewTicket['input'] | undefined> =>
      own(await tickets.startInput(id), id, ({ dossier }) => startOf(dossier.ticket)),
    /** The evaluations that came after closure, with their comments. @throws SealError */
    evaluationsOf: (id: string): Promise<LateEvaluations> =>
      whole(
        id,
        () => evaluations.of(id),
        ({ dossier }) => evaluationsOf(keys, dossier.ticket),
      ),
    linesOf: (id: string, afterSeq?: number, limit?: number): Promise<LedgerLine[]> =>
      whole(
        id,
        () => ledgerOf(rooms, id, afterSeq, limit),
        (archived) => ledgerOf(roomsOf(keys, archived), id, afterSeq, limit),
      ),
    /** The last event of its last whole turn, 0 where it is empty. */
    lastSeq: (id: string): Promise<number> =>
      whole(
        id,
        async () => (await rooms.ledger.completeEvents(id)).events.length,
        ({ dossier }) => dossier.ledger.length,
      ),
    supersededOf: (id: string): Promise<SupersededLine[]> =>
      whole(
        id,
        () => supersededOf(rooms, id),
        (archived) => supersededOf(roomsOf(keys, archived), id),
      ),
    /** Whether lines and texts are what was written. */
    proofOf: (id: string): Promise<LedgerProof | undefined> =>
      whole(
        id,
        () => proofOf(rooms, id),
        (archived) => proofOf(roomsOf(keys, archived), id),
      ),
    /** What proves a ticket to others. */
    evidenceOf: (id: string): Promise<Evidence | undefined> =>
      whole(
        id,
        () => evidenceOf(rooms, id),
        (archived) => evidenceOf({ ...roomsOf(keys, archived), checkpoints: rooms.checkpoints }, id),
      ),
    /** All messages of a ticket, oldest first. */
    messagesOf: (id: string): Promise<Message[]> =>
      whole(
        id,
        () => outbox.of(id),
        ({ dossier }) => dossier.outbox.map(messageOf),
      ),
  };
}

interface EvaluationsOf {
  of(ticketId: string): Promise<LateEvaluations>;
}

/** What a reader of the ticket itself gets of it; the rest of its document is not a reader's. */
function archivedTicket(keys: DataKeys, { dossier: { ticket }, archivedAt }: Archived): StoredTicket {
  const { _id, version, key, matter, rulebook, title, content, registeredBy, view, started } = ticket;
  const { evaluated, codeGeneration, erased, said } = ticket;
  const read = {
    _id,
    version,
    key,
    matter,
    rulebook,
    title,
    content,
    registeredBy,
    view,
    started,
    codeGeneration,
    ...(evaluated === undefined ? {} : { evaluated }),
    ...(erased === undefined ? {} : { erased }),
    ...(said === undefined ? {} : { said }),
  };
  return { ...ticketOf(keys, read), archivedAt };
}

/** The rooms that a ledger is read from, with one ticket in them. */
function roomsOf(keys: DataKeys, archived: Archived) {
  const { ticket, ledger, superseded, commands } = archived.dossier;
  const by = sealingKeysOf(keys, ticket);
  const own = ownKeyOf(keys, ticket);
  const texts = new Map(commands.map((it): [string, CommandTexts] => [it._id, textsOf(by, it)]));
  return {
    tickets: {
      find: async () => archivedTicket(keys, archived),
      provenBy: async () => provenBy(ticket),
      ownKey: async () => own,
    },
    ledger: {
      events: async (_id: string, afterSeq: number, lastSeq: number) =>
        ledger.filter(({ seq }) => seq > afterSeq && seq <= lastSeq).map(eventOf),
      async *lines() {
        yield [...ledger];
      },
    },
    superseded: {
      of: async () => superseded.map(supersededEvent),
      linesOf: async () => superseded.map(supersededLine),
    },
    texts: {
      of: async (ids: readonly string[]) => new Map([...texts].filter(([id]) => ids.includes(id))),
    },
  };
}
