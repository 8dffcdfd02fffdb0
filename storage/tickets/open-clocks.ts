import { type Connection, Schema } from 'mongoose';
import type { TicketId, UnitId } from '../../domain/ids';
import type { PreviewedTicket } from '../../domain/law/preview';
import type { Rules } from '../../domain/law/rules';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Registration } from '../../domain/ticket/register';
import { isOpen } from '../../domain/ticket/ticket';
import type { Turn } from '../../domain/telling/turn';
import { type Instant, instant } from '../../domain/time/instant';
import { type Standing, standingOf } from '../board/standing';
import type { Ledger } from '../ledger/ledger';
import { ahead, pages } from '../page';
import { unlessDuplicate } from '../errors';
import type { RulebookRef, ShownTicket, Tickets } from './tickets';

/** An open ticket with its clocks, and what decides how a rulebook binds it: all that a preview needs. */
export interface OpenClocks
  extends PreviewedTicket, Pick<Registration, 'kind' | 'channel' | 'category' | 'urgency' | 'origin'> {
  readonly rulebook: RulebookRef;
}

export interface ClocksDocument extends Partial<Standing> {
  /** The ticket's id. */
  _id: TicketId;
  rulebook: string;
  /** The rest of {@link OpenClocks}, as JSON: a database reads one text many times faster than what is nested. */
  bound: string;
  clocks: string;
  /** When something happens to it by itself, {@link NEVER} where nothing does; not kept by those that wrote before it was. */
  next?: Instant;
  /** The units that have a part in it. */
  units?: readonly UnitId[];
  // What it is counted by on the board (`Standing`) is not kept by those that wrote before it was.
  /** What decides how it goes on (`Unattended`), as JSON; none where its workflow is from before it was told. */
  unattended?: string;
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
    next: Number,
    units: { type: [String], default: undefined },
    unattended: String,
    decided: Number,
    seq: Number,
    inFigures: Boolean,
    district: String,
    level: Number,
    overdue: Boolean,
    due: Number,
    works: { type: [String], default: undefined },
    late: { type: [String], default: undefined },
  },
  { versionKey: false },
);

/** What of it {@link OpenClocks} are made of. */
type BoundDocument = Pick<ClocksDocument, '_id' | 'bound' | 'clocks'>;
const BOUND = { bound: 1, clocks: 1 } as const;

/** A moment that does not come. */
export const NEVER = instant(Number.MAX_SAFE_INTEGER);

/** How many tickets one round trip brings: enough that the trips do not count, and little to hold in memory. */
const BATCH = 1_000;

/** How long reading all of them may take (ms); the database may gather them before it sends the first. */
const READING_TIME = 60_000;
/** Where a connection gives up is too soon for all of them; that is not among the options of a find, but each command's own. */
export const PATIENTLY = { maxTimeMS: READING_TIME, socketTimeoutMS: READING_TIME + 1_000 };

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
     * @param shown what the read model says after the turn; where a later turn is shown, that one has kept its clocks
     */
    async keep(shown: ShownTicket, turn: Pick<Turn, 'view' | 'unattended' | 'decided'>): Promise<void> {
      const { id, shows } = shown;
      const { view, decided } = turn;
      if (shows === 'this turn') {
        if (view.state === 'closed') return removed(id);
        const document = { ...clocksDocument(shown, turn), decided, seq: view.seq };
        if (!(await isPutIn(document, id))) return;
      }
      // Put in anew, it may be late: the turn that closed the ticket found nothing to take away.
      if ((await tickets.openAmong([id])).length === 0) await removed(id);
    },

    /** All open clocks, some tickets at a time, in the order of their ids. @param rulebook of this one only */
    async *all(rulebook?: string): AsyncGenerator<readonly OpenClocks[]> {
      const wanted = rulebook === undefined ? {} : { rulebook };
      // Through the driver itself: for a hundred thousand documents what mongoose adds is too much.
      const read = (after: string, limit: number): Promise<BoundDocument[]> =>
        model.collection
          .find<BoundDocument>(
            { ...wanted, _id: { $gt: after as never } },
            { ...PATIENTLY, projection: BOUND },
          )
          .sort({ _id: 1 })
          .limit(limit)
          .toArray();
      for await (const page of ahead(pages(read, ({ _id }) => _id, BATCH))) yield page.map(openClocksOf);
    },

    /** The rules that bind a ticket today: those it was started with, or those it was bound to since (T-9). */
    async boundRules(id: string): Promise<Rules | undefined> {
      const { events } = await ledger.completeEvents(id);
      return events.findLast(bindsRules)?.data.rules ?? (await tickets.startInput(id))?.rules;
    },
  };
}

type BindsRules = Extract<TicketEvent, { type: 'rulebook-bound' | 'amended' | 'imported' }>;

const bindsRules = (event: TicketEvent): event is BindsRules =>
  event.type === 'rulebook-bound' ||
  ((event.type === 'amended' || event.type === 'imported') && event.data.rules !== undefined);

/** The same for all tickets that a rulebook binds alike: they have the same rules. */
export const alike = ({
  rulebook: { id, version, hash, edition },
  kind,
  channel,
  category,
  urgency,
  origin,
}: Pick<OpenClocks, 'rulebook' | 'kind' | 'channel' | 'category' | 'urgency' | 'origin'>): string =>
  JSON.stringify([id, version, hash, edition, kind, channel, category, urgency, origin]);

/** What is kept of a ticket, beside its id. */
export function clocksDocument(
  { matter, rulebook }: Omit<ShownTicket, 'shows'>,
  { view, unattended }: Pick<Turn, 'view' | 'unattended'>,
): Omit<ClocksDocument, '_id'> {
  const { kind, channel, category, urgency, origin } = matter;
  const { clocks, state, level, rises, supervision, assignments, next } = view;
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
    next: next.at ?? NEVER,
    units: assignments.map(({ unit }) => unit),
    ...standingOf(view, matter),
    ...(unattended ? { unattended: JSON.stringify(unattended) } : {}),
  };
}

/** Whether a turn leaves a ticket's open clocks, how far their ladders are, what they are counted by, or what then happens, other than they were. */
export const touchesClocks = (events: readonly TicketEvent[]): boolean =>
  events.some(
    ({ type, data }) => type.startsWith('clock-') || TOUCHING.has(type) || ('fired' in data && data.fired),
  );

const TOUCHING: ReadonlySet<TicketEvent['type']> = new Set([
  // Also where no clock runs yet: it is open, and counted.
  'registered',
  'rulebook-bound',
  'unit-succeeded',
  'amended',
  'dispatched',
  'assigned',
  'returned',
  'released',
  'summoned',
  'handed-down',
  'requested',
  'decided',
  'submitted',
  'reviewed',
  'called-back',
  'rehandled',
  'urged',
  'correction-ordered',
  'referred',
  'supervised',
  'supervision-ended',
  'escalated',
  'level-lowered',
  'closed',
]);

/** As {@link clocksDocument} wrote it; what was written before they were asked for lacks some. */
const openClocksOf = ({ _id: id, bound, clocks }: BoundDocument): OpenClocks => ({
  ...BEFORE,
  ...(JSON.parse(bound) as Omit<OpenClocks, 'id' | 'clocks'>),
  id,
  clocks: JSON.parse(clocks) as OpenClocks['clocks'],
});

const BEFORE = { state: 'handling', level: 0, rises: [], supervision: [], assignments: [] } as const;
