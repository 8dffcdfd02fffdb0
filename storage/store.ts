import type { Connection } from 'mongoose';
import type { Turn } from '../domain/telling/turn';
import type { TicketInput } from '../domain/ticket/input';
import { type Instant, instant } from '../domain/time/instant';
import type { DataKeys } from '../keys/data-keys';
import { archiveIn } from './archive/archive';
import { archiveTicket, closedTickets, finishArchiving } from './archive/archiving';
import { type Course, coursesIn, type Portion, portionsIn, type Wanted } from './archive/courses';
import { readingIn } from './archive/reading';
import {
  attach,
  type Attached,
  type Attachment,
  attachmentsIn,
  bytesOf,
  renewAttachments,
} from './attachments/attachments';
import { uploadsIn } from './attachments/uploads';
import { bulksIn } from './bulk/bulks';
import { effectsIn } from './changes/change-effects';
import { boardIn } from './board/board';
import { changesIn } from './changes/changes';
import { rulebooksIn } from './changes/rulebook-versions';
import { connect, ping } from './connection';
import { draftsIn } from './desk/drafts';
import { holdsIn } from './desk/holds';
import { viewsIn } from './desk/views';
import { checkpointsIn } from './evidence/checkpoints';
import { coveredTicketsIn } from './evidence/covered-tickets';
import { feedIn } from './feed/feed';
import { knowledgeIn } from './knowledge/knowledge';
import { textsIn } from './ledger/command-texts';
import { ledgerIn } from './ledger/ledger';
import { supersededIn } from './ledger/superseded';
import { removeLeftovers } from './leftovers';
import { assertMigrated } from './migrations/migrate';
import { classCountsIn } from './occasions/class-counts';
import { occasionTextsIn } from './occasions/occasion-texts';
import { occasionsIn } from './occasions/occasions';
import { gatheringsIn } from './outbox/gatherings';
import { type NewMessage, outboxIn } from './outbox/outbox';
import type { Page } from './page';
import { actsIn } from './personal-data/acts';
import { personalDataIn } from './personal-data/care';
import { rebuildInput } from './rebuild-input';
import { type Recorded, recordTurn } from './record-turn';
import { assessmentsIn } from './reports/assessments';
import { countsIn } from './reports/counts';
import { objectionsIn } from './reports/objections';
import { type Access, accessesIn } from './requests/accesses';
import { accessReasonsIn } from './requests/access-reasons';
import { limitsIn } from './requests/limits';
import { requestsIn } from './requests/requests';
import { restrictionsIn } from './restrictions/restrictions';
import { comparedIn } from './repeats/compared';
import { hotSpotsOn } from './repeats/hot-spots';
import { rotationIn } from './rotation/rotation';
import { sealedRooms } from './rotation/sealed-rooms';
import { sessionsIn } from './sessions/sessions';
import { evaluationsIn } from './tickets/evaluations';
import { firingIn } from './tickets/firing';
import { openClocksIn } from './tickets/open-clocks';
import { ticketsIn } from './tickets/tickets';
import { feedLinksIn } from './units/feed-links';

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
  const accesses = accessesIn(connection);
  const changes = changesIn(connection);
  const effects = effectsIn(connection);
  const rulebooks = rulebooksIn(connection);
  const openClocks = openClocksIn(connection, tickets, ledger);
  const evaluations = evaluationsIn(tickets, keys);
  const archive = archiveIn(connection, keys);
  const checkpoints = checkpointsIn(connection, coveredTicketsIn(tickets.model, ledger));
  const feed = feedIn(connection, tickets.model, ledger, superseded);
  const acts = actsIn(connection);
  const restrictions = restrictionsIn(connection, keys);
  const occasions = occasionsIn(connection, keys);
  const occasionTexts = occasionTextsIn(connection, keys);
  const sessions = sessionsIn(connection, keys);
  const drafts = draftsIn(connection, keys);
  const views = viewsIn(connection, keys);
  const holds = holdsIn(connection);
  const bulks = bulksIn(connection, keys);
  const all = {
    acts,
    bulks,
    restrictions,
    occasions,
    occasionTexts,
    tickets,
    openClocks,
    ledger,
    superseded,
    outbox,
    texts,
    requests,
    limits,
    sessions,
    accesses,
    changes,
    effects,
    rulebooks,
    archive,
    checkpoints,
    drafts,
    views,
    holds,
    feed,
  };
  const { find, contactOf, sealingKeysOf, startInput, evaluationsOf, messagesOf, ...ledgerReading } =
    readingIn({ ...all, evaluations }, keys);
  const attachments = attachmentsIn(connection, sealingKeysOf);
  const uploads = uploadsIn(connection, sealingKeysOf);
  const files = { attachments, uploads };
  const reasons = accessReasonsIn(sealingKeysOf);
  const objections = objectionsIn(connection, sealingKeysOf);
  return {
    /** Those by their number also from the archive. */
    tickets: { ...withoutModel(tickets), find, contactOf, startInput },
    evaluations: { ...evaluations, of: evaluationsOf },
    openClocks: { ...withoutModel(openClocks), ...firingIn(openClocks, tickets, ledger) },
    /** As readers see it: with the texts and accounts that only the database holds, as far as the ticket is shown. */
    ledger: {
      ...ledgerReading,
      /** The numbers of all tickets that are wanted, some at a time. */
      portions: (wanted: Wanted): AsyncGenerator<Portion> => portionsIn(all, wanted),
      /** Reads the courses of portions. */
      courses: (wanted: Wanted): ((portion: Portion) => Promise<Course[]>) => coursesIn(all, wanted),
      /** Those of these commands that left an event. */
      applied: (commands: readonly string[]): Promise<Set<string>> => ledger.applied(commands),
    },
    board: boardIn(openClocks),
    superseded: withoutModel(superseded),
    feed: withoutModel(feed),
    outbox: { ...withoutModel(outbox), of: messagesOf },
    gatherings: withoutModel(gatheringsIn(connection)),
    bulks: withoutPages(bulks),
    occasions: withoutModels(occasions),
    occasionTexts: withoutModel(occasionTexts),
    classCounts: classCountsIn(tickets.model),
    texts: withoutModel(texts),
    requests: withoutModel(requests),
    limits: withoutModel(limits),
    sessions: withoutModel(sessions),
    attachments: {
      ...withoutModel(attachments),
      attach: (attachment: Omit<Attachment, 'version'>): Promise<Attached> => attach(files, attachment),
      bytesOf: (attachment: Attachment): Promise<Buffer> => bytesOf(uploads, attachment),
      renew: (now: Instant): Promise<number> => renewAttachments(files, now),
    },
    restrictions: withoutModel(restrictions),
    uploads: withoutModel(uploads),
    knowledge: withoutModel(knowledgeIn(connection)),
    feedLinks: withoutModel(feedLinksIn(connection)),
    accesses: {
      ...withoutModel(accesses),
      note: async (access: Access): Promise<void> => accesses.note(await reasons.sealed(access)),
      async list(...asked: Parameters<typeof accesses.list>): Promise<Page<Access>> {
        const page = await accesses.list(...asked);
        return { ...page, items: await Promise.all(page.items.map(reasons.opened)) };
      },
    },
    changes: withoutModel(changes),
    effects: withoutModel(effects),
    rulebooks: withoutModel(rulebooks),
    assessments: withoutModel(assessmentsIn(connection)),
    counts: withoutModel(countsIn(connection, tickets, ledger)),
    objections: withoutModel(objections),
    archive: {
      has: archive.has,
      renew: archive.renew,
      clearing: archive.clearing,
      closed: (rulebook: string, before: Instant, cursor: string | undefined, limit: number) =>
        closedTickets(all, rulebook, before, cursor, limit),
      /** What the feed has to tell of it, it tells first: there is nothing to tell of in the archive. */
      async put(id: string, now: Instant): Promise<boolean> {
        await feed.gather();
        return archiveTicket(all, id, now);
      },
      finish: (id: string): Promise<boolean> => finishArchiving(all, id),
    },
    checkpoints: withoutModel(checkpoints),
    drafts: withoutModel(drafts),
    views: withoutModel(views),
    holds: withoutModel(holds),
    rotation: withoutModel(rotationIn(connection, sealedRooms({ ...all, reasons, objections }, keys), keys)),
    personalData: personalDataIn({ ...all, ...files, objections }, keys),
    repeats: comparedIn(tickets.model, keys),
    hotSpots: withoutModel(hotSpotsOn(connection, tickets.model)),
    recordTurn: (turn: Turn, messages: readonly NewMessage[]): Promise<Recorded> =>
      recordTurn(all, turn, messages),
    rebuildInput: (id: string, now = instant(Date.now())): Promise<TicketInput | undefined> =>
      rebuildInput(all, id, now),
    removeLeftovers: (now: Instant, pause?: () => void): Promise<number> =>
      removeLeftovers({ ...all, ...files }, now, pause),

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

const withoutModels = <T extends { model: unknown; events: unknown; plans: unknown }>({
  events: _,
  plans: __,
  ...rest
}: T) => withoutModel(rest);

const withoutPages = <T extends { model: unknown; pages: unknown; reseal: unknown }>({
  pages: _,
  reseal: __,
  ...rest
}: T) => withoutModel(rest);
