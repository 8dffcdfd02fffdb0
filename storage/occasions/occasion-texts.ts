import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { open, seal, SealError } from '../../keys/seal';
import { unlessDuplicate } from '../errors';
import { ERASED, UNREADABLE } from '../tickets/texts/sealed-text';

/** What people wrote on an occasion, by the parts of its command: stored before the command is sent (claim check, DESIGN §6). */
export interface OccasionTexts {
  /** The command's id. */
  readonly id: string;
  readonly occasion: string;
  /** Of which tickets it speaks: erased with what is kept of their callers. */
  readonly tickets: readonly string[];
  readonly by: { readonly sub: string; readonly role: Role; readonly unit?: string };
  readonly at: Instant;
  readonly texts: Readonly<Record<string, string>>;
}

export type OccasionTextDocument = Omit<OccasionTexts, 'id' | 'texts'> & {
  _id: string;
  parts: readonly string[];
  /** As JSON; gone when it was erased. */
  sealed?: string;
  /** Its command stands in the ledger. */
  applied?: true;
};

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    occasion: { type: String, required: true },
    tickets: { type: [String], default: undefined },
    by: { type: Mixed, required: true },
    at: { type: Number, required: true },
    parts: { type: [String], required: true },
    sealed: String,
    applied: Boolean,
  },
  { versionKey: false },
);

export const placeOfText = (occasion: string, id: string): string => `${occasion} ${id}`;

export type AllOccasionTexts = ReturnType<typeof occasionTextsIn>;

export function occasionTextsIn(connection: Connection, keys: DataKeys) {
  const model = connection.model('occasion-text', schema, 'occasion-texts');
  return {
    model,

    /** Keeps who gives a command, and its texts, before it is sent; the same id again changes nothing. */
    async put({ id, texts, tickets, ...given }: OccasionTexts): Promise<void> {
      const document: OccasionTextDocument = {
        _id: id,
        ...given,
        ...({ tickets: tickets.length > 0 ? tickets : undefined } as { tickets: readonly string[] }),
        parts: Object.keys(texts),
        sealed: seal(keys, JSON.stringify(texts), placeOfText(given.occasion, id)),
      };
      await model.insertMany([document], { lean: true }).catch(unlessDuplicate);
    },

    /** Removes what came with a command that was refused. */
    async remove(id: string): Promise<void> {
      await model.deleteOne({ _id: id });
    },

    /** Notes that these commands stand in a ledger: nothing removes their texts any more. */
    async confirm(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await model.updateMany({ _id: { $in: ids } }, { $set: { applied: true } });
    },

    /** Who gave these commands, and what they wrote; in place of what was erased or can't be opened what says so. */
    async of(ids: readonly string[]): Promise<Map<string, Pick<OccasionTexts, 'by' | 'texts'>>> {
      if (ids.length === 0) return new Map();
      const found = await model.find({ _id: { $in: ids } }).lean<OccasionTextDocument[]>();
      return new Map(found.map((it) => [it._id, { by: it.by, texts: textsIn(keys, it) }]));
    },

    /** Removes what a crash left without a command that was ever carried out. @param before it came by then @returns how many */
    async removeLeftovers(before: Instant): Promise<number> {
      const { deletedCount } = await model.deleteMany({ applied: { $exists: false }, at: { $lt: before } });
      return deletedCount;
    },
  };
}

function textsIn(keys: DataKeys, document: OccasionTextDocument): Readonly<Record<string, string>> {
  const { _id: id, occasion, parts, sealed } = document;
  const instead = (text: string) => Object.fromEntries(parts.map((part) => [part, text]));
  if (sealed === undefined) return instead(ERASED);
  try {
    return JSON.parse(open(keys, sealed, placeOfText(occasion, id))) as Record<string, string>;
  } catch (error) {
    if (error instanceof SealError) return instead(UNREADABLE);
    throw error;
  }
}
