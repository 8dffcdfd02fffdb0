import { type Connection, Schema } from 'mongoose';
import { ticketId, type TicketId } from '../../domain/ids';
import type { HotSpot, Raised } from '../../domain/repeats/hot-spots';
import type { Instant } from '../../domain/time/instant';
import { unlessDuplicate } from '../errors';
import { type Page, pageOf } from '../page';
import { NEWEST, type TicketDocument, type TicketModel } from '../tickets/ticket-document';

/** A hot spot, and since when it is known. */
export interface KnownHotSpot extends Omit<HotSpot, 'key'> {
  readonly id: string;
  readonly foundAt: Instant;
}

type HotSpotDocument = Omit<KnownHotSpot, 'id'> & {
  _id: string;
  /** Whoever owes something by it knows of it. */
  taken: boolean;
};

const schema = new Schema(
  {
    _id: { type: String, required: true },
    category: { type: String, required: true },
    district: { type: String, required: true },
    since: { type: Number, required: true },
    until: { type: Number, required: true },
    callers: { type: Number, required: true },
    tickets: { type: [String], required: true },
    foundAt: { type: Number, required: true },
    taken: { type: Boolean, required: true },
  },
  { versionKey: false },
);

const NEWEST_FOUND = { foundAt: -1, _id: -1 } as const;
const RAISED = {
  'matter.category': 1,
  'matter.district': 1,
  'matter.receivedAt': 1,
  'view.outcome': 1,
  phoneHash: 1,
} as const;

export type HotSpots = ReturnType<typeof hotSpotsOn>;

/** Matters that many raised within a short time, by the numbers of their tickets alone. */
export function hotSpotsOn(connection: Connection, tickets: TicketModel) {
  const model = connection.model('hot-spot', schema, 'hot-spots');
  return {
    model,

    /**
     * Tickets that came since a moment, the newest first, but for those that were withdrawn, and those whose caller is not known any more.
     * @param before the last that was read, where that was not all
     * @returns also the last that was read, where there may be more
     */
    async raisedSince(
      since: Instant,
      before: { readonly at: number; readonly id: string } | undefined,
      limit: number,
    ): Promise<{ readonly raised: Raised[]; readonly last?: { readonly at: number; readonly id: string } }> {
      const beyond = before
        ? [
            { 'matter.receivedAt': { $lte: before.at } },
            {
              $or: [
                { 'matter.receivedAt': { $lt: before.at } },
                { 'matter.receivedAt': before.at, _id: { $lt: before.id } },
              ],
            },
          ]
        : [];
      const found = await tickets
        .find({ $and: [{ 'matter.receivedAt': { $gte: since } }, ...beyond] }, RAISED)
        .sort(NEWEST)
        .limit(limit)
        .lean<TicketDocument[]>();
      const last = found.at(-1);
      return {
        raised: found.flatMap(({ _id, matter, view, phoneHash: caller }) =>
          caller === undefined || view.outcome === 'withdrawn'
            ? []
            : [
                {
                  ticket: ticketId(_id),
                  category: matter.category,
                  district: matter.district.id,
                  receivedAt: matter.receivedAt,
                  caller,
                },
              ],
        ),
        ...(last && found.length === limit ? { last: { at: last.matter.receivedAt, id: last._id } } : {}),
      };
    },

    /** Keeps a hot spot; one that is known already and goes on has its further tickets. @returns whether it is new */
    async keep(spot: HotSpot, now: Instant): Promise<boolean> {
      const { key, category, district, since, until, callers } = spot;
      const known = await model
        .findOne({ tickets: { $in: [...spot.tickets] }, category, district })
        .lean<HotSpotDocument>();
      if (!known) {
        const document = { since, until, callers, tickets: spot.tickets, foundAt: now, taken: false };
        await model
          .insertMany([{ _id: key, category, district, ...document }], { lean: true })
          .catch(unlessDuplicate);
        return true;
      }
      await model.updateOne(
        { _id: known._id },
        { $addToSet: { tickets: { $each: [...spot.tickets] } }, $max: { until, callers }, $min: { since } },
      );
      return false;
    },

    /**
     * All that were found, the newest first.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1
     * @throws RangeError for a cursor that no list gave out
     */
    async list(cursor: string | undefined, limit: number): Promise<Page<KnownHotSpot>> {
      const page = await pageOf(
        { cursor, limit },
        { field: 'foundAt', of: ({ foundAt }: HotSpotDocument) => foundAt },
        async (conditions, most) =>
          model
            .find(conditions.length > 0 ? { $and: [...conditions] } : {})
            .sort(NEWEST_FOUND)
            .limit(most)
            .lean<HotSpotDocument[]>(),
      );
      return { ...page, items: page.items.map(hotSpotOf) };
    },

    /** Those that nobody has taken up, at most `limit`: each is given until {@link take} was called for it, and then never again. */
    async untaken(limit: number): Promise<KnownHotSpot[]> {
      const found = await model
        .find({ taken: false })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<HotSpotDocument[]>();
      return found.map(hotSpotOf);
    },

    /** What is owed by a hot spot is on its way: it is given to nobody any more. */
    async take(id: string): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { taken: true } });
    },
  };
}

function hotSpotOf({ _id: id, taken: _, tickets, ...rest }: HotSpotDocument): KnownHotSpot {
  return { id, ...rest, tickets: tickets.map((it): TicketId => ticketId(it)) };
}
