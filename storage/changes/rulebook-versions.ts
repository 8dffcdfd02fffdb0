import { type Connection, Schema } from 'mongoose';
import { shortHash } from '../../domain/law/bind-rules';
import { EDITION } from '../../domain/law/edition';
import type { Rulebook } from '../../domain/law/rules';
import type { Instant } from '../../domain/time/instant';
import { unlessDuplicate } from '../errors';

/** A rulebook's file as it was once loaded. */
export interface RulebookVersion {
  readonly rulebook: string;
  readonly version: string;
  readonly title: string;
  /** The SHA-256 of the file, in hex. */
  readonly hash: string;
  /** When it was loaded for the first time. */
  readonly loadedAt: Instant;
}

/** A rulebook as it is kept, with the whole hash of its file. */
export type KeptRulebook = Rulebook & { readonly hash: string };

type VersionDocument = RulebookVersion & {
  /** `rulebook:hash`, with the hash as tickets keep it. */
  _id: string;
  /** In which edition `book` was read from its file; none where that was before editions were told apart. */
  edition?: number;
  /** The whole rulebook, after its check; as text, since its keys are a city's own words. */
  book: string;
};

const schema = new Schema(
  {
    _id: { type: String, required: true },
    rulebook: { type: String, required: true },
    version: { type: String, required: true },
    title: { type: String, required: true },
    hash: { type: String, required: true },
    loadedAt: { type: Number, required: true },
    edition: Number,
    book: { type: String, required: true },
  },
  { versionKey: false },
);

/** Every rulebook that was ever loaded: what a ticket is bound to can be read when its file is long another. */
export function rulebooksIn(connection: Connection) {
  const model = connection.model('rulebook-version', schema, 'rulebook-versions');
  return {
    model,

    /** Keeps rulebooks that are not known yet, and what is read today from the files of those that are. */
    async keep(books: Iterable<KeptRulebook>, loadedAt: Instant): Promise<void> {
      const documents = [...books].map((book): VersionDocument => {
        const { id: rulebook, version, title, hash } = book;
        const _id = `${rulebook}:${shortHash(hash)}`;
        return {
          _id,
          rulebook,
          version,
          title,
          hash,
          loadedAt,
          edition: EDITION,
          book: JSON.stringify(book),
        };
      });
      if (documents.length === 0) return;
      await model.insertMany(documents, { ordered: false, lean: true }).catch(unlessDuplicate);
      for (const { _id, edition, book } of documents)
        await model.updateOne({ _id, edition: { $not: { $gte: EDITION } } }, { $set: { edition, book } });
    },

    /** Every rulebook that was ever loaded, by its id. */
    ids: async (): Promise<string[]> => model.distinct('rulebook'),

    /** The versions of a rulebook, the one that was loaded last first. */
    async versionsOf(rulebook: string): Promise<RulebookVersion[]> {
      const found = await model
        .find({ rulebook }, { book: 0, edition: 0 })
        .sort({ loadedAt: -1, _id: 1 })
        .lean<VersionDocument[]>();
      return found.map(({ _id: _, book: __, ...version }): RulebookVersion => version);
    },

    /**
     * @param hash as tickets keep it
     * @returns undefined also for one that was read from its file in another edition, which says other things
     */
    async find(rulebook: string, hash: string): Promise<KeptRulebook | undefined> {
      const found = await model
        .findOne({ _id: `${rulebook}:${hash}`, edition: EDITION })
        .lean<VersionDocument>();
      // As `keep` wrote it.
      return found ? (JSON.parse(found.book) as KeptRulebook) : undefined;
    },
  };
}
