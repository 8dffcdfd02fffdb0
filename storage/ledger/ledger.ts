import { isDeepStrictEqual } from 'node:util';
import { type Connection, Schema } from 'mongoose';
import type { TicketEvent } from '../../domain/ticket/event';
import { type Instant, instant, MINUTE } from '../../domain/time/instant';
import { unlessDuplicate } from '../errors';

type LedgerDocument = TicketEvent & {
  /** `ticket:seq`: an event has one place in the ledger, and is written over only where the engine lost the turn that it was of. */
  _id: string;
  ticketId: string;
  /** The `seq` of the last event that was written together with this one. */
  turn: number;
  /** When its ticket decided on that turn. */
  decided: Instant;
  /** When it was written (ms); what `at` says happened earlier, by hours where the database was away. */
  written: number;
};

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    ticketId: { type: String, required: true },
    seq: { type: Number, required: true },
    turn: { type: Number, required: true },
    decided: { type: Number, required: true },
    written: { type: Number, required: true },
    at: { type: Number, required: true },
    type: { type: String, required: true },
    actor: { type: Mixed, required: true },
    command: String,
    data: { type: Mixed, required: true },
  },
  { minimize: false, versionKey: false },
);

const idOf = (ticketId: string, seq: number): string => `${ticketId}:${seq}`;

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

/** Every event of every ticket, in order, never changed. */
export function ledgerIn(connection: Connection) {
  const model = connection.model('event', schema, 'ledger');

  /** The events after `afterSeq` up to `lastSeq`, in order. */
  async function read(ticketId: string, afterSeq: number, lastSeq: number): Promise<LedgerDocument[]> {
    const ids = Array.from({ length: Math.max(lastSeq - afterSeq, 0) }, (_, i) =>
      idOf(ticketId, afterSeq + 1 + i),
    );
    const found = await model.find({ _id: { $in: ids } }).lean<LedgerDocument[]>();
    return found.toSorted((a, b) => a.seq - b.seq);
  }

  return {
    model,

    /**
     * Writes the events of one turn; those that stand there already stay as they are.
     * @returns whether some places were taken: by the same turn, or by one that the engine lost (see `replaceLost`)
     */
    async append(
      ticketId: string,
      events: readonly TicketEvent[],
      decided: Instant,
    ): Promise<'written' | 'met-others'> {
      if (events.length === 0) return 'written';
      try {
        await model.insertMany(documentsOf(ticketId, events, decided), { ordered: false, lean: true });
        return 'written';
      } catch (error) {
        unlessDuplicate(error);
        return 'met-others';
      }
    },

    /**
     * Puts the events of a turn in the place of others that were decided earlier, and takes away what those left after them.
     * An event that says the same keeps its moment.
     */
    async replaceLost(ticketId: string, events: readonly TicketEvent[], decided: Instant): Promise<void> {
      const [first, last] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
      const found = await read(ticketId, first - 1, last + BATCH);
      const earlier = new Map(found.filter((it) => it.decided < decided).map((it) => [it.seq, it]));
      const after = [...earlier.values()].filter(({ seq }) => seq > last);
      if (after.length > 0) await model.deleteMany({ _id: { $in: after.map(({ _id }) => _id) } });
      for (const document of documentsOf(ticketId, events, decided)) {
        const stands = earlier.get(document.seq);
        if (!stands) continue;
        const standing = { _id: idOf(ticketId, document.seq), decided: { $lt: decided } };
        if (saysTheSame(stands, document))
          await model.updateOne(standing, { $set: { decided, turn: document.turn } });
        else await model.replaceOne(standing, document);
      }
    },

    async events(ticketId: string, afterSeq: number, lastSeq: number): Promise<TicketEvent[]> {
      return (await read(ticketId, afterSeq, lastSeq)).map(eventOf);
    },

    /**
     * The whole ledger as far as its turns are complete: a turn that a lost database took in only half is left out,
     * since half of what one command did (a dispatch without its clock) would be a ticket that nothing drives.
     * @returns with it when the ticket decided on the last of these events
     */
    async completeEvents(ticketId: string): Promise<{ events: TicketEvent[]; decided: Instant }> {
      const all: LedgerDocument[] = [];
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
     * Takes away what a half-written turn left after `seq`, so that the ledger can go on from there.
     * @throws TurnUnderWay, and takes nothing away, where some of it is so new that it may still be being written
     */
    async dropAfter(ticketId: string, seq: number, now: Instant): Promise<void> {
      const rest = await read(ticketId, seq, seq + BATCH);
      if (rest.length === 0) return;
      if (rest.some(({ written }) => written > now - WRITING_TIME)) throw new TurnUnderWay(ticketId);
      await model.deleteMany({ _id: { $in: rest.map(({ _id }) => _id) } });
    },

    /** Those of these commands that left an event. */
    async applied(commands: readonly string[]): Promise<Set<string>> {
      const found = await model.find({ command: { $in: commands } }, { command: 1 }).lean();
      return new Set(found.map(({ command }) => command ?? ''));
    },
  };
}

const documentsOf = (
  ticketId: string,
  events: readonly TicketEvent[],
  decided: Instant,
): LedgerDocument[] => {
  const by = { ticketId, turn: events.at(-1)?.seq ?? 0, decided, written: Date.now() };
  return events.map((event) => ({ _id: idOf(ticketId, event.seq), ...by, ...event }));
};

/** The same thing happened, by the same command or rung, whatever moment it was given. */
const saysTheSame = (a: LedgerDocument, b: LedgerDocument): boolean =>
  a.type === b.type && a.command === b.command && isDeepStrictEqual(a.data, b.data);

function eventOf({
  _id,
  ticketId: _,
  turn: __,
  written: ___,
  decided: ____,
  ...event
}: LedgerDocument): TicketEvent {
  return event;
}
