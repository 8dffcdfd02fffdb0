import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import { unlessDuplicate } from '../errors';

/** Somebody made a unit's link worthless, or all that had been made. */
export interface Revocation {
  readonly at: Instant;
  readonly by: { readonly sub: string; readonly role: Role; readonly unit?: string };
  /** The id of that link; without it, all that were made up to then. */
  readonly link?: string;
}

interface LinksDocument {
  /** The unit. */
  _id: string;
  /** Links that were made up to this moment are worthless. */
  endedUpTo?: Instant;
  revocations: Revocation[];
}

/** By so much (ms) the clocks of processes may differ: a link that one just made is ended by another too. */
const CLOCKS_DIFFER = 5_000;

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    endedUpTo: Number,
    revocations: { type: [Mixed], required: true },
  },
  { versionKey: false },
);

export type FeedLinks = ReturnType<typeof feedLinksIn>;

/** Which links to calendars of units are worthless before their time: one document a unit. Links themselves are kept nowhere. */
export function feedLinksIn(connection: Connection) {
  const model = connection.model('feed-links', schema, 'feed-links');
  const found = (unit: string) => model.findById(unit).lean<LinksDocument>();

  return {
    model,

    /** Makes one link worthless, or all, and notes who did; the same again changes nothing. */
    async revoke(unit: string, revocation: Revocation): Promise<void> {
      const all = revocation.link === undefined ? { $max: { endedUpTo: revocation.at + CLOCKS_DIFFER } } : {};
      const note = () =>
        model.updateOne({ _id: unit }, { ...all, $addToSet: { revocations: revocation } }, { upsert: true });
      try {
        await note();
      } catch (error) {
        // The first two of a unit at once: one has put it there.
        unlessDuplicate(error);
        await note();
      }
    },

    /** Whether a link was not made worthless. */
    async isGood(unit: string, link: { readonly id: string; readonly madeAt: Instant }): Promise<boolean> {
      const { endedUpTo = -Infinity, revocations = [] } = (await found(unit)) ?? {};
      return link.madeAt > endedUpTo && revocations.every((it) => it.link !== link.id);
    },

    /** Up to when all links of a unit are worthless: a new one is made later. */
    endedUpTo: async (unit: string): Promise<Instant | undefined> => (await found(unit))?.endedUpTo,

    /** Who made which links worthless, the newest first. */
    async revocations(unit: string): Promise<Revocation[]> {
      const all = (await found(unit))?.revocations ?? [];
      return all.toSorted((a, b) => b.at - a.at);
    },
  };
}
