import { buffer } from 'node:stream/consumers';
import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import { open, seal, SealError, type SealingKeys } from '../../keys/seal';
import { isNew } from '../errors';
import type { KeysOf } from '../tickets/texts/sealed-text';
import type { Uploads } from './uploads';

/** What was attached to a ticket: a voice, a text, a picture or a video (BJ-1). Its bytes are a file of `uploads`, sealed as its name is. */
export interface Attachment {
  /** By its ticket, the role of who attached it, and its bytes: the same once more is the same attachment. */
  readonly id: string;
  readonly ticketId: string;
  /** As the person who attached it calls it; it stands nowhere else (DESIGN §6). */
  readonly name?: string;
  /** Media type, as its bytes show it. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  readonly at: Instant;
  readonly by: { readonly role: Role; readonly unit?: string; readonly sub: string };
  readonly file: string;
  /** When nothing was found in it; none where nobody looked yet. */
  readonly scannedAt?: Instant;
  /** Of the format of name and file; none in the first, in which neither is sealed. */
  readonly version?: number;
}

/** `known`: the same bytes were attached before, maybe under another name; the first stays as it is. */
export type Attached =
  { readonly is: 'new' | 'known'; readonly attachment: Attachment } | { readonly is: 'full' };

export const ATTACHMENTS_OF_A_TICKET = 20;

type AttachmentDocument = Omit<Attachment, 'id'> & {
  _id: string;
  /** From 1: two attachments never take the same, so that no more fit in than there are, also where many come at once. */
  place: number;
};

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    ticketId: { type: String, required: true },
    place: { type: Number, required: true },
    name: String,
    type: { type: String, required: true },
    size: { type: Number, required: true },
    at: { type: Number, required: true },
    by: { type: Mixed, required: true },
    file: { type: String, required: true },
    scannedAt: Number,
    version: Number,
  },
  { versionKey: false },
);

const VERSION = 2;

export type Attachments = ReturnType<typeof attachmentsIn>;

/** What was attached to which ticket. Only what stands here is there for readers, and it stands here after its last byte was written. */
export function attachmentsIn(connection: Connection, keysOf: KeysOf) {
  const model = connection.model('attachment', schema, 'attachments');

  async function findAttachment(id: string): Promise<Attachment | undefined> {
    const found = await model.findById(id).lean<AttachmentDocument>();
    return found ? attachmentOf(await keysOf(found.ticketId), found) : undefined;
  }

  return {
    model,
    find: findAttachment,

    /** What is attached to a ticket, oldest first. */
    async of(ticketId: string): Promise<Attachment[]> {
      const found = await model.find({ ticketId }).sort({ at: 1, _id: 1 }).lean<AttachmentDocument[]>();
      if (found.length === 0) return [];
      const keys = await keysOf(ticketId);
      return found.map((document) => attachmentOf(keys, document));
    },

    /** Puts an attachment into the ticket's first free place. */
    async place({ id, name, ...given }: Omit<Attachment, 'version'>): Promise<Attached> {
      const sealed = name === undefined ? {} : { name: sealedName(await keysOf(given.ticketId), id, name) };
      const rest = { ...given, ...sealed, version: VERSION };
      for (;;) {
        const known = await findAttachment(id);
        if (known) return { is: 'known', attachment: known };
        const others = await model
          .find({ ticketId: rest.ticketId }, { place: 1 })
          .lean<AttachmentDocument[]>();
        const taken = new Set(others.map(({ place }) => place));
        const places = Array.from({ length: ATTACHMENTS_OF_A_TICKET }, (_, i) => i + 1);
        const place = places.find((it) => !taken.has(it));
        if (place === undefined) return { is: 'full' };
        if (await isNew(model.insertMany([{ _id: id, place, ...rest }], { lean: true })))
          return {
            is: 'new',
            attachment: { id, ...given, ...(name === undefined ? {} : { name }), version: VERSION },
          };
        // Another took the place, or brought the same bytes.
      }
    },

    /** Those of these files that an attachment refers to. */
    async filesAmong(files: readonly string[]): Promise<Set<string>> {
      const found = await model.find({ file: { $in: files } }, { file: 1 }).lean<AttachmentDocument[]>();
      return new Set(found.map(({ file }) => file));
    },

    async noteScanned(id: string, at: Instant): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { scannedAt: at } });
    },

    /** Some attachments of the first format. */
    async ofFirstFormat(limit: number): Promise<Attachment[]> {
      const found = await model
        .find({ version: { $exists: false } })
        .limit(limit)
        .lean<AttachmentDocument[]>();
      return found.map(({ _id: id, place: _, ...rest }) => ({ id, ...rest }));
    },

    /** Notes that an attachment of the first format is sealed, its bytes in another file; again, it changes nothing. */
    async noteSealed({ id, ticketId, name }: Attachment, file: string): Promise<void> {
      const sealed = name === undefined ? {} : { name: sealedName(await keysOf(ticketId), id, name) };
      await model.updateOne(
        { _id: id, version: { $exists: false } },
        { $set: { file, version: VERSION, ...sealed } },
      );
    },
  };
}

