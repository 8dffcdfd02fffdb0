import type { DataKeys } from '../../keys/data-keys';
import { dataKeysOf } from '../../keys/ticket-key';
import type { BulkDocument, Bulks } from '../bulk/bulks';
import type { Archive } from '../archive/archive';
import type { DraftDocument, Drafts } from '../desk/drafts';
import type { Views, ViewsDocument } from '../desk/views';
import { type AllTexts, type CommandDocument, resealedTexts } from '../ledger/command-texts';
import { type AllOccasionTexts, type OccasionTextDocument, placeOfText } from '../occasions/occasion-texts';
import { type OccasionDocument, type Occasions, placeOfFilled } from '../occasions/occasions';
import { resealed } from '../../keys/seal';
import type { ActDocument, Acts } from '../personal-data/acts';
import { resealedAct } from '../personal-data/recorded-acts';
import { ticketDocument } from '../personal-data/stored-ticket';
import type { ObjectionDocument, Objections } from '../reports/objections';
import type { AccessReasons } from '../requests/access-reasons';
import { type AccessDocument, type Accesses, accessOf } from '../requests/accesses';
import type { RestrictionDocument } from '../restrictions/restriction-document';
import { keysOfRestriction, RESTRICTION_DEPENDS, type Restrictions } from '../restrictions/restrictions';
import type { RequestDocument, Requests } from '../requests/requests';
import { DEPENDS, keysOfTicket, RESEALED, resealedTicket, UNNAMED } from '../tickets/texts/resealing';
import type { TicketDocument } from '../tickets/ticket-document';
import type { SessionDocument, Sessions } from '../sessions/sessions';
import type { Tickets } from '../tickets/tickets';

/** A document as a rotation sees it: the ids of the data keys without which something of it can't be opened, or found. */
export interface Sealed {
  readonly id: string;
  readonly keys: readonly string[];
}

/** A collection in which something depends on data keys. */
export interface SealedRoom {
  readonly name: string;
  /** Up to `limit` of its documents with ids greater than `after`, in the order of their ids. */
  look(after: string, limit: number): Promise<Sealed[]>;
  /**
   * Makes one depend on the newest key alone; none where that goes by itself, with what is forgotten.
   * @returns false where another changed it meanwhile: it is to be tried again
   * @throws SealError where it needs a key that is not there
   */
  reseal?(id: string): Promise<boolean>;
}

/**
 * All that depends on data keys, one room a collection: a rotation seals anew what they have, in this order, and counts it by keys.
 * Whoever stores something else that a data key seals or hashes adds a room.
 */
