import { setImmediate as sent } from 'node:timers/promises';
import { type Connection, Schema } from 'mongoose';
import { type Counted, countedOf, monthsOf } from '../../domain/reports/counted';
import type { Month } from '../../domain/reports/period';
import { evolveAll } from '../../domain/ticket/evolve';
import { lawOf } from '../../domain/ticket/input';
import { newTicket } from '../../domain/ticket/register';
import type { Instant } from '../../domain/time/instant';
import { hindranceOf, unlessDuplicate } from '../errors';
import type { Ledger } from '../ledger/ledger';
import { type TicketDocument, UNCOUNTABLE, UNCOUNTED } from '../tickets/ticket-document';
import type { Tickets } from '../tickets/tickets';
import { WORKING_TIME } from '../working-time';

/** A ticket as reports count it. */
export interface CountedTicket {
  readonly id: string;
  readonly counted: Counted;
}

interface CountDocument {
  /** The ticket's number. */
  _id: string;
  rulebook: string;
  /** `weifang 202610`: where something of it may be counted. Text, since that is what the embedded database finds by an index. */
  months: string[];
  /** {@link Counted}, as JSON: a database reads one text many times faster than what is nested. */
  facts: string;
  /** Of which turn this is. */
  decided: Instant;
  seq: number;
  /** The command that a late evaluation came with, which is in it. */
  evaluated?: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    rulebook: { type: String, required: true },
    months: { type: [String], required: true },
    facts: { type: String, required: true },
    decided: { type: Number, required: true },
    seq: { type: Number, required: true },
    evaluated: String,
  },
  { versionKey: false },
);

/** How many tickets one round trip brings: enough that the trips do not count, and little to hold in memory. */
const BATCH = 400;
/** How many changed tickets are counted at once. */
const CHANGED = 500;

/** How long reading a month may take (ms); the database may gather it before it sends the first. */
const READING_TIME = 60_000;
/** Where a connection gives up is too soon for all of it; that is not among the options of a find, but each command's own. */
const PATIENTLY = { maxTimeMS: READING_TIME, socketTimeoutMS: READING_TIME + 1_000 };

/** What is read of a ticket that changed. */
const READ = {
  'rulebook.id': 1,
  'view.decided': 1,
  'view.seq': 1,
  'view.counted': 1,
  'evaluated.handling.satisfaction': 1,
  'evaluated.handling.command': 1,
} as const;

export type Counts = ReturnType<typeof countsIn>;

/**
 * What of every ticket is counted, beside the read model and a tenth of its size. A turn only marks that its ticket changed, in the
 * write that shows it; whoever counts brings those up to date first, and the sweep does in between. It holds nothing of a person, and
 * stays when its ticket goes to the archive.
 */
