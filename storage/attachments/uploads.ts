import { buffer } from 'node:stream/consumers';
import { type Connection, mongo, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import { openFile, sealedFile } from '../../keys/sealed-file';
import { unlessDuplicate } from '../errors';
import type { KeysOf } from '../tickets/texts/sealed-text';

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
 * The bytes of attachments, sealed, in the database's GridFS. A file is many documents, and there are no transactions: a note is kept
 * from before its first byte until something refers to it, so that the sweep finds what a crash left without reading all files.
 */
export function uploadsIn(connection: Connection, keysOf: KeysOf) {
  const model = connection.model('upload', schema, 'uploads');
  const { db } = connection;
  if (!db) throw new Error('The store is opened on a connection that stands.');
  // One for each call: a bucket makes its indexes once, and where that failed never again.
  const bucket = (): mongo.GridFSBucket => new mongo.GridFSBucket(db, { bucketName: BUCKET });

  const stored = (file: string) => bucket().openDownloadStream(new mongo.ObjectId(file));

  async function discard(file: string): Promise<void> {
    const id = new mongo.ObjectId(file);
    await db?.collection(`${BUCKET}.files`).deleteOne({ _id: id });
    await db?.collection(`${BUCKET}.chunks`).deleteMany({ files_id: id });
    await model.deleteOne({ _id: file });
  }

  return {
    model,

    /**
     * Writes the bytes of a ticket's file as they come, sealed; what was written of a source that fails is removed again.
     * @returns the file's id. Whoever gets it says what becomes of it, by `keep` or `discard`; else the sweep removes it
     * @throws also what the source throws
     */
    async write(ticketId: string, bytes: AsyncIterable<Buffer>, at: Instant): Promise<string> {
      const keys = await keysOf(ticketId);
      const id = new mongo.ObjectId();
      const file = id.toHexString();
      await model.insertMany([{ _id: file, at }], { lean: true });
      try {
        await writeAll(
          bucket().openUploadStreamWithId(id, ''),
          sealedFile(keys, bytes, placeOf(ticketId, file)),
        );
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

    has: async (file: string): Promise<boolean> =>
      (await db.collection(`${BUCKET}.files`).findOne({ _id: new mongo.ObjectId(file) })) !== null,

    /** Files begun before `before` of which nobody said what becomes of them. */
    async unsettled(before: Instant, after: string, limit: number): Promise<string[]> {
      const filter = { at: { $lt: before }, _id: { $gt: after } };
      const found = await model.find(filter).sort({ _id: 1 }).limit(limit).lean<UploadDocument[]>();
      return found.map(({ _id }) => _id);
    },

    /** Nothing will refer to the file any more, once what does now does not: the sweep removes it then, when nobody reads it still. */
    async leave(file: string, at: Instant): Promise<void> {
      await model.insertMany([{ _id: file, at }], { lean: true }).catch(unlessDuplicate);
    },

    /** The bytes of a ticket's file. @throws SealError; the driver's error while the database is away, or where the file is not there */
    read: async (ticketId: string, file: string): Promise<Buffer> =>
      openFile(await keysOf(ticketId), await buffer(stored(file)), placeOf(ticketId, file)),

    /** A file of the first format, which is not sealed, as it comes. */
    readUnsealed: (file: string): AsyncIterable<Buffer> => stored(file) as AsyncIterable<Buffer>,
  };
}

const placeOf = (ticketId: string, file: string): string => `${ticketId} ${file}`;

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