export function sealedRooms(
  {
    tickets,
    texts,
    archive,
    acts,
    accesses,
    reasons,
    objections,
    requests,
    restrictions,
    occasions,
    occasionTexts,
    sessions,
    drafts,
    views,
    bulks,
  }: {
    readonly tickets: Tickets;
    readonly texts: AllTexts;
    readonly archive: Archive;
    readonly acts: Acts;
    readonly accesses: Accesses;
    readonly reasons: AccessReasons;
    readonly objections: Objections;
    readonly requests: Requests;
    readonly restrictions: Restrictions;
    readonly occasions: Occasions;
    readonly occasionTexts: AllOccasionTexts;
    readonly sessions: Sessions;
    readonly drafts: Drafts;
    readonly views: Views;
    readonly bulks: Bulks;
  },
  keys: DataKeys,
): SealedRoom[] {
  return [
    {
      name: 'tickets',
      look: looking<TicketDocument>(tickets.model, DEPENDS, keysOfTicket),
      async reseal(id) {
        const ticket = await tickets.model.findById(id, RESEALED).lean<TicketDocument>();
        if (!ticket || ticket.erased !== undefined) return true;
        const asRead = Object.keys(RESEALED).map((field) => [
          field,
          ticket[field as keyof typeof RESEALED] ?? { $exists: false },
        ]);
        const { matchedCount } = await tickets.model.updateOne(
          { ...Object.fromEntries(asRead), _id: id },
          { $set: resealedTicket(keys, ticket) },
        );
        return matchedCount > 0;
      },
    },
    {
      // After the tickets, whose own keys seal them from now on.
      name: 'commands',
      look: looking<CommandDocument>(texts.model, { sealed: 1 }, ({ sealed }) => dataKeysOf([sealed])),
      async reseal(id) {
        const command = await texts.model.findById(id).lean<CommandDocument>();
        if (command?.sealed === undefined) return true;
        const { ticketId, sealed } = command;
        const own = await tickets.ownKey(ticketId);
        const { matchedCount } = await texts.model.updateOne(
          { _id: id, sealed },
          { $set: resealedTexts(keys, own, command) },
        );
        return matchedCount > 0;
      },
    },
    {
      // After both: what is archived meanwhile is what they are by now, or is found here.
      name: 'archive',
      look: looking<{ _id: string; keys?: string[] }>(
        archive.model,
        { keys: 1 },
        (it) => it.keys ?? [UNNAMED],
      ),
      async reseal(id) {
        await archive.reseal(id);
        return true;
      },
    },
    {
      // After tickets wherever they lie, whose own keys seal what does not outlive them.
      name: 'data-acts',
      look: looking<ActDocument>(acts.model, { reason: 1, change: 1 }, ({ reason, change }) =>
        dataKeysOf([reason, change]),
      ),
      async reseal(id) {
        const act = await acts.model.findById(id).lean<ActDocument>();
        if (act?.reason === undefined) return true;
        const { ticketId, reason, change } = act;
        const ticket = await ticketDocument({ tickets, archive }, ticketId);
        const { matchedCount } = await acts.model.updateOne(
          { _id: id, reason, change: change ?? { $exists: false } },
          { $set: resealedAct(keys, ticket, act) },
        );
        return matchedCount > 0;
      },
    },
    {
      // Of tickets that had no key of their own yet.
      name: 'accesses',
      look: looking<AccessDocument>(accesses.model, { reason: 1 }, ({ reason }) => dataKeysOf([reason])),
      async reseal(id) {
        const access = await accesses.model.findById(id).lean<AccessDocument>();
        if (access?.reason === undefined) return true;
        const { reason } = await reasons.resealed(accessOf(access));
        const asRead = { _id: id, reason: access.reason };
        return (await accesses.model.updateOne(asRead, { $set: { reason } })).matchedCount > 0;
      },
    },
    {
      name: 'restrictions',
      look: looking<RestrictionDocument>(restrictions.model, RESTRICTION_DEPENDS, keysOfRestriction),
      reseal: restrictions.reseal,
    },
    {
      // Of tickets that have no key of their own, or none any more.
      name: 'objections',
      look: looking<ObjectionDocument>(
        objections.model,
        { reason: 1, 'decision.reason': 1 },
        ({ reason, decision }) => dataKeysOf([reason, decision?.reason]),
      ),
      reseal: objections.reseal,
    },
    {
      name: 'occasions',
      look: looking<OccasionDocument>(occasions.model, { filled: 1 }, ({ filled }) => dataKeysOf([filled])),
      async reseal(id) {
        const found = await occasions.model.findById(id, { filled: 1 }).lean<OccasionDocument>();
        if (found?.filled === undefined) return true;
        const { filled } = found;
        const renewed = resealed(keys, keys, filled, placeOfFilled(id));
        const asRead = { _id: id, filled };
        return (await occasions.model.updateOne(asRead, { $set: { filled: renewed } })).matchedCount > 0;
      },
    },
    {
      name: 'occasion-texts',
      look: looking<OccasionTextDocument>(occasionTexts.model, { sealed: 1 }, ({ sealed }) =>
        dataKeysOf([sealed]),
      ),
      async reseal(id) {
        const found = await occasionTexts.model.findById(id).lean<OccasionTextDocument>();
        if (found?.sealed === undefined) return true;
        const { occasion, sealed } = found;
        const renewed = resealed(keys, keys, sealed, placeOfText(occasion, id));
        return (
          (await occasionTexts.model.updateOne({ _id: id, sealed }, { $set: { sealed: renewed } }))
            .matchedCount > 0
        );
      },
    },
    {
      name: 'drafts',
      look: looking<DraftDocument>(drafts.model, { sealed: 1 }, ({ sealed }) => dataKeysOf([sealed])),
      async reseal(id) {
        const found = await drafts.model.findById(id).lean<DraftDocument>();
        if (!found) return true;
        const { sealed } = found;
        const renewed = resealed(keys, keys, sealed, id);
        const asRead = { _id: id, sealed };
        return (await drafts.model.updateOne(asRead, { $set: { sealed: renewed } })).matchedCount > 0;
      },
    },
    {
      name: 'views',
      look: looking<ViewsDocument>(views.model, { sealed: 1 }, ({ sealed }) => dataKeysOf([sealed])),
      reseal: views.reseal,
    },
    {
      // Of those that are under way.
      name: 'bulks',
      look: looking<BulkDocument>(bulks.model, { sealed: 1 }, ({ sealed }) => dataKeysOf([sealed])),
      reseal: bulks.reseal,
    },
    {
      name: 'requests',
      look: looking<RequestDocument>(requests.model, { key: 1, twin: 1 }, ({ key, twin }) =>
        twin ? [] : [key ?? UNNAMED],
      ),
    },
    {
      name: 'sessions',
      look: looking<SessionDocument>(sessions.model, { sealed: 1 }, ({ sealed }) => dataKeysOf([sealed])),
    },
  ];
}

/** A model as far as a rotation goes through it. */
type Looked = Pick<
  | Tickets['model']
  | AllTexts['model']
  | Archive['model']
  | Acts['model']
  | Accesses['model']
  | Requests['model']
  | Objections['model']
  | Restrictions['model']
  | Occasions['model']
  | AllOccasionTexts['model']
  | Sessions['model']
  | Drafts['model']
  | Views['model']
  | Bulks['model'],
  'collection'
>;

const looking =
  <D extends { _id: string }>(
    { collection }: Looked,
    projection: Readonly<Record<string, 1>>,
    keysOf: (document: D) => readonly string[],
  ): SealedRoom['look'] =>
  async (after, limit) => {
    const found = await collection
      .find({ _id: { $gt: after as never } }, { projection, sort: { _id: 1 }, limit })
      .toArray();
    // As their rooms wrote them.
    return (found as unknown as D[]).map((it) => ({ id: it._id, keys: keysOf(it) }));
  };
