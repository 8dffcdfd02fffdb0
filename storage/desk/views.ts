import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { open, resealed, seal, SealError } from '../../keys/seal';
import { isNew } from '../errors';
import { type Account, accountId } from './account';

/** A list of tickets that somebody comes back to, by its own name: a query of the list, as it is asked. */
export interface SavedView {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
  readonly at: Instant;
}

export interface ViewsDocument {
  /** Of the account. */
  _id: string;
  /** All of its views, as JSON: what they are called is a free text. */
  sealed: string;
}

const schema = new Schema(
  { _id: { type: String, required: true }, sealed: { type: String, required: true } },
  { versionKey: false },
);

/** So many views an account may have; set: local. */
export const MOST_VIEWS = 30;
/** How often one is tried that the same account changes in another window at the same time. */
const TRIES = 10;

export type Views = ReturnType<typeof viewsIn>;

/** Saved views, one document an account: so they are read at once, changed in one step, and never more than they may be. */
export function viewsIn(connection: Connection, keys: DataKeys) {
  const model = connection.model('view', schema, 'views');

  function viewsOf(document: ViewsDocument | null): readonly SavedView[] {
    if (!document) return [];
    try {
      // As `change` wrote it.
      return JSON.parse(open(keys, document.sealed, document._id)) as SavedView[];
    } catch (error) {
      // What no key opens any more is nobody's.
      if (error instanceof SealError) return [];
      throw error;
    }
  }

  /** Changes what stands there, as it was read. @param changed undefined where nothing is to be changed */
  async function change(
    account: Account,
    changed: (views: readonly SavedView[]) => readonly SavedView[] | undefined,
  ): Promise<boolean> {
    const _id = accountId(account);
    for (let tries = 0; tries < TRIES; tries++) {
      const found = await model.findById(_id).lean<ViewsDocument>();
      const next = changed(viewsOf(found));
      if (!next) return false;
      const sealed = seal(keys, JSON.stringify(next), _id);
      const written = found
        ? (await model.updateOne({ _id, sealed: found.sealed }, { $set: { sealed } })).matchedCount > 0
        : await isNew(model.insertMany([{ _id, sealed }], { lean: true }));
      if (written) return true;
    }
    throw new Error('The views of an account are changed all the time.');
  }

  return {
    model,

    /** An account's views, in the order of their names. */
    of: async (account: Account): Promise<readonly SavedView[]> =>
      viewsOf(await model.findById(accountId(account)).lean<ViewsDocument>()),

    /** Saves a view, in the place of one of the same name. @returns false where the account has as many as it may */
    put: (account: Account, view: SavedView): Promise<boolean> =>
      change(account, (views) => {
        const others = views.filter(({ name }) => name !== view.name);
        return others.length >= MOST_VIEWS ? undefined : [...others, view].toSorted(byName);
      }),

    /** @returns false where there is none of this name */
    discard: (account: Account, name: string): Promise<boolean> =>
      change(account, (views) =>
        views.some((it) => it.name === name) ? views.filter((it) => it.name !== name) : undefined,
      ),

    /** Seals one account's anew with the newest key. @returns false where they changed meanwhile @throws SealError */
    async reseal(id: string): Promise<boolean> {
      const found = await model.findById(id).lean<ViewsDocument>();
      if (!found) return true;
      const { sealed } = found;
      const renewed = resealed(keys, keys, sealed, id);
      return (await model.updateOne({ _id: id, sealed }, { $set: { sealed: renewed } })).matchedCount > 0;
    },
  };
}

const byName = (a: SavedView, b: SavedView): number => (a.name < b.name ? -1 : 1);
