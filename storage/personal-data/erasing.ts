import { erasureHindrance, isErased } from '../../domain/law/personal-data';
import { because, invalid, notNow, type Refusal, wrong } from '../../domain/procedures/refusal';
import { HOUR, type Instant, instant } from '../../domain/time/instant';
import type { ErasureGround, TicketState } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { seal } from '../../keys/seal';
import type { RestrictionDocument } from '../restrictions/restriction-document';
import { contactIn } from '../tickets/intake';
import type { Contact } from '../tickets/tickets';
import type { ActDocument, DoneBy } from './acts';
import { eraseAll, type PersonalRooms } from './personal-data';
import { reasonPlace } from './recorded-acts';
import { ticketDocument } from './stored-ticket';

/**
 * An erasure is made once more after this time (ms): what was under way when it began, an upload, a dossier, an answer, has come to its
 * end by then, and the sweep has taken away what was not finished.
 */
const ONCE_MORE = HOUR;

/** An erasure as it is ordered; by nobody and without a reason where the time is over that a city keeps such data. */
export interface Ordered {
  readonly ground: ErasureGround;
  readonly at: Instant;
  readonly by?: DoneBy;
  readonly reason?: string;
}

/** A ticket that is to be erased, as far as the engine knows of it. */
export interface Subject {
  readonly id: string;
  readonly state: TicketState;
  /** Its workflow goes on. */
  readonly runs: boolean;
}

/** Erasures of what is kept of the person who raised a ticket (个人信息保护法 art. 47). */
export function erasingIn(rooms: PersonalRooms, keys: DataKeys) {
  const { tickets, archive, acts, restrictions } = rooms;

  async function contactOf(id: string): Promise<Contact | undefined> {
    const document = await ticketDocument(rooms, id);
    return document && contactIn(keys, document);
  }

  /** What stands there of this id: a ticket, or a restriction. */
  async function lyingThere(id: string): Promise<{ open: boolean; erased: boolean } | undefined> {
    const ticket = await ticketDocument(rooms, id);
    if (ticket) return { open: ticket.view.state !== 'closed', erased: ticket.erased !== undefined };
    const restriction = await restrictions.model.findById(id).lean<RestrictionDocument>();
    return restriction
      ? { open: restriction.ended === undefined, erased: restriction.erased !== undefined }
      : undefined;
  }

  /** Records an erasure, from when on it is carried out whatever happens; one that is recorded already stays as it is. */
  async function order(
    { id, ...subject }: Subject,
    { ground, reason, at, by }: Ordered,
  ): Promise<Refusal | undefined> {
    const added = await acts.add(
      id,
      (earlier) => {
        if (isErased(earlier)) return { not: undefined };
        const why = erasureHindrance(subject, earlier);
        if (why) return { not: notNow(why, []) };
        return { type: 'erased', ground, at, due: at, ...(by ? { by } : {}) };
      },
      (place) => (reason === undefined ? {} : { reason: seal(keys, reason, reasonPlace(place)) }),
    );
    return 'not' in added ? added.not : undefined;
  }

  const erasureOf = async (id: string): Promise<ActDocument | undefined> =>
    (await acts.of([id])).findLast(({ type }) => type === 'erased');

  /** Carries out a recorded erasure; once more at least an hour after it, and then it is done. */
  async function carryOut(act: ActDocument, now: Instant): Promise<void> {
    const { ticketId: id, at, number } = act;
    await eraseAll(rooms, { id, at, number });
    const again = instant(at + ONCE_MORE);
    await acts.settle(act, now >= again ? undefined : again);
  }

  return {
    /** Why what is said of an erasure can't be kept: it says who the caller is. */
    async reasonFault(id: string, reason: string): Promise<Refusal | undefined> {
      const contact = await contactOf(id);
      if (!contact || !names(reason, contact)) return undefined;
      return invalid(wrong(because('names-the-caller'), 'reason', because('without-the-caller')));
    },

    /** The other tickets of the caller of this one, by the same phone number; none where that is erased already. */
    async othersOfCaller(id: string): Promise<string[]> {
      const hashes = phoneHashes(keys, (await contactOf(id))?.caller.phone ?? '');
      if (hashes.length === 0) return [];
      const wanted = { phoneHash: { $in: hashes } };
      const [standing, archived] = await Promise.all([
        tickets.model.find(wanted, { _id: 1 }).lean<{ _id: string }[]>(),
        archive.model.find(wanted, { _id: 1 }).lean<{ _id: string }[]>(),
      ]);
      const all = new Set([...standing, ...archived].map(({ _id }) => _id));
      all.delete(id);
      return [...all];
    },

    /** The restrictions of the caller of this ticket, and whether each is over; none where the ticket is erased already. */
    async restrictionsOfCaller(id: string, now: Instant): Promise<{ id: string; isOver: boolean }[]> {
      const phone = (await contactOf(id))?.caller.phone;
      return phone === undefined ? [] : restrictions.ofCaller(phone, now);
    },

    order,

    /** Carries out what is recorded of a ticket's erasure, where that is not done. */
    async erase(id: string, now: Instant): Promise<void> {
      const act = await erasureOf(id);
      if (act?.due !== undefined) await carryOut(act, now);
    },

    /**
     * Erases again what was erased and came back with a backup, all of it, whatever of it came back.
     * @returns whether its ticket was there again; `open` where that is not closed, and nothing can be erased
     */
    async eraseAgain(id: string, now: Instant): Promise<boolean | 'open'> {
      const found = await lyingThere(id);
      if (!found) return false;
      if (found.open) return 'open';
      await acts.add(id, (earlier) =>
        isErased(earlier) ? { not: undefined } : { type: 'erased', at: now, due: now },
      );
      const act = await erasureOf(id);
      if (act) await carryOut(act, now);
      return !found.erased;
    },

    carryOut,
  };
}

/** Whether a text says who somebody is. */
function names(text: string, { caller: { name, phone, email }, address }: Contact): boolean {
  const digits = (it: string): string => it.normalize('NFKC').replace(/\D/g, '');
  return (
    [name, email, address].some((it) => it !== undefined && it.length > 1 && text.includes(it)) ||
    (digits(phone).length > 0 && digits(text).includes(digits(phone)))
  );
}