export function countsIn(
  connection: Connection,
  { model: tickets, startInput }: Pick<Tickets, 'model' | 'startInput'>,
  ledger: Pick<Ledger, 'completeEvents'>,
) {
  const model = connection.model('count', schema, 'counts');

  /** What was not kept of a ticket when it was shown follows from its ledger. */
  async function fromLedger(id: string): Promise<Counted | undefined> {
    const start = await startInput(id);
    if (!start) return undefined;
    const { events } = await ledger.completeEvents(id);
    return countedOf(evolveAll(newTicket(start.matter, lawOf(start)), events));
  }

  /** Where nothing is counted, what was counted before goes. */
  async function documentOf({ _id, rulebook, view, evaluated }: TicketDocument): Promise<CountDocument> {
    const { decided, seq, counted: kept } = view;
    const { satisfaction, command } = evaluated?.handling ?? {};
    // As `comparable` wrote it.
    const counted =
      kept === undefined ? await fromLedger(_id) : kept === '' ? undefined : (JSON.parse(kept) as Counted);
    const known = counted && { ...counted, ...(satisfaction === undefined ? {} : { satisfaction }) };
    const turn = { decided, seq, ...(command === undefined ? {} : { evaluated: command }) };
    return { _id, ...countDocument(rulebook.id, known), ...turn };
  }

  return {
    model,

    /**
     * Counts some of the tickets that changed since they last were. Whoever comes late with an earlier turn changes nothing, and what
     * changed meanwhile stays marked. One that can't be counted stops no other: it waits for its next turn.
     * @param failed told of each that can't be counted
     * @returns how many were looked at; none are left where it is 0
     */
    async bringUpToDate(failed: (id: string, error: unknown) => void = () => {}): Promise<number> {
      const changed = await tickets
        .find({ uncounted: UNCOUNTED }, READ)
        .limit(CHANGED)
        .lean<TicketDocument[]>();
      if (changed.length === 0) return 0;
      const documents: CountDocument[] = [];
      const faulty: string[] = [];
      for (const ticket of changed) {
        try {
          documents.push(await documentOf(ticket));
        } catch (error) {
          if (hindranceOf(error)) throw error;
          failed(ticket._id, error);
          faulty.push(ticket._id);
        }
      }
      if (faulty.length > 0)
        await tickets.updateMany(
          { _id: { $in: faulty }, uncounted: UNCOUNTED },
          { $set: { uncounted: UNCOUNTABLE } },
        );
      if (documents.length === 0) return changed.length;
      await model.collection
        .bulkWrite(
          documents.map(({ _id, ...counted }) => ({
            replaceOne: {
              filter: { _id: _id as never, $or: notLater(counted) },
              replacement: counted,
              upsert: true,
            },
          })),
          { ordered: false, maxTimeMS: WORKING_TIME },
        )
        .catch(unlessDuplicate);
      for (const { _id, decided, seq, evaluated } of documents)
        await tickets.updateOne(
          {
            _id,
            'view.decided': decided,
            'view.seq': seq,
            'evaluated.handling.command': evaluated ?? { $exists: false },
          },
          { $unset: { uncounted: 1 } },
        );
      return changed.length;
    },

    /** The tickets of which something may be counted in these calendar months, each once, some at a time, in no order. */
    async *of(rulebook: string, months: readonly Month[]): AsyncGenerator<readonly CountedTicket[]> {
      const places = months.map((month) => placeOf(rulebook, month));
      for (const [at, place] of places.entries()) {
        const before = places.slice(0, at);
        // Through the driver itself: for a hundred thousand documents what mongoose adds is too much.
        const cursor = model.collection.find<Pick<CountDocument, '_id' | 'months' | 'facts'>>(
          { months: place },
          { projection: { facts: 1, ...(at > 0 ? { months: 1 } : {}) }, batchSize: BATCH, ...PATIENTLY },
        );
        try {
          for (let more = cursor.hasNext(); await more;) {
            const documents = cursor.readBufferedDocuments();
            // The database gathers the next while these are counted.
            more = cursor.hasNext();
            more.catch(() => {});
            await sent();
            yield documents
              .filter((it) => at === 0 || !it.months.some((other) => before.includes(other)))
              .map(({ _id, facts }) => ({ id: _id, counted: JSON.parse(facts) as Counted }));
          }
        } finally {
          await cursor.close();
        }
      }
    },

    /** One ticket as it was last counted. */
    async find(id: string): Promise<(CountedTicket & { readonly rulebook: string }) | undefined> {
      const found = await model.findById(id).lean<CountDocument>();
      if (!found || found.facts === '') return undefined;
      return { id, rulebook: found.rulebook, counted: JSON.parse(found.facts) as Counted };
    },
  };
}

/** What is kept of a ticket, beside its number and its turn; of one that is not counted nothing is found. */
export const countDocument = (
  rulebook: string,
  counted: Counted | undefined,
): Pick<CountDocument, 'rulebook' | 'months' | 'facts'> => ({
  rulebook,
  months: counted ? monthsOf(counted).map((month) => placeOf(rulebook, month)) : [],
  facts: counted ? JSON.stringify(counted) : '',
});

const placeOf = (rulebook: string, month: Month): string => `${rulebook} ${month}`;

/** What stands there was counted of an earlier turn, or of the same before it was evaluated. */
const notLater = ({ decided, seq, evaluated }: Omit<CountDocument, '_id'>) => [
  { decided: { $lt: decided } },
  { decided, seq: { $lt: seq } },
  { decided, seq, evaluated: { $in: evaluated === undefined ? [null] : [null, evaluated] } },
];
