import { type Connection, Schema } from 'mongoose';
import { seqOfMessage } from '../../domain/telling/consequences';
import type { Template } from '../../domain/telling/template';
import { HOUR, type Instant } from '../../domain/time/instant';
import { isNew, unlessDuplicate } from '../errors';
import { type Page, pageOf } from '../page';

/** What a message says: something of one ticket, or what a change of calendar or rulebook did to many. */
export type MessageTemplate = Template | 'dates-moved';

/** How a message goes out; `outbox` lies there until its reader fetches it. */
export type MessageChannel = 'webhook' | 'email' | 'outbox';
export type MessageStatus = 'pending' | 'sent' | 'failed';

/** A message to be written into the outbox. */
export interface NewMessage {
  /** `ticket:seq:to`: one addressee gets one message of an event (`ticket:epoch:seq:to` where another was told there and lost); `ticket:change-number:to` or `change-number:to` for what a change did. */
  readonly id: string;
  readonly at: Instant;
  /** A unit's id; or `caller`, or a level that no unit has. */
  readonly to: string;
  readonly template: MessageTemplate;
  readonly channel: MessageChannel;
  readonly text: string;
  /** Names the delivery in the timeline of Temporal Web. */
  readonly summary: string;
  /** The unit whose gathered message it waits for: nobody sends it by itself. Gone when it was sent or given up. */
  readonly gathered?: string;
}

export interface Message extends NewMessage {
  /** Of a message about many tickets `change-number`: the change that moved them. */
  readonly ticketId: string;
  readonly status: MessageStatus;
  /** Tries that came to an end, well or not. */
  readonly attempts: number;
  /** Why the last try failed, without anything of the message, its reader or its address. */
  readonly lastError?: string;
  readonly sentAt?: Instant;
  /** When the ticket decided on what happened in place of the event that this tells of: the engine had lost that. */
  readonly superseded?: Instant;
}

export type MessageDocument = Omit<Message, 'id'> & {
  _id: string;
  /** When its ticket decided on the turn that it is of. */
  decided: Instant;
  /** When the last try failed; not kept of earlier ones. */
  triedAt?: Instant;
};

/** What is gathered for a unit. */
export interface Gathered {
  readonly unit: string;
  /** Of when the oldest message is. */
  readonly since: Instant;
  readonly count: number;
}

const NEWEST = { at: -1, _id: -1 } as const;
const OLDEST = { at: 1, _id: 1 } as const;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    ticketId: { type: String, required: true },
    decided: { type: Number, required: true },
    at: { type: Number, required: true },
    to: { type: String, required: true },
    template: { type: String, required: true },
    channel: { type: String, required: true, enum: ['webhook', 'email', 'outbox'] },
    text: { type: String, required: true },
    summary: { type: String, required: true },
    status: { type: String, required: true, enum: ['pending', 'sent', 'failed'] },
    attempts: { type: Number, required: true },
    lastError: String,
    triedAt: Number,
    sentAt: Number,
    superseded: Number,
    gathered: String,
  },
  { versionKey: false },
);

export type Outbox = ReturnType<typeof outboxIn>;

