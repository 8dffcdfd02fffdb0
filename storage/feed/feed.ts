import type { Connection } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { Ledger } from '../ledger/ledger';
import type { Superseded } from '../ledger/superseded';
import { isNew } from '../errors';
import type { TicketDocument, TicketModel } from '../tickets/ticket-document';
import {
  BEGINNING,
  type BlockDocument,
  blockModelOn,
  type Change,
  changesIn,
  isBefore,
  newTag,
  type Place,
  type PlacedChange,
  type ToldTicket,
} from './block';
import { type UntoldTicket, untoldTicketsIn } from './untold-tickets';

/** A place that the feed does not have (any more): the database was set back behind it, or nobody gave it out. */
export class NoSuchPlace extends Error {
  override readonly name = 'NoSuchPlace';
  constructor() {
    super('The feed has no such place.');
  }
}

/** What came behind a place was forgotten since, some of it at least: whoever was there has missed it. */
export class ForgottenPlace extends Error {
  override readonly name = 'ForgottenPlace';
  constructor() {
    super('The feed has forgotten what came behind this place.');
  }
}

/** Some changes, and the place up to which there are no others. */
export interface Read {
  readonly changes: PlacedChange[];
  readonly place: Place;
}

/** Of so many blocks one look reads what they are. */
const LOOKS = 50;

export type Feed = ReturnType<typeof feedIn>;

/**
 * Every change of every ticket in one order, for those who follow.
 *
 * The order is made where changes are told, and not where they are written. A moment of the writer's clock is no order: clocks differ,
 * and a write that hung lands minutes after those that a reader has passed; a moment of the database's own clock, which no plain insertion
 * is given, needs a pause as long as the longest write; a counter has gaps that look like what is still to come. So the write that shows a
 * turn marks its ticket, and whoever reads the feed first gathers what is marked into its next block: one document, under the number
 * after the last, which only one can insert. Then the tickets of the block learn how far they are told. Who is ended in between, or is
 * slow, leaves that to the next, who sees to it before gathering anything; nobody inserts a block before all tickets know of the one
 * before. So each line of a ledger is told once, in the order of its ledger, however many write and gather and whenever a write lands; and
 * a block that is there never changes, so that a place in it stays one.
 *
 * What is told is shown: a ticket read after it has at least that `seq`. A turn that the engine lost stays told as it was, and what was
 * decided in its place is told again from the first line that gave way. Tickets that go to the archive, or are erased, stay told: nothing
 * in here is of a person. The sweep gathers where nobody reads.
 *
 * What is old is forgotten, the oldest block first; but never the newest, by which the next is numbered. So what is there has no gap, and
 * whoever was at a place behind which something is gone is told so.
 */