/**
 * Attaches a file that was uploaded, and settles what becomes of it. Where a call fails it may have been attached all the same:
 * then nothing is removed, and the sweep looks which it is.
 */
export async function attach(
  { attachments, uploads }: { attachments: Attachments; uploads: Uploads },
  attachment: Omit<Attachment, 'version'>,
): Promise<Attached> {
  const attached = await attachments.place(attachment);
  const refersToIt = attached.is !== 'full' && attached.attachment.file === attachment.file;
  // Settled or not, it is attached: a failure here is the sweep's to make good.
  const settle = refersToIt ? uploads.keep : uploads.discard;
  await settle(attachment.file).catch(() => {});
  return attached;
}

/** The bytes of an attachment. @throws SealError; the driver's error while the database is away, or where they are not there */
export const bytesOf = (
  uploads: Uploads,
  { ticketId, file, version }: Pick<Attachment, 'ticketId' | 'file' | 'version'>,
): Promise<Buffer> =>
  version === undefined ? buffer(uploads.readUnsealed(file)) : uploads.read(ticketId, file);

/** How many files are sealed at one look: each may have megabytes. */
const RENEWED = 20;

/**
 * Seals names and bytes of some attachments of the first format. Each is written anew beside its file of before, which whoever reads it
 * just then still finds: it is removed with what crashes leave.
 * @returns how many; none are left where it is 0
 */
export async function renewAttachments(
  { attachments, uploads }: { attachments: Attachments; uploads: Uploads },
  now: Instant,
): Promise<number> {
  const found = await attachments.ofFirstFormat(RENEWED);
  for (const attachment of found) {
    const { ticketId, file } = attachment;
    // What lost its bytes to a restore stays without them, and is looked at once.
    if (!(await uploads.has(file))) {
      await attachments.noteSealed(attachment, file);
      continue;
    }
    const sealed = await uploads.write(ticketId, uploads.readUnsealed(file), now);
    await uploads.leave(file, now);
    await attachments.noteSealed(attachment, sealed);
  }
  return found.length;
}

const placeOf = (id: string): string => `${id} name`;
const sealedName = (keys: SealingKeys, id: string, name: string): string => seal(keys, name, placeOf(id));

/** Its name as it was given; of one that can't be opened any more there is none. */
function attachmentOf(
  keys: SealingKeys,
  { _id: id, place: _, name, ...rest }: AttachmentDocument,
): Attachment {
  const opened = name === undefined || rest.version === undefined ? name : openedName(keys, id, name);
  return { id, ...rest, ...(opened === undefined ? {} : { name: opened }) };
}

function openedName(keys: SealingKeys, id: string, sealed: string): string | undefined {
  try {
    return open(keys, sealed, placeOf(id));
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}
