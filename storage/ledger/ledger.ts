import { type Connection, Schema } from 'mongoose';
import type { Turn } from '../../domain/telling/turn';
import type { TicketEvent } from '../../domain/ticket/event';
import { type Instant, instant, MINUTE } from '../../domain/time/instant';
import { isNew } from '../errors';
import { chained, follows, hashOf } from './chain';
import { eventOf, LINE, type LineDocument, linesOf, placeOf, saysTheSame } from './line-document';
import type { Superseded } from './superseded';

const schema = new Schema(LINE, { minimize: false, versionKey: false });

/** How many events are read at once when a whole ledger is. */
const BATCH = 200;

/** No write of a turn takes this long (ms): its connection would have been given up. */
const WRITING_TIME = MINUTE;

/** A turn of this ticket is only half in the ledger, and the rest may be on its way: to be tried again a minute later. */
export class TurnUnderWay extends Error {
  override readonly name = 'TurnUnderWay';
  constructor(ticketId: string) {
    super(`A turn of ${ticketId} is being written.`);
  }
}

export type Ledger = ReturnType<typeof ledgerIn>;

/** What a turn finds in the ledger that is to take it in. */
export interface Met {
  /** Something else was decided there later: the turn is one that the engine lost, and its writer comes too late. */
  readonly late: boolean;
  /** The same decision stands there and says something else, which must not be: it is left as it is. */
  readonly disagrees: boolean;
  /** What was decided earlier and says something else: the engine has lost it. */
  readonly lost: readonly LineDocument[];
  /** Where it stands already, by its places. */
  readonly there: ReadonlyMap<number, LineDocument>;
  /** The line before it; where there has to be one and is none, the database has lost it. */
  readonly previous?: LineDocument;
  /** Something stands after it and stays: it comes late, or fills a gap. */
  readonly goesOn: boolean;
}