export function feedIn(
  connection: Connection,
  tickets: TicketModel,
  ledger: Pick<Ledger, 'model'>,
  superseded: Pick<Superseded, 'model'>,
) {
  const model = blockModelOn(connection);
  const untold = untoldTicketsIn(tickets, ledger, superseded);

  const newest = (): Promise<Omit<BlockDocument, 'changes'> | null> =>
    model.findOne({}, { changes: 0 }).sort({ _id: -1 }).lean<BlockDocument>();

  async function settle({ _id, told }: Pick<BlockDocument, '_id' | 'told'>): Promise<void> {
    if (told === undefined) return;
    // As `gather` wrote it.
    await untold.settle(JSON.parse(told) as ToldTicket[], _id);
    await model.updateOne({ _id }, { $unset: { told: 1 } });
  }

  /** What is to be told next; marks of which nothing is to be told are taken away. */
  async function next(): Promise<UntoldTicket[]> {
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: Awaited<ReturnType<typeof untold.marked>> = await untold.marked(after);
      const news = page.untold.filter(({ changes }) => changes.length > 0);
      await untold.settle(page.untold.filter(({ changes }) => changes.length === 0));
      if (news.length > 0) return news;
      after = page.next;
    }
    return [];
  }

  return {
    model,

    /**
     * Gathers some of what changed into one block, where anything did; however many do so at once, and wherever one is ended.
     * @returns how many changes were gathered, by this or another meanwhile; none are left where it is 0
     */
    async gather(): Promise<number> {
      const last = await newest();
      if (last) await settle(last);
      const news = await next();
      if (news.length === 0) return 0;
      const changes = inOrder(news);
      const told = news.map(({ ticket, seq, decided }): ToldTicket => ({ ticket, seq, decided }));
      const block: BlockDocument = {
        _id: (last?._id ?? 0) + 1,
        tag: newTag(),
        count: changes.length,
        changes: JSON.stringify(changes),
        told: JSON.stringify(told),
      };
      if (await isNew(model.insertMany([block], { lean: true }))) await settle(block);
      return changes.length;
    },

    /** The place behind all that was gathered. */
    async end(): Promise<Place> {
      const last = await newest();
      return last ? { block: last._id, count: last.count, tag: last.tag } : BEGINNING;
    },

    /** The place before all that is kept. */
    async beginning(): Promise<Place> {
      const oldest = await model.findOne({}, { tag: 1 }).sort({ _id: 1 }).lean<BlockDocument>();
      return oldest && oldest._id > 1 ? { block: oldest._id, count: 0, tag: oldest.tag } : BEGINNING;
    },

    /**
     * What was gathered behind a place.
     * @param limit at most so many, at least 1
     * @throws NoSuchPlace
     * @throws ForgottenPlace
     */
    async after(place: Place, limit: number): Promise<Read> {
      const heads = await model
        .find({ _id: { $gte: place.block } }, { tag: 1, count: 1 })
        .sort({ _id: 1 })
        .limit(LOOKS)
        .lean<Pick<BlockDocument, '_id' | 'tag' | 'count'>[]>();
      // Numbers have no gap but where something is forgotten, be it half-way.
      const first = Math.max(place.block, 1);
      if (heads.some(({ _id }, index) => _id !== first + index)) throw new ForgottenPlace();
      const at = heads.find(({ _id }) => _id === place.block);
      if (place.block > 0 && (at?.tag !== place.tag || place.count > at.count)) throw new NoSuchPlace();
      const wanted: number[] = [];
      let count = 0;
      for (const head of heads) {
        if (count >= limit) break;
        const unread = head.count - (head._id === place.block ? place.count : 0);
        if (unread > 0) wanted.push(head._id);
        count += unread;
      }
      if (wanted.length === 0) return { changes: [], place };
      const blocks = await model.find({ _id: { $in: wanted } }, { told: 0 }).lean<BlockDocument[]>();
      // They were there just now.
      if (blocks.length < wanted.length) throw new ForgottenPlace();
      const changes = blocks
        .toSorted((a, b) => a._id - b._id)
        .flatMap(changesIn)
        .filter((change) => isBefore(place, change.place))
        .slice(0, limit);
      return { changes, place: changes.at(-1)?.place ?? place };
    },

    /**
     * Forgets the oldest blocks of which all happened before a moment.
     * @param most so many at once
     * @returns how many; there may be more where it is `most`
     */
    async forget(before: Instant, most: number): Promise<number> {
      let forgotten = 0;
      // A first look at the oldest: mostly there is nothing to forget.
      for (let looks = 1; forgotten < most; looks = Math.min(LOOKS, most - forgotten)) {
        const oldest = await model
          .find({}, { told: 0 })
          .sort({ _id: 1 })
          .limit(looks + 1)
          .lean<BlockDocument[]>();
        const others = oldest.slice(0, -1);
        const young = others.findIndex((it) => changesIn(it).some(({ at }) => at >= before));
        const old = young < 0 ? others : others.slice(0, young);
        const last = old.at(-1);
        if (last) await model.deleteMany({ _id: { $lte: last._id } });
        forgotten += old.length;
        if (old.length < looks) break;
      }
      return forgotten;
    },

    /** The parts that units have in these tickets by now; none of a ticket that is in the archive. */
    async partsIn(ids: readonly string[]): Promise<Map<string, TicketDocument['view']['assignments']>> {
      const found = await tickets
        .find({ _id: { $in: [...new Set(ids)] } }, { 'view.assignments': 1 })
        .lean<TicketDocument[]>();
      return new Map(found.map(({ _id, view }) => [_id, view.assignments]));
    },
  };
}

/** By when things happened, as far as each ticket's own order lets them. */
function inOrder(news: readonly UntoldTicket[]): Change[] {
  const timed = news.flatMap(({ changes }) => {
    let latest = 0;
    return changes.map((change) => {
      latest = Math.max(latest, change.at);
      return { change, latest };
    });
  });
  return timed.toSorted((a, b) => a.latest - b.latest).map(({ change }) => change);
}
