import { isErased } from '../../domain/law/personal-data';
import { because, notNow, type Refusal } from '../../domain/procedures/refusal';
import type { Instant } from '../../domain/time/instant';
import { keysOf, RECTIFIED_PARTS, type RectifiedPart } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { open, seal } from '../../keys/seal';
import { commitmentTo } from '../../keys/ticket-key';
import { contactIn } from '../tickets/intake';
import { indexed } from '../tickets/texts/resealing';
import { ownKeyOf, sealedText, sealingKeysOf, textIn } from '../tickets/texts/sealed-text';
import type { TicketDocument } from '../tickets/ticket-document';
import type { ActDocument, DoneBy } from './acts';
import type { PersonalRooms } from './personal-data';
import { changePlace, reasonPlace } from './recorded-acts';
import { asUpdate, type Change, ticketDocument, withTicket } from './stored-ticket';

/** What is put right, each part as it is to be; what is not named stays. */
export type Rectification = {
  readonly [P in Exclude<RectifiedPart, 'confidential'>]?: string;
} & { readonly confidential?: true };

/** Puts right what is kept of a caller (个人信息保护法 art. 46): recorded first, with what is to stand then, sealed; so it is done whatever happens. */
export function rectifyingIn(rooms: PersonalRooms, keys: DataKeys) {
  const { tickets, archive, acts } = rooms;

  /** Puts right what an act says, once: an act before the last that was applied changes nothing. */
  async function apply(act: ActDocument): Promise<void> {
    const { ticketId: id, _id: place, change: sealed, number } = act;
    for (;;) {
      const document = await tickets.model.findById(id).lean<TicketDocument>();
      if (!document) break;
      const change = changeBy(document, place, sealed, number);
      if (!change) break;
      const asRead = document.rectified ?? { $exists: false };
      const { matchedCount } = await tickets.model.updateOne(
        { _id: id, rectified: asRead },
        asUpdate(change),
      );
      if (matchedCount > 0) break;
    }
    // Where it was archived meanwhile, what was read of it is there by now.
    await archive.rewrite(id, (dossier) => {
      const change = changeBy(dossier.ticket, place, sealed, number);
      return change ? withTicket(dossier, change) : dossier;
    });
    await acts.settle(act);
  }

  function changeBy(
    document: TicketDocument,
    place: string,
    sealed: string | undefined,
    number: number,
  ): Change | undefined {
    const { rectified = 0, erased } = document;
    if (sealed === undefined || erased !== undefined || rectified >= number) return undefined;
    // As `rectify` sealed it.
    const wanted = JSON.parse(
      open(sealingKeysOf(keys, document), sealed, changePlace(place)),
    ) as Rectification;
    const change = changeOf(keys, document, wanted);
    return { ...change, set: { ...change.set, rectified: number } };
  }

  return {
    /**
     * Puts a ticket right; the same request once more changes nothing.
     * @returns why not; undefined where it is done
     */
    async rectify(
      id: string,
      wanted: Rectification,
      {
        reason,
        by,
        at,
        request,
      }: { readonly reason: string; readonly by: DoneBy; readonly at: Instant; readonly request: string },
    ): Promise<Refusal | undefined> {
      const document = await ticketDocument(rooms, id);
      if (!document) return undefined;
      const own = sealingKeysOf(keys, document);
      const parts = keysOf(RECTIFIED_PARTS).filter((part) => wanted[part] !== undefined);
      const added = await acts.add(
        id,
        (earlier) => {
          if (isErased(earlier)) return { not: notNow(because('erased'), []) };
          if (earlier.some((it) => it.request === request)) return { not: undefined };
          return { type: 'rectified', parts, at, by, request, due: at };
        },
        (place) => ({
          reason: seal(own, reason, reasonPlace(place)),
          change: seal(own, JSON.stringify(wanted), changePlace(place)),
        }),
      );
      if ('not' in added && added.not) return added.not;
      const waiting = (await acts.of([id])).filter((it) => it.type === 'rectified' && it.due !== undefined);
      for (const act of waiting) await apply(act);
      return undefined;
    },

    apply,
  };
}

/** A ticket's document with what is wanted in it: sealed anew, found by what it says now. */
function changeOf(keys: DataKeys, document: TicketDocument, wanted: Rectification): Change {
  const { _id: id, matter, startedWith = matter } = document;
  const contact = contactIn(keys, document);
  const by = sealingKeysOf(keys, document);
  const { name = contact?.caller.name, phone = contact?.caller.phone ?? '' } = wanted;
  const { email = contact?.caller.email, address = contact?.address } = wanted;
  const now = {
    caller: { ...(name === undefined ? {} : { name }), phone, ...(email === undefined ? {} : { email }) },
    ...(address === undefined ? {} : { address }),
  };
  const anew = { contact: seal(by, JSON.stringify(now), id), ...textOf(keys, document, wanted) };
  return {
    set: {
      ...anew,
      // Phone and words by one key, which `indexedBy` names.
      ...indexed(keys, { ...document, ...anew }),
      ...(wanted.confidential ? { 'matter.confidential': true, startedWith } : {}),
    },
    unset: [],
  };
}

/** A ticket of the first format has no key of its own: the sweep gives it one within seconds, and until then its text stays. */
function textOf(
  keys: DataKeys,
  document: TicketDocument,
  wanted: Rectification,
): Partial<Pick<TicketDocument, 'title' | 'content' | 'said'>> {
  if (wanted.title === undefined && wanted.content === undefined) return {};
  const own = ownKeyOf(keys, document);
  if (!own) throw new Error(`${document._id} has no key of its own yet.`);
  const { title, content } = { ...textIn(keys, document), ...wanted };
  const said = { title, content };
  return {
    ...sealedText(own, document._id, said),
    said: commitmentTo(own, document._id, said),
  };
}
