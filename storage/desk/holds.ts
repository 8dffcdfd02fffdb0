import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import { unlessDuplicate } from '../errors';
import { forgetBefore } from '../requests/forgetting';
import { type Account, accountId } from './account';

/** A call-back that an operator has in hand. */
export interface Hold {
  readonly ticket: string;
  /** The account, as others are told. */
  readonly by: string;
  readonly until: Instant;
}

interface HoldDocument {
  /** The ticket: so only one can hold it. */
  _id: string;
  account: string;
  by: string;
  at: Instant;
  until: Instant;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    account: { type: String, required: true },
    by: { type: String, required: true },
    at: { type: Number, required: true },
    until: { type: Number, required: true },
  },
  { versionKey: false },
);

const holdOf = ({ _id: ticket, by, until }: HoldDocument): Hold => ({ ticket, by, until });

export type Holds = ReturnType<typeof holdsIn>;

/**
 * Which call-backs are in whose hands, so that no two operators call one caller. A hold ends by itself, whoever looks; the workflow knows
 * nothing of it.
 */
export function holdsIn(connection: Connection) {
  const model = connection.model('hold', schema, 'holds');
  return {
    model,

    /**
     * Takes a ticket in hand, in one step; or goes on holding it.
     * @returns false where another holds it
     */
    async take(ticket: string, holder: Account, at: Instant, until: Instant): Promise<boolean> {
      const account = accountId(holder);
      try {
        await model.updateOne(
          // What another holds does not fit, and its id is taken.
          { _id: ticket, $or: [{ until: { $lte: at } }, { account }] },
          { $set: { account, by: holder.sub, at, until } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        unlessDuplicate(error);
        return false;
      }
    },

    /** Those of these tickets that somebody holds, by their ids. */
    async of(tickets: readonly string[], now: Instant): Promise<Map<string, Hold & { account: string }>> {
      const found = await model.find({ _id: { $in: tickets } }).lean<HoldDocument[]>();
      const standing = found.filter(({ until }) => until > now);
      return new Map(standing.map((it) => [it._id, { ...holdOf(it), account: it.account }]));
    },

    /** What an account holds, what it holds longest first. */
    async heldBy(holder: Account, now: Instant): Promise<Hold[]> {
      const found = await model.find({ account: accountId(holder) }).lean<HoldDocument[]>();
      return found
        .filter(({ until }) => until > now)
        .toSorted((a, b) => a.at - b.at)
        .map(holdOf);
    },

    /** Lets go of a ticket; what another holds stays in those hands. */
    async release(ticket: string, holder: Account): Promise<void> {
      await model.deleteOne({ _id: ticket, account: accountId(holder) });
    },

    /** Forgets what was taken before `before`, at most `limit` of it. @returns how many */
    forget: (before: Instant, limit: number): Promise<number> => forgetBefore(model, before, limit),
  };
}
