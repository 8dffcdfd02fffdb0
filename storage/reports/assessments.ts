import { type Connection, Schema } from 'mongoose';
import { shortHash } from '../../domain/law/bind-rules';
import type { Assessment } from '../../domain/reports/assessment';
import type { Instant } from '../../domain/time/instant';
import { isNew, unlessDuplicate } from '../errors';

/** An assessment as it is kept, with the SHA-256 of its file, in hex. */
export type KeptAssessment = Assessment & { readonly hash: string };

interface VersionDocument {
  /** `assessment:hash`, with the hash as months keep it. */
  _id: string;
  assessment: string;
  version: string;
  loadedAt: Instant;
  /** The whole of it, after its check; as text, since its keys are a city's own words. */
  book: string;
}

interface MonthDocument {
  /** `assessment month` */
  _id: string;
  hash: string;
  at: Instant;
}

const versions = new Schema(
  {
    _id: { type: String, required: true },
    assessment: { type: String, required: true },
    version: { type: String, required: true },
    loadedAt: { type: Number, required: true },
    book: { type: String, required: true },
  },
  { versionKey: false },
);
const months = new Schema(
  {
    _id: { type: String, required: true },
    hash: { type: String, required: true },
    at: { type: Number, required: true },
  },
  { versionKey: false },
);

/** Every assessment that was ever loaded, and by which of them a month was reported: it is reported so for good. */
export function assessmentsIn(connection: Connection) {
  const model = connection.model('assessment-version', versions, 'assessment-versions');
  const reported = connection.model('reported-month', months, 'reported-months');

  async function find(assessment: string, hash: string): Promise<KeptAssessment | undefined> {
    const found = await model.findById(`${assessment}:${hash}`).lean<VersionDocument>();
    // As `keep` wrote it.
    return found ? (JSON.parse(found.book) as KeptAssessment) : undefined;
  }

  return {
    model,

    /** Keeps assessments that are not known yet. */
    async keep(books: Iterable<KeptAssessment>, loadedAt: Instant): Promise<void> {
      const documents = [...books].map((book): VersionDocument => ({
        _id: `${book.id}:${shortHash(book.hash)}`,
        assessment: book.id,
        version: book.version,
        loadedAt,
        book: JSON.stringify(book),
      }));
      if (documents.length === 0) return;
      await model.insertMany(documents, { ordered: false, lean: true }).catch(unlessDuplicate);
    },

    /**
     * By which assessment a month that is over is reported: by the one that it was first reported by, whatever is loaded since.
     * @param loaded what reports it, where nothing did yet; noted from then on
     * @param month `2026-10`
     */
    async reportedBy(loaded: KeptAssessment, month: string, now: Instant): Promise<KeptAssessment> {
      const _id = `${loaded.id} ${month}`;
      const hash = shortHash(loaded.hash);
      const known = await reported.findById(_id).lean<MonthDocument>();
      if (!known && (await isNew(reported.insertMany([{ _id, hash, at: now }], { lean: true }))))
        return loaded;
      const by = known ?? (await reported.findById(_id).orFail().lean<MonthDocument>());
      return by.hash === hash ? loaded : ((await find(loaded.id, by.hash)) ?? loaded);
    },
  };
}
