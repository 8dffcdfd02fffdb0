import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { CommandName, Role } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { open, resealed, seal, SealError, type SealingKeys } from '../../keys/seal';
import { commitmentTo, type TicketKey } from '../../keys/ticket-key';
import { unlessDuplicate } from '../errors';
import type { Tickets } from '../tickets/tickets';

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

/** The same without what was written. */
export type CommandGiven = Omit<CommandTexts, 'texts'>;

export type CommandDocument = Omit<CommandGiven, 'id'> & {
  _id: string;
  /** Of the format; none in the first, whose texts are not sealed. */
  version?: number;
  /** The texts as JSON; none where there are none. */
  sealed?: string;
  /** In the first format. */
  texts?: Texts;
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
    version: Number,
    sealed: String,
    texts: Mixed,
    at: { type: Number, required: true },
    applied: Boolean,
  },
  { minimize: false, versionKey: false },
);

export type AllTexts = ReturnType<typeof textsIn>;

/** The format of today. */
export const COMMAND_VERSION = 2;
/** How many commands one look takes: few enough that nothing else waits for it. */
const PAGE = 500;

const placeOf = (ticketId: string, command: string): string => `${ticketId} ${command}`;
const isEmpty = (texts: Texts): boolean => Object.keys(texts).length === 0;

/** The free texts of commands, sealed with the keys of their tickets, and who gave them. */
export function textsIn(
  connection: Connection,
  tickets: Pick<Tickets, 'ownKey' | 'ownKeys'>,
  keys: DataKeys,
) {
  const model = connection.model('command', schema, 'commands');

  /** By ticket; a ticket of the first format has no key of its own. */
  async function keysOf(found: readonly CommandDocument[]): Promise<(ticketId: string) => SealingKeys> {
    const own = await tickets.ownKeys([...new Set(found.map(({ ticketId }) => ticketId))]);
    return (ticketId) => {
      const key = own.get(ticketId);
      return key ? [key, ...keys] : keys;
    };
  }

  return {
    model,

    /**
     * Keeps a command's texts before the command is sent; the same id again changes nothing.
     * @returns what binds to them, the same for the same texts; none where there are none, or the ticket has no key of its own
     */
    async put({ id, texts, ...given }: CommandTexts): Promise<string | undefined> {
      const { ticketId } = given;
      const own = isEmpty(texts) ? undefined : await tickets.ownKey(ticketId);
      const by: SealingKeys = own ? [own] : keys;
      const sealed = isEmpty(texts) ? {} : { sealed: seal(by, JSON.stringify(texts), placeOf(ticketId, id)) };
      await model
        .insertMany([{ _id: id, ...given, ...sealed, version: COMMAND_VERSION }], { lean: true })
        .catch(unlessDuplicate);
      return own && commitmentTo(own, id, texts);
    },

    /** Removes the texts of a command that was refused. */
    async remove(id: string): Promise<void> {
      await model.deleteOne({ _id: id });
    },

    /** Those of these commands that are kept, by their ids, with their texts; where these can't be opened any more, they have none. */
    async of(ids: readonly string[]): Promise<Map<string, CommandTexts>> {
      if (ids.length === 0) return new Map();
      const found = await model.find({ _id: { $in: ids } }).lean<CommandDocument[]>();
      const keysFor = await keysOf(found.filter(({ sealed }) => sealed !== undefined));
      return new Map(found.map((document) => [document._id, textsOf(keysFor(document.ticketId), document)]));
    },

    /** Commands older than `before` that were not yet found in the ledger. */
    async unconfirmed(before: Instant, after: string, limit: number): Promise<CommandGiven[]> {
      const filter = { applied: { $exists: false }, at: { $lt: before }, _id: { $gt: after } };
      const found = await model.find(filter).sort({ _id: 1 }).limit(limit).lean<CommandDocument[]>();
      return found.map(givenOf);
    },

    async confirm(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await model.updateMany({ _id: { $in: ids } }, { $set: { applied: true } });
    },

    /** Seals the texts of some commands of the first format; those of tickets that are not renewed themselves yet by a data key. @returns how many; none are left where it is 0 */
    async renew(): Promise<number> {
      const found = await model
        .find({ version: { $exists: false } })
        .limit(PAGE)
        .lean<CommandDocument[]>();
      const keysFor = await keysOf(found);
      for (const { _id, ticketId, texts = {} } of found) {
        const sealed = isEmpty(texts)
          ? {}
          : { sealed: seal(keysFor(ticketId), JSON.stringify(texts), placeOf(ticketId, _id)) };
        await model.updateOne(
          { _id, version: { $exists: false } },
          { $set: { version: COMMAND_VERSION, ...sealed }, $unset: { texts: 1 } },
        );
      }
      return found.length;
    },
  };
}

/** @param by the keys of its ticket */
export const textsOf = (by: SealingKeys, document: CommandDocument): CommandTexts => ({
  ...givenOf(document),
  texts: openedTexts(by, document),
});

/**
 * The texts of a command as its ticket's own key seals them; of a ticket that has none, the newest data key.
 * @throws SealError
 */
export function resealedTexts(
  keys: DataKeys,
  own: TicketKey | undefined,
  { _id: id, ticketId, sealed }: CommandDocument,
): Pick<CommandDocument, 'sealed'> {
  if (sealed === undefined) return {};
  const by: SealingKeys = own ? [own, ...keys] : keys;
  return { sealed: resealed(by, own ? [own] : keys, sealed, placeOf(ticketId, id)) };
}

/** As `put` wrote them; what was changed since, or lost its key, is gone. */
function openedTexts(by: SealingKeys, { _id: id, ticketId, sealed, texts = {} }: CommandDocument): Texts {
  if (sealed === undefined) return texts;
  try {
    return JSON.parse(open(by, sealed, placeOf(ticketId, id))) as Texts;
  } catch (error) {
    if (error instanceof SealError) return {};
    throw error;
  }
}

const givenOf = ({ _id: id, ticketId, name, actor, at }: CommandDocument): CommandGiven => ({
  id,
  ticketId,
  name,
  actor,
  at,
});
