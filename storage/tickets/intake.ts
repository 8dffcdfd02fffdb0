import { viewOf } from '../../domain/telling/view';
import { openTicket, type TicketInput } from '../../domain/ticket/input';
import { instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { open, seal } from '../../keys/seal';
import { unlessDuplicate } from '../errors';
import { wordTokens } from './ticket-words';
import { READ, type StoredTicket, ticketOf } from './read-model';
import { comparable, rulebookOf, type TicketDocument, type TicketModel } from './ticket-document';

/** A matter as it is taken in: what its workflow starts with, and what only the database may hold (DESIGN §6). */
export interface NewTicket {
  readonly input: Pick<TicketInput, 'matter' | 'rules' | 'calendar' | 'publication'>;
  /** The account that registered it. */
  readonly registeredBy: string;
  readonly title: string;
  readonly content: string;
  readonly contact: Contact;
}

/** Who raised a matter and where it is: sealed in the database, opened by nothing but `contactOf`. */
export interface Contact {
  readonly caller: { readonly name?: string; readonly phone: string };
  readonly address?: string;
}

/** Matters as they are taken in, before and while their workflows are started. */
export function intakeIn(model: TicketModel, keys: DataKeys) {
  return {
    /**
     * Stores a matter before its workflow is started; the same id again changes nothing.
     * Until the workflow writes its first turn (the engine may be away), readers see the ticket as registration will make it, at `seq` 0.
     */
    async add({ input, registeredBy, title, content, contact }: NewTicket): Promise<StoredTicket> {
      const { matter, rules, calendar, publication } = input;
      const { ticket } = openTicket(input);
      const document: TicketDocument = {
        _id: matter.id,
        matter,
        rules,
        calendar,
        publication,
        calendarBy: publication,
        rulebook: rulebookOf(rules),
        title,
        content,
        contact: seal(keys, JSON.stringify(contact), matter.id),
        phoneHash: phoneHashes(keys, contact.caller.phone)[0],
        words: wordTokens(keys, { title, content }),
        registeredBy,
        view: comparable({ ...viewOf(ticket), seq: 0 }, instant(0)),
        started: false,
      };
      try {
        await model.insertMany([document], { lean: true });
        // Only what a reader of tickets gets (READ).
        const {
          rules: _r,
          calendar: _c,
          publication: _n,
          calendarBy: _b,
          contact: _k,
          phoneHash: _p,
          words: _w,
          ...read
        } = document;
        return ticketOf(read);
      } catch (error) {
        unlessDuplicate(error);
        return ticketOf(await model.findById(matter.id, READ).orFail().lean<TicketDocument>());
      }
    },

    /** Opens the contact data of a ticket. Whoever calls this has checked that the reader may see it (WF-11). @throws SealError */
    async contactOf(id: string): Promise<Contact | undefined> {
      const stored = await model.findById(id, { contact: 1 }).lean<TicketDocument>();
      // As `add` wrote it.
      return stored ? (JSON.parse(open(keys, stored.contact, id)) as Contact) : undefined;
    },

    /** What a ticket's workflow is started with. */
    async startInput(id: string): Promise<NewTicket['input'] | undefined> {
      const stored = await model
        .findById(id, { matter: 1, startedWith: 1, rules: 1, calendar: 1, publication: 1 })
        .lean<TicketDocument>();
      if (!stored) return undefined;
      const { rules, calendar, publication, matter: now, startedWith: matter = now } = stored;
      return { matter, rules, calendar, ...(publication === undefined ? {} : { publication }) };
    },

    /** Notes that the ticket's workflow was started. @param after the run that was ended from outside, where there was one */
    async markStarted(id: string, after?: string): Promise<void> {
      await model.updateOne(
        { _id: id },
        { $set: { started: true, ...(after ? { restoredAfter: after } : {}) } },
      );
    },
  };
}
