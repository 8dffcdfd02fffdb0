import { type Connection, Schema } from 'mongoose';
import type { UnitId } from '../../domain/ids';
import type { Turn } from '../../domain/telling/turn';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Instant } from '../../domain/time/instant';
import type { Cause, ClockName, Recipient } from '../../domain/words';
import { isNew } from '../errors';

/** What one change did to one ticket that was open. */
export interface ChangeEffect {
  readonly change: number;
  readonly ticket: string;
  /** The lead unit, where there was one. */
  readonly unit?: UnitId;
  /** Lead and assisting units. */
  readonly units: readonly { readonly id: UnitId; readonly role: 'lead' | 'assist' }[];
  /** Who decides, where it is with a level above: a unit, or all units of a level. */
  readonly above?: Recipient;
  readonly wantsReply: boolean;
  readonly moved: readonly MovedClock[];
  /** How many of them are due at another moment; the others only turned final, or provisional. */
  readonly dates: number;
  /** A clock that was moved had been overdue. */
  readonly overdueBefore: boolean;
  readonly at: Instant;
}

export interface MovedClock {
  readonly clock: string;
  readonly name: ClockName;
  /** Whose clock it is, where several units have one each. */
  readonly unit?: UnitId;
  readonly before: Instant;
  readonly after: Instant;
  readonly provisional: boolean;
  readonly cause: Cause;
}

type EffectDocument = ChangeEffect & {
  /** `change:ticket` */
  _id: string;
  /** The place in the ticket's ledger where it was bound. */
  seq: number;
  /** When its ticket decided on the turn that it is of. */
  decided: Instant;
};

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    change: { type: Number, required: true },
    ticket: { type: String, required: true },
    unit: String,
    units: { type: Mixed, required: true },
    above: String,
    wantsReply: { type: Boolean, required: true },
    moved: { type: Mixed, required: true },
    dates: { type: Number, required: true },
    overdueBefore: { type: Boolean, required: true },
    at: { type: Number, required: true },
    seq: { type: Number, required: true },
    decided: { type: Number, required: true },
  },
  { minimize: false, versionKey: false },
);

type Bound = Extract<TicketEvent, { type: 'calendar-bound' | 'rulebook-bound' }>;

const isBound = (event: TicketEvent): event is Bound =>
  event.type === 'calendar-bound' || event.type === 'rulebook-bound';

/** The events of a turn by which its ticket was bound anew. */
export const boundIn = (events: readonly TicketEvent[]): Bound[] => events.filter(isBound);

/** What changes did in a turn. */
function effectsOf({ ticketId, events, view, decided }: Turn, wantsReply: boolean): EffectDocument[] {
  const units = view.assignments.flatMap(({ unit, role }) => (role === 'copy' ? [] : [{ id: unit, role }]));
  const unitOf = new Map(view.clocks.map(({ id, unit }) => [id, unit]));
  return boundIn(events).map((bound): EffectDocument => {
    const { change } = bound.data;
    const moved: MovedClock[] = [];
    for (const event of events.slice(events.indexOf(bound) + 1)) {
      if (event.type !== 'clock-moved') break;
      const { clock, name, before, after, provisional, cause } = event.data;
      const unit = unitOf.get(clock);
      moved.push({ clock, name, ...(unit === undefined ? {} : { unit }), before, after, provisional, cause });
    }
    return {
      _id: `${change}:${ticketId}`,
      change,
      ticket: ticketId,
      unit: units.find(({ role }) => role === 'lead')?.id,
      units,
      ...(view.above === undefined ? {} : { above: view.above }),
      wantsReply,
      moved,
      dates: moved.filter(({ before, after }) => before !== after).length,
      overdueBefore: moved.some(({ before }) => before <= bound.at),
      at: bound.at,
      seq: bound.seq,
      decided,
    };
  });
}

export type ChangeEffects = ReturnType<typeof effectsIn>;

/** What each change did to each ticket. */
export function effectsIn(connection: Connection) {
  const model = connection.model('change-effect', schema, 'change-effects');
  return {
    model,

    /** Writes what changes did in a turn; the same again changes nothing, and what was decided later stands. */
    async put(turn: Turn, wantsReply: boolean): Promise<void> {
      for (const effect of effectsOf(turn, wantsReply)) {
        if (await isNew(model.insertMany([effect], { lean: true }))) continue;
        await model.replaceOne({ _id: effect._id, decided: { $lt: effect.decided } }, effect);
      }
    },

    /** Takes away what a turn said that the engine lost, where the one that was decided in its place no longer says it. */
    async dropLost({ ticketId, events, decided }: Turn): Promise<void> {
      const seq = { $gte: events[0]?.seq ?? 0 };
      await model.deleteMany({ ticket: ticketId, decided: { $lt: decided }, seq });
    },

    /** How many tickets a change has bound, and of how many of them a clock is due at another moment. */
    async count(change: number): Promise<{ done: number; moved: number }> {
      return {
        done: await model.countDocuments({ change }),
        moved: await model.countDocuments({ change, dates: { $gt: 0 } }),
      };
    },

    /** The same of some tickets alone, by their ids: it costs as much whatever else the change has bound. */
    async countAmong(change: number, tickets: readonly string[]): Promise<{ done: number; moved: number }> {
      const found = await model
        .find({ _id: { $in: tickets.map((ticket) => `${change}:${ticket}`) } }, { dates: 1 })
        .lean<Pick<EffectDocument, 'dates'>[]>();
      return { done: found.length, moved: found.filter(({ dates }) => dates > 0).length };
    },

    /** What a change did to tickets of which a clock is due at another moment, in order of their ids. */
    async movedBy(change: number, after: string, limit: number): Promise<ChangeEffect[]> {
      const found = await model
        .find({ change, dates: { $gt: 0 }, _id: { $gt: `${change}:${after}` } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<EffectDocument[]>();
      return found.map(({ _id: _, seq: __, decided: ___, ...effect }): ChangeEffect => effect);
    },
  };
}
