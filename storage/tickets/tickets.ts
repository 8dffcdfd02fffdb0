import { type Connection, Schema } from 'mongoose';
import { openTicket, type TicketInput } from '../../domain/ticket/input';
import { type Instant, instant } from '../../domain/time/instant';
import type { Registration } from '../../domain/ticket/register';
import { type Kind, keysOf, type Level, type TicketState } from '../../domain/words';
import { isOpen, isOwedBy } from '../../domain/ticket/ticket';
import { type TicketView, viewOf } from '../../domain/telling/view';
import type { RulebookChange } from '../changes/changes';
import { unlessDuplicate } from '../errors';
import type { LateEvaluations } from './evaluations';
import { type Page, pageOf } from '../page';
import { type DataKeys, open, phoneHashes, seal } from '../../keys/seal';

/** A matter as it is taken in: what its workflow starts with, and what only the database may hold (DESIGN §6). */
export interface NewTicket {
  readonly input: Pick<TicketInput, 'matter' | 'rules' | 'calendar' | 'publication'>;
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

/** Which rulebook a ticket is bound to; without a hash where it was bound before files were told apart. */
export interface RulebookRef {
  readonly id: string;
  readonly version: string;
  readonly hash?: string;
}

/** A ticket as lists show it. */
export interface ListedTicket extends TicketView {
  readonly id: string;
  readonly matter: Registration;
  readonly rulebook: RulebookRef;
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

/** An open ticket, with what decides how a rulebook binds it. */
export type BoundTicket = Pick<Registration, 'id' | 'kind' | 'channel' | 'urgency'>;

/** A ticket whose read model was just written, and whether it shows the turn that was written or one that was decided later. */
export interface ShownTicket {
  readonly id: string;
  readonly matter: Pick<Registration, 'kind' | 'channel' | 'urgency'>;
  readonly rulebook: RulebookRef;
  readonly shows: 'this turn' | 'a later turn';
}

/** A due moment that a unit has ahead of it or has let pass. */
export interface DueMoment {
  readonly ticket: string;
  readonly kind: Kind;
  readonly category: string;
  readonly clock: TicketView['clocks'][number];
  /** When its ticket was last changed. */
  readonly changed: Instant;
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
  /** What `calendar` knows of. */
  publication?: number;
  /** The newest publication that it is bound to by now. */
  calendarBy?: number;
  /** What it is bound to by now; `rules` is what it was started with. */
  rulebook: RulebookRef;
  rulebookBy?: number;
  title: string;
  content: string;
  contact: string;
  phoneHash?: string;
  registeredBy: string;
  view: StoredView;
  started: boolean;
  restoredAfter?: string;
  evaluated?: LateEvaluations;
}

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    matter: { type: Mixed, required: true },
    rules: { type: Mixed, required: true },
    calendar: { type: Mixed, required: true },
    publication: Number,
    calendarBy: Number,
    rulebook: { type: Mixed, required: true },
    rulebookBy: Number,
    title: { type: String, required: true },
    content: { type: String, required: true },
    contact: { type: String, required: true },
    phoneHash: String,
    registeredBy: { type: String, required: true },
    view: { type: Mixed, required: true },
    started: { type: Boolean, required: true },
    restoredAfter: String,
    evaluated: Mixed,
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
// For a unit's calendar; a ticket without an open clock has no `due`.
schema.index({ 'view.assignments.unit': 1, 'view.due': 1 });
// For the sweep.
schema.index({ started: 1, _id: 1 });
schema.index({ 'view.next.at': 1, _id: 1 });

const LISTED = {
  _id: 1,
  matter: 1,
  rulebook: 1,
  title: 1,
  started: 1,
  view: 1,
  'evaluated.intake.satisfaction': 1,
  'evaluated.handling.satisfaction': 1,
} as const;
const SHOWN = {
  'matter.kind': 1,
  'matter.channel': 1,
  'matter.urgency': 1,
  rulebook: 1,
  'view.decided': 1,
  'view.seq': 1,
} as const;
const DUE_MOMENT = {
  'matter.kind': 1,
  'matter.category': 1,
  'view.decided': 1,
  'view.clocks': 1,
  'view.assignments': 1,
} as const;
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
    const { _id: id, view, evaluated = {}, ...rest } = stored as TicketDocument;
    const { decided: _, ...shown } = view;
    // Those that came after the ticket's workflow had ended stand beside what it left.
    const late = keysOf(evaluated).flatMap((stage) => {
      const { satisfaction } = evaluated[stage] ?? {};
      return satisfaction === undefined ? [] : [{ stage, satisfaction }];
    });
    return { id, ...rest, ...shown, evaluations: [...shown.evaluations, ...late] };
  };

