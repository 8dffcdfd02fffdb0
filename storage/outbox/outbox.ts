import type { Connection } from 'mongoose';
import { seqOfMessage } from '../../domain/telling/consequences';
import { HOUR, type Instant } from '../../domain/time/instant';
import { isNew, unlessDuplicate } from '../errors';
import { type Page, pageOf } from '../page';
import {
  isReady,
  type Message,
  type MessageChannel,
  type MessageDocument,
  messageModelOn,
  messageOf,
  type NewMessage,
  UNSENT,
} from './message';
import { waitingIn } from './waiting';

export type { Message, MessageChannel, MessageTemplate, NewMessage } from './message';

/** What is gathered for a unit. */
export interface Gathered {
  readonly unit: string;
  /** Of when the oldest message is. */
  readonly since: Instant;
  readonly count: number;
}

const NEWEST = { at: -1, _id: -1 } as const;
const OLDEST = { at: 1, _id: 1 } as const;
export type Outbox = ReturnType<typeof outboxIn>;

/** Every message that was ever to be sent, and how it went. */
export function outboxIn(connection: Connection) {
  const model = messageModelOn(connection);
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
    ...waitingIn(model),

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

    /** What the caller of a ticket is told by another that it was merged into, oldest first. */
    toVoice: async (voice: string): Promise<Message[]> => (await oldestFirst({ voice })).map(messageOf),

    /** Those of a ticket that are still to be sent by themselves: not those that were given up, or are gathered. */
    async undelivered(ticketId: string, now: Instant): Promise<Message[]> {
      const found = await oldestFirst({
        ticketId,
        ...UNSENT,
        superseded: { $exists: false },
        gathered: { $exists: false },
      });
      return found.filter((it) => !isGivenUp(it, now)).map(messageOf);
    },

    /** Notes that they were taken; what a gateway has said of them since, stays. */
    async markSent(ids: readonly string[], channel: MessageChannel, at: Instant): Promise<void> {
      await model.updateMany(
        { _id: { $in: ids }, receiptAt: { $exists: false } },
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
        { _id: { $in: ids }, ...UNSENT },
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
  status: isReady(message.channel) ? 'waiting' : 'pending',
});

const withUnit = (message: NewMessage, gathered: string | undefined): NewMessage =>
  gathered === undefined ? message : { ...message, gathered };

/** The id of a message that is told in place of another: `ticket:epoch:seq:to`. */
function ofEpoch(id: string, decided: Instant): string {
  const [ticket, ...rest] = id.split(':');
  return [ticket, decided, ...rest].join(':');
}
