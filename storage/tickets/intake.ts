import { viewOf } from '../../domain/telling/view';
import { openTicket, type TicketInput } from '../../domain/ticket/input';
import type { Registration } from '../../domain/ticket/register';
import { instant } from '../../domain/time/instant';
import type { Outcome } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { open, seal, type SealingKeys } from '../../keys/seal';
import { commitmentTo, newTicketKey, type TicketKey } from '../../keys/ticket-key';
import { unlessDuplicate } from '../errors';
import { wordTokens } from './texts/ticket-words';
import { READ, type StoredTicket, ticketOf } from './read-model';
import { sealingKeysOf, ownKeyOf, sealedText, TICKET_VERSION } from './texts/sealed-text';
import {
  comparable,
  type Imported,
  rulebookOf,
  type TicketDocument,
  type TicketModel,
} from './ticket-document';

/** A matter as it is taken in: what its workflow starts with, and what only the database may hold (DESIGN §6). */
export interface NewTicket {
  readonly input: Pick<TicketInput, 'matter' | 'rules' | 'calendar' | 'publication'>;
  /** The account that registered it. */
  readonly registeredBy: string;
  readonly title: string;
  readonly content: string;
  readonly contact: Contact;
  /** Where it comes from, where another system handled it first. */
  readonly imported?: Imported;
}

/** Who raised a matter and where it is: sealed in the database, opened by nothing but `contactOf`. */
export interface Contact {
  readonly caller: { readonly name?: string; readonly phone: string; readonly email?: string };
  readonly address?: string;
}

/** Who raised a ticket, and what decides whether and how they are told. */
export interface CallerOf extends Pick<Contact, 'caller'> {
  readonly matter: Registration;
  readonly outcome?: Outcome | undefined;
  /** How often its code was made anew. */
  readonly codeGeneration: number;
}

/** @returns undefined where it was erased @throws SealError */
export const contactIn = (
  keys: DataKeys,
  { _id: id, key, contact, erased }: Pick<TicketDocument, '_id' | 'key' | 'contact' | 'erased'>,
): Contact | undefined =>
  erased === undefined
    ? // As `add` wrote it.
      (JSON.parse(open(sealingKeysOf(keys, { _id: id, key }), contact, id)) as Contact)
    : undefined;

export const startOf = ({
  matter: now,
  startedWith: matter = now,
  rules,
  calendar,
  publication,
}: Pick<
  TicketDocument,
  'matter' | 'startedWith' | 'rules' | 'calendar' | 'publication'
>): NewTicket['input'] => ({
  matter,
  rules,
  calendar,
  ...(publication === undefined ? {} : { publication }),
});

/** What tells of the caller. */
const CALLER = { contact: 1, key: 1, erased: 1, matter: 1, codeGeneration: 1, 'view.outcome': 1 } as const;

/** Matters as they are taken in, before and while their workflows are started. */
export function intakeIn(model: TicketModel, keys: DataKeys) {
  return {
    /**
     * Stores a matter before its workflow is started; the same id again changes nothing.
     * Its matter is stored with a commitment to its title and content; its workflow is to be started with it as it is stored.
     * Until the workflow writes its first turn (the engine may be away), readers see the ticket as registration will make it, at `seq` 0.
     */
    async add({ input, registeredBy, title, content, contact, imported }: NewTicket): Promise<StoredTicket> {
      const { rules, calendar, publication } = input;
      const { key, wrapped } = newTicketKey(keys, input.matter.id);
      const said = { title, content };
      const matter = { commitment: commitmentTo(key, input.matter.id, said), ...input.matter };
      const { ticket } = openTicket({ ...input, matter });
      const document: TicketDocument = {
        _id: matter.id,
        version: TICKET_VERSION,
        key: wrapped,
        matter,
        rules,
        calendar,
        publication,
        calendarBy: publication,
        rulebook: rulebookOf(rules),
        ...sealedText(key, matter.id, said),
        contact: seal([key], JSON.stringify(contact), matter.id),
        phoneHash: phoneHashes(keys, contact.caller.phone)[0],
        ...wordTokens(keys, said),
        indexedBy: keys[0].id,
        registeredBy,
        ...(imported ? { imported } : {}),
        view: comparable({ ...viewOf(ticket), seq: 0 }, instant(0), undefined),
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
          titled: _t,
          indexedBy: _i,
          ...read
        } = document;
        return ticketOf(keys, read);
      } catch (error) {
        unlessDuplicate(error);
        return ticketOf(keys, await model.findById(matter.id, READ).orFail().lean<TicketDocument>());
      }
    },

    /** Opens the contact data of a ticket. Whoever calls this has checked that the reader may see it (WF-11). @throws SealError */
    async contactOf(id: string): Promise<Contact | undefined> {
      const stored = await model.findById(id, { contact: 1, key: 1, erased: 1 }).lean<TicketDocument>();
      return stored ? contactIn(keys, stored) : undefined;
    },

    /**
     * Of these tickets who raised them, and what decides whether and how these are told; without those that are not here, or were erased.
     * Whoever calls this has checked that the reader may see it.
     * @throws SealError
     */
    async callersOf(ids: readonly string[]): Promise<Map<string, CallerOf>> {
      const found = await model.find({ _id: { $in: ids } }, CALLER).lean<TicketDocument[]>();
      return new Map(
        found.flatMap((it) => {
          const { _id: id, matter, view, codeGeneration = 0 } = it;
          const contact = contactIn(keys, it);
          return contact
            ? [[id, { caller: contact.caller, matter, outcome: view.outcome, codeGeneration }]]
            : [];
        }),
      );
    },

    /** The own keys of these tickets, of those that have one that can be opened. */
    async ownKeys(ids: readonly string[]): Promise<Map<string, TicketKey>> {
      const found = await model.find({ _id: { $in: ids } }, { key: 1 }).lean<TicketDocument[]>();
      return new Map(
        found.flatMap((ticket) => {
          const own = ownKeyOf(keys, ticket);
          return own ? [[ticket._id, own]] : [];
        }),
      );
    },

    /** A ticket's own key, where it has one that can be opened. */
    async ownKey(id: string): Promise<TicketKey | undefined> {
      const found = await model.findById(id, { key: 1 }).lean<TicketDocument>();
      return found ? ownKeyOf(keys, found) : undefined;
    },

    /** What seals and opens what belongs to a ticket. */
    async sealingKeys(id: string): Promise<SealingKeys | undefined> {
      const stored = await model.findById(id, { key: 1 }).lean<TicketDocument>();
      return stored ? sealingKeysOf(keys, stored) : undefined;
    },

    /** What a ticket's workflow is started with. */
    async startInput(id: string): Promise<NewTicket['input'] | undefined> {
      const stored = await model
        .findById(id, { matter: 1, startedWith: 1, rules: 1, calendar: 1, publication: 1 })
        .lean<TicketDocument>();
      if (!stored) return undefined;
      return startOf(stored);
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
