import { type Connection, Schema } from 'mongoose';
import { TICKET_NUMBER } from '../../domain/ids';
import { DAY, type Instant, instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { open, seal, SealError } from '../../keys/seal';
import { unlessDuplicate } from '../errors';
import { forgetBefore } from '../requests/forgetting';
import { type Account, accountId } from './account';

/** What somebody has begun to write, and not sent. */
export interface Draft extends SavedDraft {
  /** JSON. */
  readonly content: string;
}

/** @property key what is written there: `register`, `HY-7K3M-9Q2X-4V1B:submit` */
export interface SavedDraft {
  readonly key: string;
  readonly at: Instant;
}

export interface DraftDocument {
  /** Of the account and the key, so that an account's own are found by their ids. */
  _id: string;
  at: Instant;
  /** The ticket that it is about, with whose personal data it is erased. */
  ticket?: string;
  sealed: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    at: { type: Number, required: true },
    ticket: String,
    sealed: { type: String, required: true },
  },
  { versionKey: false },
);

/** So long (ms) a draft is kept after it was last saved; set: local. */
export const DRAFT_KEPT = 7 * DAY;
/** So many drafts an account may have; set: local. */
export const MOST_DRAFTS = 50;

export type Drafts = ReturnType<typeof draftsIn>;

/** Drafts survive a reload here and not in a browser: sealed, the account's own, and gone after some days. */
export function draftsIn(connection: Connection, keys: DataKeys) {
  const model = connection.model('draft', schema, 'drafts');
  const prefixOf = (account: Account): string => `${accountId(account)}:`;
  const own = (account: Account) => {
    const prefix = prefixOf(account);
    return { _id: { $gt: prefix, $lt: `${prefix.slice(0, -1)};` } };
  };
  const isOver = ({ at }: Pick<DraftDocument, 'at'>, now: Instant): boolean => at + DRAFT_KEPT <= now;
  const savedOf = (account: Account, { _id, at }: Pick<DraftDocument, '_id' | 'at'>): SavedDraft => ({
    key: _id.slice(prefixOf(account).length),
    at,
  });

  return {
    model,

    /** Saves a draft, in the place of what stood under its key. @returns false where the account has as many as it may */
    async put(account: Account, { key, content, at }: Draft): Promise<boolean> {
      const _id = prefixOf(account) + key;
      const [ticket = ''] = key.split(':');
      const draft = {
        at,
        sealed: seal(keys, content, _id),
        ...(TICKET_NUMBER.test(ticket) ? { ticket } : {}),
      };
      const again = async () => (await model.updateOne({ _id }, { $set: draft })).matchedCount > 0;
      if (await again()) return true;
      const found = await model.find(own(account), { at: 1 }).lean<DraftDocument[]>();
      if (found.filter((it) => !isOver(it, at)).length >= MOST_DRAFTS) return false;
      try {
        await model.insertMany([{ _id, ...draft }], { lean: true });
      } catch (error) {
        // Two windows began it at once: the later is kept.
        unlessDuplicate(error);
        await again();
      }
      return true;
    },

    /** An account's drafts, in the order of their keys. */
    async of(account: Account, now: Instant): Promise<SavedDraft[]> {
      const found = await model
        .find(own(account), { at: 1 })
        .sort({ _id: 1 })
        .lean<Pick<DraftDocument, '_id' | 'at'>[]>();
      return found.filter((it) => !isOver(it, now)).map((it) => savedOf(account, it));
    },

    /** One of them; none that is over, or that no key opens any more. */
    async find(account: Account, key: string, now: Instant): Promise<Draft | undefined> {
      const found = await model.findById(prefixOf(account) + key).lean<DraftDocument>();
      if (!found || isOver(found, now)) return undefined;
      try {
        return { ...savedOf(account, found), content: open(keys, found.sealed, found._id) };
      } catch (error) {
        if (error instanceof SealError) return undefined;
        throw error;
      }
    },

    async discard(account: Account, key: string): Promise<void> {
      await model.deleteOne({ _id: prefixOf(account) + key });
    },

    /** Forgets what was last saved before `before`, at most `limit` of it. @returns how many */
    forget: (before: Instant, limit: number): Promise<number> => forgetBefore(model, before, limit),
  };
}

/** When a draft is gone. */
export const endOfDraft = ({ at }: Pick<SavedDraft, 'at'>): Instant => instant(at + DRAFT_KEPT);
