import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { CommandName, Role } from '../../domain/words';
import { unlessDuplicate } from '../errors';

/** The free texts of a command by the name of their part, `reason` or `note` say; they are stored apart, and never enter a workflow (DESIGN §6). */
export type Texts = Readonly<Record<string, string>>;

/** Before the id of a unit: the part that says why a lead goes on without it (BJ-7). No dot, which not every database takes in a name. */
export const WITHOUT = 'without:';

/** What the database keeps of a command: who gave it, and its free text (claim check, DESIGN §6). */
export interface CommandTexts {
  /** The command's id. */
  readonly id: string;
  readonly ticketId: string;
  readonly name: CommandName;
  readonly actor: { readonly sub: string; readonly role: Role; readonly unit?: string };
  readonly texts: Texts;
  readonly at: Instant;
}

type CommandDocument = Omit<CommandTexts, 'id'> & {
  _id: string;
  /** It was found in the ledger once; the sweep need not look again. */
  applied?: boolean;
};

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    ticketId: { type: String, required: true },
    name: { type: String, required: true },
    actor: { type: Mixed, required: true },
    texts: { type: Mixed, required: true },
    at: { type: Number, required: true },
    applied: Boolean,
  },
  { minimize: false, versionKey: false },
);

export type AllTexts = ReturnType<typeof textsIn>;

/** The free texts of commands and who gave them. */
export function textsIn(connection: Connection) {
  const model = connection.model('command', schema, 'commands');
  const textsOf = ({ _id: id, applied: _, ...rest }: CommandDocument): CommandTexts => ({ id, ...rest });

  return {
    model,

    /** Keeps a command's texts before the command is sent; the same id again changes nothing. */
    async put({ id, ...rest }: CommandTexts): Promise<void> {
      await model.insertMany([{ _id: id, ...rest }], { lean: true }).catch(unlessDuplicate);
    },

    /** Removes the texts of a command that was refused. */
    async remove(id: string): Promise<void> {
      await model.deleteOne({ _id: id });
    },

    async of(ids: readonly string[]): Promise<Map<string, CommandTexts>> {
      if (ids.length === 0) return new Map();
      const found = await model.find({ _id: { $in: ids } }).lean<CommandDocument[]>();
      return new Map(found.map(textsOf).map((it) => [it.id, it]));
    },

    /** Commands older than `before` that were not yet found in the ledger. */
    async unconfirmed(before: Instant, after: string, limit: number): Promise<CommandTexts[]> {
      const filter = { applied: { $exists: false }, at: { $lt: before }, _id: { $gt: after } };
      const found = await model.find(filter).sort({ _id: 1 }).limit(limit).lean<CommandDocument[]>();
      return found.map(textsOf);
    },

    async confirm(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await model.updateMany({ _id: { $in: ids } }, { $set: { applied: true } });
    },
  };
}
