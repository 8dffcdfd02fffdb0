import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import { unlessDuplicate } from '../errors';

/** What goes out to a unit as one message. It is fixed before it is sent: a try again says the same under the same id. */
export interface Gathering {
  readonly unit: string;
  /** By which its receiver knows it. */
  readonly id: string;
  readonly at: Instant;
  /** The ids of its messages in the outbox, the oldest first. */
  readonly messages: readonly string[];
}

type GatheringDocument = Omit<Gathering, 'unit'> & { _id: string };

const schema = new Schema(
  {
    _id: { type: String, required: true },
    id: { type: String, required: true },
    at: { type: Number, required: true },
    messages: { type: [String], required: true },
  },
  { versionKey: false, id: false },
);

/** The gathered messages that are under way: one at most a unit, since they stand by their units. */
export function gatheringsIn(connection: Connection) {
  const model = connection.model('gathering', schema, 'gatherings');

  async function find(unit: string): Promise<Gathering | undefined> {
    const found = await model.findById(unit).lean<GatheringDocument>();
    if (!found) return undefined;
    const { _id, ...rest } = found;
    return { unit: _id, ...rest };
  }

  return {
    model,

    /** The one that is under way to a unit. */
    find,

    /** Begins one, unless one is under way to that unit already. */
    async begin({ unit, ...rest }: Gathering): Promise<void> {
      await model.insertMany([{ _id: unit, ...rest }], { lean: true }).catch(unlessDuplicate);
    },

    /** It came to its end, and the next one may begin. */
    async settle(unit: string, id: string): Promise<void> {
      await model.deleteOne({ _id: unit, id });
    },
  };
}