/** Every message that was ever to be sent, and how it went. */
export function outboxIn(connection: Connection) {
  const model = connection.model('message', schema, 'outbox');
  const oldestFirst = (filter: Record<string, unknown>): Promise<MessageDocument[]> =>
    model.find(filter).sort(OLDEST).lean<MessageDocument[]>();

  /** Those of them that stand there. */
  async function among(ids: readonly string[]): Promise<Message[]> {
    const found = await model.find({ _id: { $in: ids } }).lean<MessageDocument[]>();
    return found.map(messageOf);
  }

  /** @returns whether none of them stood there */
  async function isPutIn(
    ticketId: string,
    messages: readonly NewMessage[],
    decided: Instant,
  ): Promise<boolean> {
    if (messages.length === 0) return true;
    const documents = messages.map((it) => documentOf(ticketId, it, decided));
    return isNew(model.insertMany(documents, { ordered: false, lean: true }));
  }

  return {
    model,

    /**
     * Puts the messages of a turn in; those that stand there already stay as they are. Where one was told of an event that the engine
     * then lost, what is told in its place has an id of its own, which ends nobody's memory of the first.
     * @returns them as they stand, the same on every try: whoever gathers messages by now gathers none that is sent by itself already
     */
    async put(ticketId: string, messages: readonly NewMessage[], decided: Instant): Promise<NewMessage[]> {
      if (await isPutIn(ticketId, messages, decided)) return [...messages];
      const superseded = (await among(messages.map(({ id }) => id))).filter(
        (it) => it.superseded !== undefined,
      );
      const told = new Set(superseded.map(({ id }) => id));
      const standing = messages.map((it) => (told.has(it.id) ? { ...it, id: ofEpoch(it.id, decided) } : it));
      const moved = standing.filter((it) => !messages.includes(it));
      await isPutIn(ticketId, moved, decided);
      const there = await among(standing.map(({ id }) => id));
      const gathered = new Map(there.map((it) => [it.id, it.gathered]));
      return standing.map(({ gathered: _, ...it }) => withUnit(it, gathered.get(it.id)));
    },

    /**
     * Takes back what was to be told of events that the engine lost: all that was decided earlier, from `first` on. What somebody may have
     * read by now stays, as superseded.
     * @param there places whose events happened all the same
     */
    async supersede(
      ticketId: string,
      first: number,
      there: Pick<ReadonlySet<number>, 'has'>,
      decided: Instant,
    ): Promise<void> {
      const found = await model
        .find({ ticketId, decided: { $lt: decided }, superseded: { $exists: false } }, { _id: 1 })
        .lean<{ _id: string }[]>();
      const ids = found
        .map(({ _id }) => _id)
        .filter((id) => seqOfMessage(id) >= first && !there.has(seqOfMessage(id)));
      if (ids.length === 0) return;
      await model.deleteMany({ _id: { $in: ids }, status: 'pending', attempts: 0 });
      await model.updateMany(
        { _id: { $in: ids } },
        { $set: { superseded: decided }, $unset: { gathered: 1 } },
      );
    },

    /** Puts in what a change tells, each message for a ticket of its own or for the change. */
    async putAll(messages: readonly (NewMessage & { readonly ticketId: string })[]): Promise<void> {
      if (messages.length === 0) return;
      const documents = messages.map(({ ticketId, ...it }) => documentOf(ticketId, it, it.at));
      await model.insertMany(documents, { ordered: false, lean: true }).catch(unlessDuplicate);
    },

    /**
     * All that one reader was told and that holds, newest first.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1
     * @throws RangeError for a cursor that no list gave out
     */
    async to(to: string, cursor: string | undefined, limit: number): Promise<Page<Message>> {
      const page = await pageOf(
        { cursor, limit },
        { field: 'at', of: ({ at }: MessageDocument) => at },
        async (conditions, most) =>
          model
            .find({ $and: [{ to, superseded: { $exists: false } }, ...conditions] })
            .sort(NEWEST)
            .limit(most)
            .lean<MessageDocument[]>(),
      );
      return { ...page, items: page.items.map(messageOf) };
    },

    async find(id: string): Promise<Message | undefined> {
      const found = await model.findById(id).lean<MessageDocument>();
      return found ? messageOf(found) : undefined;
    },

    among,

    /** All messages of a ticket, oldest first. */
    of: async (ticketId: string): Promise<Message[]> => (await oldestFirst({ ticketId })).map(messageOf),

    /** Those of a ticket that are still to be sent by themselves: not those that were given up, or are gathered. */
    async undelivered(ticketId: string, now: Instant): Promise<Message[]> {
      const found = await oldestFirst({
        ticketId,
        status: { $ne: 'sent' },
        superseded: { $exists: false },
        gathered: { $exists: false },
      });
      return found.filter((it) => !isGivenUp(it, now)).map(messageOf);
    },

    async markSent(ids: readonly string[], channel: MessageChannel, at: Instant): Promise<void> {
      await model.updateMany(
        { _id: { $in: ids } },
        {
          $set: { status: 'sent', channel, sentAt: at },
          $inc: { attempts: 1 },
          $unset: { lastError: 1, gathered: 1 },
        },
      );
    },

    /** Notes a try that failed; what another sent meanwhile stays sent. */
    async markFailed(ids: readonly string[], reason: string, at: Instant): Promise<void> {
      await model.updateMany(
        { _id: { $in: ids }, status: { $ne: 'sent' } },
        { $set: { status: 'failed', lastError: reason, triedAt: at }, $inc: { attempts: 1 } },
      );
    },

    /** The units for which messages are gathered: how many, and of when the oldest is. */
    async gathered(): Promise<Gathered[]> {
      return model.aggregate<Gathered>([
        { $match: { gathered: { $gt: '' } } },
        { $group: { _id: '$gathered', since: { $min: '$at' }, count: { $sum: 1 } } },
        { $project: { _id: 0, unit: '$_id', since: 1, count: 1 } },
      ]);
    },

    /** Those that are gathered for a unit, the oldest first, or of these the first so many. */
    async gatheredFor(unit: string, limit: number): Promise<Message[]> {
      const found = await model.find({ gathered: unit }).sort(OLDEST).limit(limit).lean<MessageDocument[]>();
      return found.map(messageOf);
    },

    /** Gives up what was gathered: nobody sends it any more. */
    async release(ids: readonly string[]): Promise<void> {
      await model.updateMany({ _id: { $in: ids } }, { $unset: { gathered: 1 } });
    },

    /** How many messages wait for a further try after one that failed. */
    countFailed: (): Promise<number> => model.countDocuments({ status: 'failed' }),
  };
}

export const messageOf = ({ _id: id, decided: _, triedAt: __, ...rest }: MessageDocument): Message => ({
  id,
  ...rest,
});

/** A message is tried at least every half an hour, and given up a day after its turn: its last try then came within that day's last hour. */
const GIVEN_UP_AFTER = 23 * HOUR;

const isGivenUp = ({ status, decided, triedAt }: MessageDocument, now: Instant): boolean =>
  status === 'failed' && (triedAt ?? now) - decided >= GIVEN_UP_AFTER;

const documentOf = (ticketId: string, { id, ...message }: NewMessage, decided: Instant): MessageDocument => ({
  _id: id,
  ticketId,
  decided,
  ...message,
  attempts: 0,
  ...(message.channel === 'outbox' ? { status: 'sent', sentAt: message.at } : { status: 'pending' }),
});

const withUnit = (message: NewMessage, gathered: string | undefined): NewMessage =>
  gathered === undefined ? message : { ...message, gathered };

/** The id of a message that is told in place of another: `ticket:epoch:seq:to`. */
function ofEpoch(id: string, decided: Instant): string {
  const [ticket, ...rest] = id.split(':');
  return [ticket, decided, ...rest].join(':');
}
