import type { Words } from '../../domain/repeats/likeness';
import { ticketId, type TicketId } from '../../domain/ids';
import { type Instant, instant } from '../../domain/time/instant';
import type { Outcome, TicketState } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { SealError } from '../../keys/seal';
import { contactIn } from '../tickets/intake';
import type { OpenTicket } from '../tickets/lost-tickets';
import { tokensByKey } from '../tickets/texts/ticket-words';
import { NEWEST, type TicketDocument, type TicketModel } from '../tickets/ticket-document';

/** A ticket as it is compared with others: nothing that can be read of it. */
export interface ComparedTicket {
  readonly id: TicketId;
  /** Which data key its tokens are by. */
  readonly key: string;
  readonly words: Words;
  readonly category: string;
  readonly district: string;
  readonly receivedAt: Instant;
  readonly closed: boolean;
  /** When its last turn was decided. */
  readonly decided: Instant;
}

/** One that a matter may repeat, as far as its reader may know of it. */
export interface StoredCandidate extends ComparedTicket {
  /** Where it is; for comparing alone. */
  readonly address?: string;
  /** The unit that leads. */
  readonly unit?: string;
  readonly state: TicketState;
  readonly outcome?: Outcome;
  /** The ticket that it was merged into. */
  readonly mergedInto?: TicketId;
}

/** So many links are shown of a ticket. */
const MOST_LINKED = 100;
/** The order in which changes are read. */
const CHANGED = { 'view.decided': 1, _id: 1 } as const;
const COMPARED = {
  words: 1,
  titled: 1,
  indexedBy: 1,
  'matter.category': 1,
  'matter.district': 1,
  'matter.receivedAt': 1,
  'view.state': 1,
  'view.decided': 1,
} as const;
const CANDIDATE = {
  ...COMPARED,
  key: 1,
  contact: 1,
  erased: 1,
  'view.assignments': 1,
  'view.outcome': 1,
  'view.mergedInto': 1,
} as const;

/** What tickets are compared by, to find what a new matter repeats (JE-4, HZ-3). */
export function comparedIn(model: TicketModel, keys: DataKeys) {
  return {
    /** What a text is compared by, by each data key. */
    wordsOf(text: { readonly title: string; readonly content: string }): Map<string, Words> {
      return new Map(
        [...tokensByKey(keys, text)].map(([key, { words, titled }]) => [key, { tokens: words, titled }]),
      );
    },

    /** Tickets by their numbers, which begin with a day, the newest day first; those before one, at most `limit`. */
    async comparedBefore(before: string | undefined, limit: number): Promise<ComparedTicket[]> {
      const found = await model
        .find(before === undefined ? {} : { _id: { $lt: before } }, COMPARED)
        .sort({ _id: -1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map((it) => comparedOf(keys, it));
    },

    /** Tickets that changed since a moment, the earliest change first; at most `limit`. @param after the last that was read of that moment */
    async changedSince(since: Instant, after: string, limit: number): Promise<ComparedTicket[]> {
      const found = await model
        .find(
          {
            'view.decided': { $gte: since },
            $or: [{ 'view.decided': { $gt: since } }, { 'view.decided': since, _id: { $gt: after } }],
          },
          COMPARED,
        )
        .sort(CHANGED)
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map((it) => comparedOf(keys, it));
    },

    /** The newest tickets of a caller, by the phone number; at most `limit`. */
    async ofCaller(phone: string, limit: number): Promise<TicketId[]> {
      const found = await model
        .find({ phoneHash: { $in: phoneHashes(keys, phone) } }, { _id: 1 })
        .sort(NEWEST)
        .limit(limit)
        .lean<{ _id: string }[]>();
      return found.map(({ _id }) => ticketId(_id));
    },

    /** Tickets that name this one as linked, by their numbers. */
    async linkedWith(id: string): Promise<TicketId[]> {
      const found = await model
        .find({ 'view.links': id }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(MOST_LINKED)
        .lean<{ _id: string }[]>();
      return found.map(({ _id }) => ticketId(_id));
    },

    /** Tickets that owe a main ticket word since before a moment, by their numbers. */
    async owingMain(before: Instant, after: string, limit: number): Promise<OpenTicket[]> {
      const found = await model
        .find(
          { 'view.owesMain.seq': { $gt: 0 }, 'view.decided': { $lt: before }, _id: { $gt: after } },
          { _id: 1, restoredAfter: 1 },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map(({ _id: ticket, restoredAfter }) => ({ id: ticket, restoredAfter }));
    },

    /** These tickets as they stand by now, but for those that were erased. Whoever calls this shows nobody an address. */
    async candidates(ids: readonly string[]): Promise<StoredCandidate[]> {
      const found = await model.find({ _id: { $in: ids } }, CANDIDATE).lean<TicketDocument[]>();
      return found.flatMap((it) => (it.erased === undefined ? [candidateOf(keys, it)] : []));
    },
  };
}

const comparedOf = ([newest]: DataKeys, document: TicketDocument): ComparedTicket => {
  const { _id, words = [], titled = 0, indexedBy, matter, view } = document;
  return {
    id: ticketId(_id),
    key: indexedBy ?? newest.id,
    words: { tokens: words, titled },
    category: matter.category,
    district: matter.district.id,
    receivedAt: matter.receivedAt,
    closed: view.state === 'closed',
    decided: instant(view.decided),
  };
};

function candidateOf(keys: DataKeys, document: TicketDocument): StoredCandidate {
  const { view } = document;
  const address = addressIn(keys, document);
  const lead = view.assignments.find(({ role }) => role === 'lead')?.unit;
  return {
    ...comparedOf(keys, document),
    ...(address === undefined ? {} : { address }),
    ...(lead === undefined ? {} : { unit: lead }),
    state: view.state,
    ...(view.outcome === undefined ? {} : { outcome: view.outcome }),
    ...(view.mergedInto === undefined ? {} : { mergedInto: view.mergedInto }),
  };
}

/** None where it can't be opened: such a ticket is compared by all else. */
function addressIn(keys: DataKeys, document: TicketDocument): string | undefined {
  try {
    return contactIn(keys, document)?.address;
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}