/** Every event of every ticket, in order, never changed: what the engine lost gives way, and is kept among what was superseded. */
export function ledgerIn(connection: Connection, superseded: Superseded) {
  const model = connection.model('event', schema, 'ledger');

  /** The events after `afterSeq` up to `lastSeq`, in order. */
  async function read(ticketId: string, afterSeq: number, lastSeq: number): Promise<LineDocument[]> {
    const ids = Array.from({ length: Math.max(lastSeq - afterSeq, 0) }, (_, i) =>
      placeOf(ticketId, afterSeq + 1 + i),
    );
    const found = await model.find({ _id: { $in: ids } }).lean<LineDocument[]>();
    return found.toSorted((a, b) => a.seq - b.seq);
  }

  /** What the turn meets in its ledger that is to be written there. */
  async function meet(ticketId: string, events: readonly TicketEvent[], decided: Instant): Promise<Met> {
    const [first, last] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
    const near = await read(ticketId, first - 2, last + 1);
    const beyond = near.some(({ seq }) => seq > last) ? await read(ticketId, last + 1, last + BATCH) : [];
    const wanted = new Map(linesOf(ticketId, events, decided).map((line) => [line.seq, line]));
    const isThere = (it: LineDocument): boolean => {
      const same = wanted.get(it.seq);
      return same !== undefined && saysTheSame(it, same);
    };
    const others = [...near, ...beyond].filter((it) => it.seq >= first && !isThere(it));
    const inPlace = others.filter(({ seq }) => seq <= last);
    return {
      late: inPlace.some((it) => it.decided > decided),
      disagrees: inPlace.some((it) => it.decided === decided),
      lost: others.filter((it) => it.decided < decided),
      there: new Map(near.filter(isThere).map((it) => [it.seq, it])),
      previous: near.find(({ seq }) => seq === first - 1),
      goesOn: others.some((it) => it.seq > last && it.decided >= decided),
    };
  }

  /** Lets each line from a place on say what stands before it, where something was put before it after it was written. */
  async function rechain(ticketId: string, from: number): Promise<void> {
    let [previous] = await read(ticketId, from - 2, from - 1);
    for (let after = from - 1; ;) {
      const page = await read(ticketId, after, after + BATCH);
      for (const line of page) {
        if (previous?.seq === line.seq - 1 && !follows(line, previous)) {
          line.before = hashOf(previous);
          await model.updateOne({ _id: line._id, decided: line.decided }, { $set: { before: line.before } });
        }
        previous = line;
      }
      if (page.length < BATCH) return;
      after += BATCH;
    }
  }

  return {
    model,
    meet,

    /**
     * Writes the events of a turn. An event that stands there and says the same stays as it is; lines of a turn that the engine lost give
     * way, and are kept among what was superseded.
     * @param met what the turn met there
     */
    async write(
      {
        ticketId,
        events,
        decided,
        view: { state, level },
      }: Pick<Turn, 'ticketId' | 'events' | 'decided' | 'view'>,
      { lost, previous, there, goesOn }: Met,
    ): Promise<void> {
      const [first, last] = [events[0]?.seq ?? 1, events.at(-1)?.seq ?? 0];
      const lines = chained(linesOf(ticketId, events, decided, { state, level }), previous, there);
      for (let yielding = lost; ;) {
        await superseded.keep(yielding, decided);
        const after = yielding.filter(({ seq }) => seq > last);
        if (after.length > 0) await model.deleteMany({ _id: { $in: after.map(({ _id }) => _id) } });
        for (const { _id, seq } of yielding) {
          const line = lines.find((it) => it.seq === seq);
          if (line) await model.replaceOne({ _id, decided: { $lt: decided } }, line);
        }
        const areNew = await isNew(model.insertMany(lines, { ordered: false, lean: true }));
        if (areNew && !goesOn) return;
        // It was replaced just now, or says the same; or another worker that was given up has written in between.
        yielding = (await meet(ticketId, events, decided)).lost;
        if (yielding.length === 0) break;
      }
      const standing = { _id: { $in: lines.map(({ _id }) => _id) }, decided: { $lt: decided } };
      await model.updateMany(standing, { $set: { decided, turn: last } });
      await rechain(ticketId, first);
    },

    async events(ticketId: string, afterSeq: number, lastSeq: number): Promise<TicketEvent[]> {
      return (await read(ticketId, afterSeq, lastSeq)).map(eventOf);
    },

    /** Its lines as they are stored, up to `lastSeq`, by pages. */
    async *lines(ticketId: string, lastSeq: number): AsyncGenerator<LineDocument[]> {
      for (let after = 0; after < lastSeq; after += BATCH)
        yield await read(ticketId, after, Math.min(after + BATCH, lastSeq));
    },

    /**
     * The whole ledger as far as its turns are complete: a turn that a lost database took in only half is left out,
     * since half of what one command did (a dispatch without its clock) would be a ticket that nothing drives.
     * @returns with it when the ticket decided on the last of these events
     */
    async completeEvents(ticketId: string): Promise<{ events: TicketEvent[]; decided: Instant }> {
      const all: LineDocument[] = [];
      for (;;) {
        const page = await read(ticketId, all.length, all.length + BATCH);
        for (const event of page) {
          // What a lost turn left behind was decided on earlier than what stands before it.
          const follows = event.decided >= (all.at(-1)?.decided ?? event.decided);
          if (event.seq === all.length + 1 && follows) all.push(event);
        }
        if (page.length < BATCH || all.at(-1)?.seq !== page.at(-1)?.seq) break;
      }
      const last = all.findLastIndex(({ seq, turn }) => seq === turn);
      const complete = all.slice(0, last + 1);
      return { events: complete.map(eventOf), decided: complete.at(-1)?.decided ?? instant(0) };
    },

    /**
     * Takes away what a half-written turn left after `seq`, so that the ledger can go on from there; it is kept among what was superseded.
     * @throws TurnUnderWay, and takes nothing away, where some of it is so new that it may still be being written
     */
    async dropAfter(ticketId: string, seq: number, now: Instant): Promise<void> {
      const rest = await read(ticketId, seq, seq + BATCH);
      if (rest.length === 0) return;
      if (rest.some(({ written }) => written > now - WRITING_TIME)) throw new TurnUnderWay(ticketId);
      await superseded.keep(rest, now);
      await model.deleteMany({ _id: { $in: rest.map(({ _id }) => _id) } });
    },

    /** Those of these commands that left an event. */
    async applied(commands: readonly string[]): Promise<Set<string>> {
      const found = await model.find({ command: { $in: commands } }, { command: 1 }).lean();
      return new Set(found.map(({ command }) => command ?? ''));
    },
  };
}