  return {
    model,

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
          ...read
        } = document;
        return ticketOf(read);
      } catch (error) {
        unlessDuplicate(error);
        return ticketOf(await model.findById(matter.id, READ).orFail().lean());
      }
    },

    async find(id: string): Promise<StoredTicket | undefined> {
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
    async list(filter: TicketFilter, cursor: string | undefined, limit: number): Promise<Page<ListedTicket>> {
      const wanted = [conditionsOf(filter), ...(filter.q === undefined ? [] : [searched(keys, filter.q)])];
      const page = await pageOf(
        { cursor, limit },
        { field: 'matter.receivedAt', of: ({ matter }: TicketDocument) => matter.receivedAt },
        async (conditions, most) =>
          model
            .find({ $and: [...wanted, ...conditions] }, LISTED)
            .sort(NEWEST)
            .limit(most)
            .lean<TicketDocument[]>(),
      );
      return { ...page, items: page.items.map(ticketOf) };
    },

    /**
     * Shows a ticket as a turn left it, and never as an earlier one did: `$max` compares and sets in one step, by the document's id alone.
     * @returns undefined where the ticket is not in the database
     */
    async showTurn(id: string, view: TicketView, decided: Instant): Promise<ShownTicket | undefined> {
      const shown = await model
        .findOneAndUpdate(
          { _id: id },
          { $max: { view: comparable(view, decided) }, $set: { started: true } },
          { projection: SHOWN, returnDocument: 'after' },
        )
        .lean<TicketDocument>();
      if (!shown) return undefined;
      const { matter, rulebook, view: now } = shown;
      const shows = now.decided === decided && now.seq === view.seq ? 'this turn' : 'a later turn';
      return { id, matter, rulebook, shows };
    },

    /**
     * The open due moments that a unit owes in the tickets that it leads or assists with.
     * @param limit at most so many tickets, those that are due first
     */
    async dueMomentsOf(unit: string, limit: number): Promise<DueMoment[]> {
      const works = { $elemMatch: { unit, role: { $ne: 'copy' } } };
      const found = await model
        // A ticket without an open clock has no `due`.
        .find({ 'view.assignments': works, 'view.due': { $gt: 0 } }, DUE_MOMENT)
        .sort({ 'view.due': 1, _id: 1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.flatMap(({ _id: ticket, matter: { kind, category }, view }) => {
        const { clocks, decided, assignments } = view;
        const parts = assignments.filter((it) => it.unit === unit);
        return clocks
          .filter((clock) => isOpen(clock) && parts.some((part) => isOwedBy(clock, part)))
          .map((clock) => ({ ticket, kind, category, clock, changed: decided }));
      });
    },

    /** Notes that the ticket's workflow was started. @param after the run that was ended from outside, where there was one */
    async markStarted(id: string, after?: string): Promise<void> {
      await model.updateOne(
        { _id: id },
        { $set: { started: true, ...(after ? { restoredAfter: after } : {}) } },
      );
    },

    /** Notes that the ticket counts by a calendar that was published since its start. */
    async showCalendar(id: string, change: number): Promise<void> {
      await model.updateOne({ _id: id }, { $max: { calendarBy: change } });
    },

    /** Shows which rules bind the ticket by now, unless a later change has bound it to others. */
    async showRules(id: string, rules: TicketInput['rules'], change: number): Promise<void> {
      await model.updateOne(
        { _id: id, $or: [{ rulebookBy: { $exists: false } }, { rulebookBy: { $lt: change } }] },
        { $set: { rulebook: rulebookOf(rules), rulebookBy: change } },
      );
    },

    /** How many open tickets that were started are not recorded as bound to a publication. */
    async countBehind(publication: number): Promise<number> {
      return model.countDocuments({
        ...STARTED_AND_OPEN,
        calendarBy: { $not: { $gte: publication } },
      });
    },

    countBoundToOthers: (than: Reapplied): Promise<number> => model.countDocuments(boundToOthers(than)),

    /** Open tickets of a rulebook that are bound to another file of it, and not by a later change. */
    async boundToOthers(than: Reapplied, after: string, limit: number): Promise<BoundTicket[]> {
      const found = await model
        .find({ $and: [boundToOthers(than), { _id: { $gt: after } }] }, { matter: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map(({ matter: { id, kind: of, channel, urgency } }) => ({
        id,
        kind: of,
        channel,
        urgency,
      }));
    },

    /** What a ticket's workflow is started with. */
    async startInput(id: string): Promise<NewTicket['input'] | undefined> {
      const stored = await model
        .findById(id, { matter: 1, rules: 1, calendar: 1, publication: 1 })
        .lean<TicketDocument>();
      if (!stored) return undefined;
      const { matter, rules, calendar, publication } = stored;
      return { matter, rules, calendar, ...(publication === undefined ? {} : { publication }) };
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

/** A file of a rulebook that open tickets are to be bound to, by which change. */
export type Reapplied = Pick<RulebookChange, 'rulebook' | 'hash' | 'filter'> & { readonly id?: number };

function boundToOthers({ id, rulebook, hash, filter }: Reapplied): Record<string, unknown> {
  const { tickets, kind, district } = filter;
  const earlier = [{ rulebookBy: { $exists: false } }, { rulebookBy: { $lt: id } }];
  return {
    'rulebook.id': rulebook,
    'rulebook.hash': { $ne: hash },
    ...STARTED_AND_OPEN,
    ...(id === undefined ? {} : { $or: earlier }),
    ...(kind === undefined ? {} : { 'matter.kind': kind }),
    ...(district === undefined ? {} : { 'matter.district.id': district }),
    ...(tickets === undefined ? {} : { _id: { $in: tickets } }),
  };
}

const STARTED_AND_OPEN = { started: true, 'view.state': { $ne: 'closed' } } as const;

const rulebookOf = ({ id, version, hash }: TicketInput['rules']): RulebookRef => ({
  id,
  version,
  ...(hash === undefined ? {} : { hash }),
});

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

function searched(keys: DataKeys, q: string): Record<string, unknown> {
  const part = { $regex: q.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), $options: 'i' };
  const hashes = phoneHashes(keys, q);
  const byPhone = hashes.length > 0 ? [{ phoneHash: { $in: hashes } }] : [];
  return { $or: [{ _id: q }, ...byPhone, { title: part }, { 'matter.category': part }] };
}
