import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import { isNew } from '../errors';
import type { Uploads } from './uploads';

/** What was attached to a ticket: a voice, a text, a picture or a video (BJ-1). Its bytes are a file of `uploads`. */
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
  },
  { versionKey: false },
);

export type Attachments = ReturnType<typeof attachmentsIn>;

/** What was attached to which ticket. Only what stands here is there for readers, and it stands here after its last byte was written. */
export function attachmentsIn(connection: Connection) {
  const model = connection.model('attachment', schema, 'attachments');

  async function findAttachment(id: string): Promise<Attachment | undefined> {
    const found = await model.findById(id).lean<AttachmentDocument>();
    return found ? attachmentOf(found) : undefined;
  }

  return {
    model,
    find: findAttachment,

    /** What is attached to a ticket, oldest first. */
    async of(ticketId: string): Promise<Attachment[]> {
      const found = await model.find({ ticketId }).sort({ at: 1, _id: 1 }).lean<AttachmentDocument[]>();
      return found.map(attachmentOf);
    },

    /** Puts an attachment into the ticket's first free place. */
    async place({ id, ...rest }: Attachment): Promise<Attached> {
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
          return { is: 'new', attachment: { id, ...rest } };
        // Another took the place, or brought the same bytes.
      }
    },

    /** Those of these files that an attachment refers to. */
    async filesAmong(files: readonly string[]): Promise<Set<string>> {
      const found = await model.find({ file: { $in: files } }, { file: 1 }).lean<AttachmentDocument[]>();
      return new Set(found.map(({ file }) => file));
    },
  };
}

/**
 * Attaches a file that was uploaded, and settles what becomes of it. Where a call fails it may have been attached all the same:
 * then nothing is removed, and the sweep looks which it is.
 */
export async function attach(
  { attachments, uploads }: { attachments: Attachments; uploads: Uploads },
  attachment: Attachment,
): Promise<Attached> {
  const attached = await attachments.place(attachment);
  const refersToIt = attached.is !== 'full' && attached.attachment.file === attachment.file;
  // Settled or not, it is attached: a failure here is the sweep's to make good.
  const settle = refersToIt ? uploads.keep : uploads.discard;
  await settle(attachment.file).catch(() => {});
  return attached;
}

const attachmentOf = ({ _id: id, place: _, ...rest }: AttachmentDocument): Attachment => ({ id, ...rest });
