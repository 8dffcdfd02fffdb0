import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import { orderedId } from '../ordered-id';
import { type Page, pageOf } from '../page';
import { forgetBefore } from './forgetting';

/** What of a ticket somebody was shown; `caller`: whose it is, by having looked for a phone number. */
export const ACCESSES = [
  'ticket',
  'events',
  'notifications',
  'attachments',
  'attachment',
  'evidence',
  'caller',
] as const;

/** Somebody was shown something of a ticket whose caller is to stay unknown (WF-7, WF-11, JE-20). */
export interface Access {
  readonly ticketId: string;
  readonly at: Instant;
  readonly sub: string;
  readonly role: Role;
  readonly unit?: string;
  readonly what: (typeof ACCESSES)[number];
  /** Which attachment. */
  readonly attachment?: string;
  /** Whether the caller's data was shown: name and phone, or what came from the caller with voice or face. */
  readonly callerShown: boolean;
}

type AccessDocument = Access & {
  /** Grows with time, so that of two at the same millisecond the later is known. */
  _id: string;
};

const schema = new Schema(
  {
    _id: { type: String, required: true },
    ticketId: { type: String, required: true },
    at: { type: Number, required: true },
    sub: { type: String, required: true },
    role: { type: String, required: true },
    unit: String,
    what: { type: String, required: true, enum: ACCESSES },
    attachment: String,
    callerShown: { type: Boolean, required: true },
  },
  { versionKey: false },
);
const NEWEST = { at: -1, _id: -1 } as const;

export type Accesses = ReturnType<typeof accessesIn>;

/** Who looked at which confidential matter, and when; only ever added to, and forgotten when its time is over. */
export function accessesIn(connection: Connection) {
  const model = connection.model('access', schema, 'accesses');
  return {
    model,

    async note(accesses: readonly Access[]): Promise<void> {
      const documents = accesses.map((it) => ({ _id: orderedId(), ...it }));
      if (documents.length > 0) await model.insertMany(documents, { lean: true });
    },

    /**
     * Who looked at a ticket, newest first.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1
     * @throws RangeError for a cursor that no list gave out
     */
    async of(ticketId: string, cursor: string | undefined, limit: number): Promise<Page<Access>> {
      const page = await pageOf(
        { cursor, limit },
        { field: 'at', of: ({ at }: AccessDocument) => at },
        async (conditions, most) =>
          model
            .find({ $and: [{ ticketId }, ...conditions] })
            .sort(NEWEST)
            .limit(most)
            .lean<AccessDocument[]>(),
      );
      return { ...page, items: page.items.map(({ _id: _, ...access }): Access => access) };
    },

    /** Forgets what was noted before `before`, at most `limit` of it. @returns how much */
    forget: (before: Instant, limit: number): Promise<number> => forgetBefore(model, before, limit),
  };
}
