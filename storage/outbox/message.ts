import { type Connection, Schema } from 'mongoose';
import type { Template } from '../../domain/telling/template';
import type { Instant } from '../../domain/time/instant';
import { keysOf, MESSAGE_STATUSES, type MessageStatus } from '../../domain/words';

/** What a message says: something of one ticket, what a change of calendar or rulebook did to many, of a caller's restriction, or what is done on an occasion. */
export type MessageTemplate =
  Template | 'dates-moved' | 'restriction-appealed' | 'restriction-ended' | 'knowledge-review' | 'occasion';

/** How a message goes out; `outbox` lies there until its reader fetches it, `queue` until a gateway does that takes it to the caller. */
export type MessageChannel = (typeof CHANNELS)[number];
const CHANNELS = ['webhook', 'email', 'outbox', 'queue'] as const;
/** Of those the ones by which nothing is sent: somebody comes for it. */
export type ReadyChannel = Extract<MessageChannel, 'outbox' | 'queue'>;
export const isReady = (channel: MessageChannel): channel is ReadyChannel =>
  channel === 'outbox' || channel === 'queue';

/** A message to be written into the outbox. */
export interface NewMessage {
  /** `ticket:seq:to`: one addressee gets one message of an event (`ticket:epoch:seq:to` where another was told there and lost); `ticket:change-number:to` or `change-number:to` for what a change did; `occasion:seq:to` for what is done on one. */
  readonly id: string;
  readonly at: Instant;
  /** A unit's id; or `caller`, or a level that no unit has. */
  readonly to: string;
  readonly template: MessageTemplate;
  readonly channel: MessageChannel;
  readonly text: string;
  /** Names the delivery in the timeline of Temporal Web. */
  readonly summary: string;
  /** The ticket that was merged into its ticket, and whose caller it is for. */
  readonly voice?: string;
  /** The unit whose gathered message it waits for: nobody sends it by itself. Gone when it was sent or given up. */
  readonly gathered?: string;
}

export interface Message extends NewMessage {
  /** Of a message about many tickets `change-number`, the change that moved them; of one about an occasion its id. */
  readonly ticketId: string;
  readonly status: MessageStatus;
  /** Tries that came to an end, well or not. */
  readonly attempts: number;
  /** Why the last try failed, without anything of the message, its reader or its address. */
  readonly lastError?: string;
  readonly sentAt?: Instant;
  /** When the gateway said what became of it in the end; nobody sends it any more. */
  readonly receiptAt?: Instant;
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

const schema = new Schema(
  {
    _id: { type: String, required: true },
    ticketId: { type: String, required: true },
    decided: { type: Number, required: true },
    at: { type: Number, required: true },
    to: { type: String, required: true },
    template: { type: String, required: true },
    channel: { type: String, required: true, enum: CHANNELS },
    text: { type: String, required: true },
    summary: { type: String, required: true },
    status: { type: String, required: true, enum: keysOf(MESSAGE_STATUSES) },
    attempts: { type: Number, required: true },
    lastError: String,
    triedAt: Number,
    sentAt: Number,
    receiptAt: Number,
    superseded: Number,
    gathered: String,
    voice: String,
  },
  { versionKey: false },
);

export type MessageModel = ReturnType<typeof messageModelOn>;
export const messageModelOn = (connection: Connection) => connection.model('message', schema, 'outbox');

/** Those that are still to be sent, or tried again. */
export const UNSENT = { status: { $in: ['pending', 'failed'] }, receiptAt: { $exists: false } } as const;
export const isUnsent = ({ status, receiptAt }: Pick<Message, 'status' | 'receiptAt'>): boolean =>
  (status === 'pending' || status === 'failed') && receiptAt === undefined;

export const messageOf = ({ _id: id, decided: _, triedAt: __, ...rest }: MessageDocument): Message => ({
  id,
  ...rest,
});
