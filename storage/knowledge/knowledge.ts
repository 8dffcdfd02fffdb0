import { type Connection, Schema } from 'mongoose';
import { type Entry, remindedAt } from '../../domain/knowledge/entry';
import type { Instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import { unlessDuplicate } from '../errors';
import { type Page, pageOf } from '../page';

/** An entry as it was written, by whom and when. */
export interface WrittenEntry extends Entry {
  readonly at: Instant;
  readonly by: { readonly sub: string; readonly role: Role; readonly unit?: string };
}

type EntryDocument = Omit<WrittenEntry, 'id'> & {
  _id: string;
  /** When its owner is reminded to look at it; gone when that was done. */
  remindAt?: Instant;
};
/** `id:version` */
type VersionDocument = Omit<WrittenEntry, 'id'> & { _id: string; entry: string; request: string };

const { Mixed } = Schema.Types;
const fields = {
  _id: { type: String, required: true },
  version: { type: Number, required: true },
  question: { type: String, required: true },
  answer: { type: String, required: true },
  owner: { type: String, required: true },
  source: { type: String, required: true },
  validUntil: Number,
  reviewOn: { type: Number, required: true },
  proposed: Boolean,
  proposedFrom: String,
  at: { type: Number, required: true },
  by: { type: Mixed, required: true },
} as const;
const entrySchema = new Schema({ ...fields, remindAt: Number }, { versionKey: false });
const versionSchema = new Schema(
  { ...fields, entry: { type: String, required: true }, request: { type: String, required: true } },
  { versionKey: false },
);
const NEWEST = { at: -1, _id: -1 } as const;

/** The knowledge base (WF-31, HZ-13): public texts, each with all its versions. */
export function knowledgeIn(connection: Connection) {
  const model = connection.model('knowledge-entry', entrySchema, 'knowledge');
  const versions = connection.model('knowledge-version', versionSchema, 'knowledge-versions');

  const entryOf = ({ _id, remindAt: _, ...rest }: EntryDocument): WrittenEntry => ({ id: _id, ...rest });
  const documentOf = ({ id, ...rest }: WrittenEntry): EntryDocument => ({
    _id: id,
    ...rest,
    ...(rest.proposed ? {} : { remindAt: remindedAt(rest) }),
  });

  /** Brings the entry to a version of it; one that is newer already stays. */
  async function bringTo(entry: WrittenEntry): Promise<void> {
    if (entry.version === 1) {
      await model.insertMany([documentOf(entry)], { lean: true }).catch(unlessDuplicate);
      return;
    }
    await model.replaceOne({ _id: entry.id, version: { $lt: entry.version } }, documentOf(entry));
  }

  return {
    model,

    /**
     * Writes a version of an entry: that first, so that of two at once one is refused, then the entry itself; what a crash leaves between, the
     * next one makes up.
     * @param request the id of what asked for it: the same once more is the same version
     * @returns false where another has this version already
     */
    async write(entry: WrittenEntry, request: string): Promise<boolean> {
      const { id, ...rest } = entry;
      const document: VersionDocument = { _id: `${id}:${entry.version}`, entry: id, request, ...rest };
      await versions.insertMany([document], { lean: true }).catch(unlessDuplicate);
      const stood = await versions.findById(document._id).orFail().lean<VersionDocument>();
      await bringTo(writtenIn(stood));
      return stood.request === request;
    },

    async find(id: string): Promise<WrittenEntry | undefined> {
      const found = await model.findById(id).lean<EntryDocument>();
      return found ? entryOf(found) : undefined;
    },

    /** All versions of an entry, the newest first. */
    async versionsOf(id: string): Promise<WrittenEntry[]> {
      const found = await versions.find({ entry: id }).sort({ version: -1 }).lean<VersionDocument[]>();
      return found.map(writtenIn);
    },

    /**
     * Entries by when they were written last, newest first.
     * @param of an owner’s; proposals
     * @param since not before that
     * @throws RangeError for a cursor that no list gave out
     */
    async list(
      of: { readonly owner?: string; readonly proposed?: true; readonly since?: Instant },
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<WrittenEntry>> {
      const { owner, proposed, since } = of;
      const wanted = {
        ...(owner === undefined ? {} : { owner }),
        ...(proposed === undefined ? {} : { proposed }),
        ...(since === undefined ? {} : { at: { $gte: since } }),
      };
      const page = await pageOf(
        { cursor, limit },
        { field: 'at', of: ({ at }: EntryDocument) => at },
        (conditions, most) =>
          model
            .find({ $and: [wanted, ...conditions] })
            .sort(NEWEST)
            .limit(most)
            .lean<EntryDocument[]>(),
      );
      return { ...page, items: page.items.map(entryOf) };
    },

    /** Those whose owner is to be reminded by now, in the order of their ids. */
    async toReview(now: Instant, after: string, limit: number): Promise<WrittenEntry[]> {
      const found = await model
        .find({ remindAt: { $lte: now }, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<EntryDocument[]>();
      return found.map(entryOf);
    },

    /** Its owner was reminded of this version. */
    async reminded({ id, version }: Pick<Entry, 'id' | 'version'>): Promise<void> {
      await model.updateOne({ _id: id, version }, { $unset: { remindAt: 1 } });
    },
  };
}

const writtenIn = ({ _id: _, entry, request: __, ...rest }: VersionDocument): WrittenEntry => ({
  id: entry,
  ...rest,
});
