import { type Connection, Schema } from 'mongoose';
import type { TicketId } from '../../domain/ids';
import type { PreviewedTicket } from '../../domain/law/preview';
import type { Rules } from '../../domain/law/rules';
import type { TicketView } from '../../domain/telling/view';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Registration } from '../../domain/ticket/register';
import { isOpen } from '../../domain/ticket/ticket';
import type { Instant } from '../../domain/time/instant';
import type { Ledger } from '../ledger/ledger';
import { unlessDuplicate } from '../errors';
import type { RulebookRef, ShownTicket, Tickets } from './tickets';

/** An open ticket with its clocks, and what decides how a rulebook binds it: all that a preview needs. */
export interface OpenClocks
  extends PreviewedTicket, Pick<Registration, 'kind' | 'channel' | 'category' | 'urgency' | 'origin'> {
  readonly rulebook: RulebookRef;
}

interface ClocksDocument {
  /** The ticket's id. */
  _id: TicketId;
  rulebook: string;
  /** The rest of {@link OpenClocks}, as JSON: a database reads one text many times faster than what is nested. */
  bound: string;
  clocks: string;
  /** Of which turn these are: when it was decided, and its last event; not kept of those that were written before it was. */
  decided?: Instant;
  seq?: number;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    rulebook: { type: String, required: true },
    bound: { type: String, required: true },
    clocks: { type: String, required: true },
    decided: Number,
    seq: Number,
  },
  { versionKey: false },
);

/** How many tickets one round trip brings: enough that the trips do not count, and little to hold in memory. */
const BATCH = 1_000;

/** How long reading all of them may take (ms); the database may gather them before it sends the first. */
const READING_TIME = 60_000;
/** Where a connection gives up is too soon for all of them; that is not among the options of a find, but each command's own. */
const PATIENTLY = { maxTimeMS: READING_TIME, socketTimeoutMS: READING_TIME + 1_000 };

export type AllOpenClocks = ReturnType<typeof openClocksIn>;

/**
 * The open clocks of every ticket that was started and is not closed, beside the read model and a tenth of its size: whoever asks
 * what would become of all of them reads a hundred thousand in seconds, and not the texts and rules that they come with.
 */
export function openClocksIn(connection: Connection, tickets: Tickets, ledger: Ledger) {
  const model = connection.model('open-clocks', schema, 'open-clocks');

  /** Writes over what an earlier turn left. @returns whether there was nothing */
  async function isPutIn(document: Omit<ClocksDocument, '_id'>, id: string): Promise<boolean> {
    const { decided, seq } = document;
    const earlier = [
      { decided: { $exists: false } },
      { decided: { $lt: decided } },
      { decided, seq: { $lte: seq } },
    ];
    try {
      const { upsertedCount } = await model.replaceOne({ _id: id, $or: earlier }, document, { upsert: true });
      return upsertedCount > 0;
    } catch (error) {
      // A later turn's stand there.
      unlessDuplicate(error);
      return false;
    }
  }

  async function removed(id: string): Promise<void> {
    await model.deleteOne({ _id: id });
  }

  return {
    model,

    /**
     * Keeps a ticket's clocks as its read model now shows them; a write that comes late changes nothing of a later turn's.
     * @param shown what the read model says after a turn; where a later turn is shown, that one has kept its clocks
     */
    async keep(shown: ShownTicket, view: TicketView, decided: Instant): Promise<void> {
      const { id, shows } = shown;
      if (shows === 'this turn') {
        if (view.state === 'closed') return removed(id);
        const document = { ...clocksDocument(shown, view), decided, seq: view.seq };
        if (!(await isPutIn(document, id))) return;
      }
      // Put in anew, it may be late: the turn that closed the ticket found nothing to take away.
      if ((await tickets.openAmong([id])).length === 0) await removed(id);
    },

    /** All open clocks, some tickets at a time, in no order. @param rulebook of this one only */
    async *all(rulebook?: string): AsyncGenerator<readonly OpenClocks[]> {
      // Through the driver itself: for a hundred thousand documents what mongoose adds is too much.
      const cursor = model.collection.find<ClocksDocument>(rulebook === undefined ? {} : { rulebook }, {
        batchSize: BATCH,
        ...PATIENTLY,
      });
      try {
        while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(openClocksOf);
      } finally {
        await cursor.close();
      }
    },

    /** The rules that bind a ticket today: those it was started with, or those it was bound to since (T-9). */
    async boundRules(id: string): Promise<Rules | undefined> {
      const { events } = await ledger.completeEvents(id);
      return events.findLast(bindsRules)?.data.rules ?? (await tickets.startInput(id))?.rules;
    },
  };
}

type BindsRules = Extract<TicketEvent, { type: 'rulebook-bound' | 'amended' }>;

const bindsRules = (event: TicketEvent): event is BindsRules =>
  event.type === 'rulebook-bound' || (event.type === 'amended' && event.data.rules !== undefined);

/** What is kept of a ticket, beside its id. */
export function clocksDocument(
  { matter: { kind, channel, category, urgency, origin }, rulebook }: Omit<ShownTicket, 'shows'>,
  { clocks, state, level, rises, supervision, assignments }: Omit<PreviewedTicket, 'id'>,
): Omit<ClocksDocument, '_id'> {
  return {
    rulebook: rulebook.id,
    bound: JSON.stringify({
      kind,
      channel,
      category,
      urgency,
      origin,
      rulebook,
      state,
      level,
      rises,
      supervision,
      assignments,
    }),
    clocks: JSON.stringify(clocks.filter(isOpen)),
  };
}

/** Whether a turn leaves a ticket's open clocks, how far their ladders are, or what they are counted by, other than they were. */
export const touchesClocks = (events: readonly TicketEvent[]): boolean =>
  events.some(
    ({ type, data }) => type.startsWith('clock-') || TOUCHING.has(type) || ('fired' in data && data.fired),
  );

const TOUCHING: ReadonlySet<TicketEvent['type']> = new Set([
  'rulebook-bound',
  'unit-succeeded',
  'amended',
  'supervised',
  'supervision-ended',
  'escalated',
  'level-lowered',
  'closed',
]);

/** As {@link clocksDocument} wrote it; what was written before they were asked for lacks some. */
const openClocksOf = ({ _id: id, bound, clocks }: ClocksDocument): OpenClocks => ({
  ...BEFORE,
  ...(JSON.parse(bound) as Omit<OpenClocks, 'id' | 'clocks'>),
  id,
  clocks: JSON.parse(clocks) as OpenClocks['clocks'],
});

const BEFORE = { state: 'handling', level: 0, rises: [], supervision: [], assignments: [] } as const;
