import { type Connection, Schema } from 'mongoose';
import { openTicket, type TicketInput } from '../domain/input';
import { type Instant, instant } from '../domain/instant';
import type { Registration } from '../domain/register';
import type { Kind, Level, TicketState } from '../domain/terms';
import { type TicketView, viewOf } from '../domain/view';
import { unlessDuplicate } from './duplicate';
import { cursorText, parseCursor } from './page';
import { type DataKeys, open, phoneHashes, seal } from './seal';

/** A matter as it is taken in: what its workflow starts with, and what only the database may hold (DESIGN §6). */
export interface NewTicket {
  readonly input: Pick<TicketInput, 'matter' | 'rules' | 'calendar'>;
  /** The account that registered it. */
  readonly registeredBy: string;
  readonly title: string;
  readonly content: string;
  readonly contact: Contact;
}

/** Who raised a matter and where it is: sealed in the database, opened by nothing but {@link contactOf}. */
export interface Contact {
  readonly caller: { readonly name?: string; readonly phone: string };
  readonly address?: string;
}

/** A ticket as lists show it. */
export interface ListedTicket extends TicketView {
  readonly id: string;
  readonly matter: Registration;
  readonly rulebook: { readonly id: string; readonly version: string };
  readonly title: string;
  /** False until its workflow is known to have been started. */
  readonly started: boolean;
}

export interface StoredTicket extends ListedTicket {
  readonly content: string;
  readonly registeredBy: string;
}

export interface TicketFilter {
  readonly state?: TicketState;
  /** A unit that it is assigned to, in any role. */
  readonly unit?: string;
  readonly kind?: Kind;
  /** A unit's id. */
  readonly district?: string;
  readonly rulebook?: string;
  readonly overdue?: boolean;
  readonly level?: Level;
  /** The ticket's id, or its caller's whole phone number, or a part of its title or category. */
  readonly q?: string;
}

/** A ticket that may have lost its workflow. */
export interface OpenTicket {
  readonly id: string;
  /** The run of a workflow that was ended from outside and after which the ticket was started again. */
  readonly restoredAfter?: string;
}

interface TicketDocument {
  _id: string;
  matter: Registration;
  rules: TicketInput['rules'];
  calendar: TicketInput['calendar'];
  rulebook: { id: string; version: string };
  title: string;
  content: string;
  contact: string;
  phoneHash?: string;
  registeredBy: string;
  view: StoredView;
  started: boolean;
  restoredAfter?: string;
}

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    matter: { type: Mixed, required: true },
    rules: { type: Mixed, required: true },
    calendar: { type: Mixed, required: true },
    rulebook: { type: Mixed, required: true },
    title: { type: String, required: true },
    content: { type: String, required: true },
    contact: { type: String, required: true },
    phoneHash: String,
    registeredBy: { type: String, required: true },
    view: { type: Mixed, required: true },
    started: { type: Boolean, required: true },
    restoredAfter: String,
  },
  { minimize: false, versionKey: false },
);
const NEWEST = { 'matter.receivedAt': -1, _id: -1 } as const;
schema.index(NEWEST);
schema.index({ 'view.state': 1, ...NEWEST });
schema.index({ 'view.assignments.unit': 1, ...NEWEST });
schema.index({ 'matter.kind': 1, ...NEWEST });
schema.index({ 'matter.district.id': 1, ...NEWEST });
schema.index({ 'rulebook.id': 1, ...NEWEST });
schema.index({ 'view.overdue': 1, ...NEWEST });
schema.index({ 'view.level': 1, ...NEWEST });
schema.index({ phoneHash: 1, ...NEWEST }, { sparse: true });
// For the sweep.
schema.index({ started: 1, _id: 1 });
schema.index({ 'view.next.at': 1, _id: 1 });

const LISTED = { _id: 1, matter: 1, rulebook: 1, title: 1, started: 1, view: 1 } as const;
const READ = { ...LISTED, content: 1, registeredBy: 1 } as const;

/**
 * A view as it is stored begins with when it was decided, and its `seq`: the database compares two documents field by field, in order,
 * so that the view that was decided later is the greater (see `showTurn`).
 */
type StoredView = { readonly decided: Instant } & TicketView;
const comparable = ({ seq, ...rest }: TicketView, decided: Instant): StoredView => ({
  decided,
  seq,
  ...rest,
});

export type Tickets = ReturnType<typeof ticketsIn>;

