import type { Readable } from 'node:stream';
import { type Connection, mongo, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';

/** Of a file the bytes from `start` up to, and without, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Notes that a file is being written; it goes when it is known what became of the file. */
interface UploadDocument {
  /** The file's id. */
  _id: string;
  at: Instant;
}

const schema = new Schema(
  { _id: { type: String, required: true }, at: { type: Number, required: true } },
  { versionKey: false },
);

const BUCKET = 'attachments';

export type Uploads = ReturnType<typeof uploadsIn>;

/**
 * The bytes of attachments, in the database's GridFS. A file is many documents, and there are no transactions: a note is kept
 * from before its first byte until something refers to it, so that the sweep finds what a crash left without reading all files.
 */
export function uploadsIn(connection: Connection) {
  const model = connection.model('upload', schema, 'uploads');
  const { db } = connection;
  if (!db) throw new Error('The store is opened on a connection that stands.');
  // One for each call: a bucket makes its indexes once, and where that failed never again.
  const bucket = (): mongo.GridFSBucket => new mongo.GridFSBucket(db, { bucketName: BUCKET });

  async function discard(file: string): Promise<void> {
    const id = new mongo.ObjectId(file);
    await db?.collection(`${BUCKET}.files`).deleteOne({ _id: id });
    await db?.collection(`${BUCKET}.chunks`).deleteMany({ files_id: id });
    await model.deleteOne({ _id: file });
  }

  return {
    model,

    /**
     * Writes bytes as they come; what was written of a source that fails is removed again.
     * @returns the file's id. Whoever gets it says what becomes of it, by `keep` or `discard`; else the sweep removes it
     * @throws also what the source throws
     */
    async write(bytes: AsyncIterable<Buffer>, at: Instant): Promise<string> {
      const id = new mongo.ObjectId();
      const file = id.toHexString();
      await model.insertMany([{ _id: file, at }], { lean: true });
      try {
        await writeAll(bucket().openUploadStreamWithId(id, ''), bytes);
        return file;
      } catch (error) {
        await discard(file).catch(() => {}); // The note stays, for the sweep.
        throw error;
      }
    },

    /** Something refers to the file now. */
    async keep(file: string): Promise<void> {
      await model.deleteOne({ _id: file });
    },

    /** Removes a file, whole or in part; again, it changes nothing. */
    discard,

    /** Files begun before `before` of which nobody said what becomes of them. */
    async unsettled(before: Instant, after: string, limit: number): Promise<string[]> {
      const filter = { at: { $lt: before }, _id: { $gt: after } };
      const found = await model.find(filter).sort({ _id: 1 }).limit(limit).lean<UploadDocument[]>();
      return found.map(({ _id }) => _id);
    },

    /** Reads a file, or a part of it. The stream fails when the database is away, or the file is not there. */
    bytes: (file: string, range?: ByteRange): Readable =>
      bucket().openDownloadStream(new mongo.ObjectId(file), range && { ...range }),
  };
}

/** Each write is waited for: when a source fails, no chunk is still on its way to be stored after those before it were removed. */
async function writeAll(stream: mongo.GridFSBucketWriteStream, bytes: AsyncIterable<Buffer>): Promise<void> {
  const failed = new Promise<never>((_resolve, reject) => stream.once('error', reject));
  failed.catch(() => {}); // A write tells of it too.
  const done = (step: (tell: (error?: Error | null) => void) => unknown): Promise<void> =>
    Promise.race([
      failed,
      new Promise<void>((resolve, reject) => void step((error) => (error ? reject(error) : resolve()))),
    ]);
  try {
    for await (const chunk of bytes) await done((tell) => stream.write(chunk, tell));
    await done((tell) => stream.end(tell));
  } finally {
    stream.destroy();
  }
}