/** The intake and the read model of tickets. */
export function ticketsIn(connection: Connection, keys: DataKeys) {
  const model = connection.model('ticket', schema, 'tickets');
  /** @param stored read by {@link READ}; by {@link LISTED} it lacks what a list does not show */
  const ticketOf = (stored: unknown): StoredTicket => {
    const { _id: id, view, ...rest } = stored as TicketDocument;
    const { decided: _, ...shown } = view;
    return { id, ...rest, ...shown };
  };

  return {
    model,

    /**
     * Stores a matter before its workflow is started; the same id again changes nothing.
     * Until the workflow writes its first turn (the engine may be away), readers see the ticket as registration will make it, at `seq` 0.
     */
    async storeTicket({ input, registeredBy, title, content, contact }: NewTicket): Promise<StoredTicket> {
      const { matter, rules, calendar } = input;
      const { ticket } = openTicket({ matter, rules, calendar });
      const document: TicketDocument = {
        _id: matter.id,
        matter,
        rules,
        calendar,
        rulebook: { id: rules.id, version: rules.version },
        title,
        content,
        contact: seal(keys, JSON.stringify(contact), matter.id),
        phoneHash: phoneHashes(keys, contact.caller.phone)[0],
        registeredBy,
        view: comparable({ ...viewOf(ticket), seq: 0 }, instant(0)),
        started: false,
      };
      try {
        await model.insertMany([document], { lean: true });
        // Only what a reader of tickets gets (READ).
        const { rules: _r, calendar: _c, contact: _k, phoneHash: _p, ...read } = document;
        return ticketOf(read);
      } catch (error) {
        unlessDuplicate(error);
        return ticketOf(await model.findById(matter.id, READ).orFail().lean());
      }
    },

    async findTicket(id: string): Promise<StoredTicket | undefined> {
      const stored = await model.findById(id, READ).lean();
      return stored ? ticketOf(stored) : undefined;
    },

    /** Opens the contact data of a ticket. Whoever calls this has checked that the reader may see it (WF-11). @throws SealError */
    async contactOf(id: string): Promise<Contact | undefined> {
      const stored = await model.findById(id, { contact: 1 }).lean<TicketDocument>();
      return stored ? (JSON.parse(open(keys, stored.contact, id)) as Contact) : undefined;
    },

    /**
     * Tickets, newest first.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1
     * @throws RangeError for a cursor that was not given out by this list
     */
    async listTickets(
      filter: TicketFilter,
      cursor: string | undefined,
      limit: number,
    ): Promise<{ items: ListedTicket[]; nextCursor?: string }> {
      const after = cursor === undefined ? undefined : parseCursor(cursor);
      if (cursor !== undefined && !after) throw new RangeError('This cursor was not given out by this list.');
      const conditions = [
        conditionsOf(filter),
        ...(after ? [{ 'matter.receivedAt': { $lte: after.receivedAt } }, beyond(after)] : []),
        ...(filter.q === undefined ? [] : [searched(keys, filter.q)]),
      ];
      const found = await model
        .find({ $and: conditions }, LISTED)
        .sort(NEWEST)
        .limit(limit + 1)
        .lean();
      const items = found.slice(0, limit).map((it) => ticketOf(it));
      const last = items.at(-1);
      if (found.length <= limit || !last) return { items };
      return { items, nextCursor: cursorText({ receivedAt: last.matter.receivedAt, id: last.id }) };
    },

    /**
     * Shows a ticket as a turn left it, and never as an earlier one did: `$max` compares and sets in one step, by the document's id alone.
     * @returns false where the ticket is not in the database
     */
    async showTurn(id: string, view: TicketView, decided: Instant): Promise<boolean> {
      const { matchedCount } = await model.updateOne(
        { _id: id },
        { $max: { view: comparable(view, decided) }, $set: { started: true } },
      );
      return matchedCount > 0;
    },

    /** Notes that the ticket's workflow was started. @param after the run that was ended from outside, where there was one */
    async markStarted(id: string, after?: string): Promise<void> {
      await model.updateOne(
        { _id: id },
        { $set: { started: true, ...(after ? { restoredAfter: after } : {}) } },
      );
    },

    /** What a ticket's workflow is started with. */
    async startInput(id: string): Promise<Pick<TicketInput, 'matter' | 'rules' | 'calendar'> | undefined> {
      const stored = await model.findById(id, { matter: 1, rules: 1, calendar: 1 }).lean<TicketDocument>();
      return stored ? { matter: stored.matter, rules: stored.rules, calendar: stored.calendar } : undefined;
    },

    /** Tickets registered before `before` whose workflow is not known to be started. */
    async neverStarted(before: Instant, after: string, limit: number): Promise<OpenTicket[]> {
      const filter = { started: false, 'matter.registeredAt': { $lt: before }, _id: { $gt: after } };
      return openTickets(
        await model.find(filter, OPEN).sort({ _id: 1 }).limit(limit).lean<TicketDocument[]>(),
      );
    },

    /** Tickets on which something should have happened by itself before `before`. */
    async overrun(before: Instant, after: string, limit: number): Promise<OpenTicket[]> {
      const filter = { started: true, 'view.next.at': { $lt: before }, _id: { $gt: after } };
      return openTickets(
        await model.find(filter, OPEN).sort({ _id: 1 }).limit(limit).lean<TicketDocument[]>(),
      );
    },

    /** Those of these tickets that are not closed. */
    async openAmong(ids: readonly string[]): Promise<OpenTicket[]> {
      const found = await model
        .find({ _id: { $in: ids } }, { ...OPEN, 'view.state': 1 })
        .lean<TicketDocument[]>();
      return openTickets(found.filter(({ view }) => view.state !== 'closed'));
    },
  };
}

const OPEN = { _id: 1, restoredAfter: 1 } as const;
const openTickets = (found: readonly { _id: string; restoredAfter?: string }[]): OpenTicket[] =>
  found.map(({ _id: id, restoredAfter }) => ({ id, restoredAfter }));

function conditionsOf({
  state,
  unit,
  kind,
  district,
  rulebook,
  overdue,
  level,
}: TicketFilter): Record<string, unknown> {
  const wanted = {
    'view.state': state,
    'view.assignments.unit': unit,
    'matter.kind': kind,
    'matter.district.id': district,
    'rulebook.id': rulebook,
    'view.overdue': overdue,
    'view.level': level,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

/** After a ticket of the list; among those received at the same moment the id decides. */
const beyond = ({ receivedAt, id }: { receivedAt: number; id: string }): Record<string, unknown> => ({
  $or: [{ 'matter.receivedAt': { $lt: receivedAt } }, { 'matter.receivedAt': receivedAt, _id: { $lt: id } }],
});

function searched(keys: DataKeys, q: string): Record<string, unknown> {
  const part = { $regex: q.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), $options: 'i' };
  const hashes = phoneHashes(keys, q);
  const byPhone = hashes.length > 0 ? [{ phoneHash: { $in: hashes } }] : [];
  return { $or: [{ _id: q }, ...byPhone, { title: part }, { 'matter.category': part }] };
}
