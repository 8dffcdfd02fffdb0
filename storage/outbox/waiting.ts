import type { Instant } from '../../domain/time/instant';
import type { MessageStatus } from '../../domain/words';
import { type Page, pageOf } from '../page';
import {
  type Message,
  type MessageDocument,
  type MessageModel,
  messageOf,
  type ReadyChannel,
} from './message';

/** What a gateway says of a message to a caller. @property reason a code of its network, of one that failed */
export type Receipt =
  | { readonly status: Extract<MessageStatus, 'sent' | 'delivered'> }
  | { readonly status: Extract<MessageStatus, 'failed'>; readonly reason: string };

const OLDEST = { at: 1, _id: 1 } as const;

/** What lies ready until somebody comes for it: a reader for the own, a gateway for what is for callers. */
export function waitingIn(model: MessageModel) {
  return {
    /** Nobody sends these (any more): they wait, by this channel. What was taken meanwhile stays as it is. */
    async keepReady(ids: readonly string[], channel: ReadyChannel): Promise<void> {
      await model.updateMany(
        {
          _id: { $in: ids },
          status: { $in: ['pending', 'failed', 'waiting'] },
          receiptAt: { $exists: false },
        },
        { $set: { status: 'waiting', channel }, $unset: { lastError: 1, gathered: 1 } },
      );
    },

    /** Notes that their reader has fetched them; again, or of what does not wait in the outbox, it changes nothing. */
    async markFetched(ids: readonly string[], at: Instant): Promise<void> {
      await model.updateMany(
        { _id: { $in: ids }, status: 'waiting', channel: 'outbox' },
        { $set: { status: 'sent', sentAt: at } },
      );
    },

    /**
     * What waits for a gateway, oldest first.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1
     * @throws RangeError for a cursor that no list gave out
     */
    async queued(cursor: string | undefined, limit: number): Promise<Page<Message>> {
      const queue = { status: 'waiting', channel: 'queue', superseded: { $exists: false } } as const;
      const page = await pageOf(
        { cursor, limit },
        { field: 'at', of: ({ at }: MessageDocument) => at, earliestFirst: true },
        async (conditions, most) =>
          model
            .find({ $and: [queue, ...conditions] })
            .sort(OLDEST)
            .limit(most)
            .lean<MessageDocument[]>(),
      );
      return { ...page, items: page.items.map(messageOf) };
    },

    /**
     * Notes what a gateway says of a message to a caller. Receipts may come again and in any order: what was delivered has not failed, and
     * what has either is not merely sent.
     * @returns the message as it stands then; undefined where there is none to a caller by that id
     */
    async receive(id: string, receipt: Receipt, at: Instant): Promise<Message | undefined> {
      const ofCaller = { _id: id, to: 'caller' };
      switch (receipt.status) {
        case 'sent':
          await model.updateOne(
            { ...ofCaller, status: { $ne: 'sent' }, receiptAt: { $exists: false } },
            { $set: { status: 'sent', sentAt: at }, $unset: { lastError: 1 } },
          );
          break;
        case 'delivered':
          await model.updateOne(
            { ...ofCaller, status: { $ne: 'delivered' } },
            { $set: { status: 'delivered', receiptAt: at }, $unset: { lastError: 1 } },
          );
          break;
        case 'failed':
          await model.updateOne(
            { ...ofCaller, receiptAt: { $exists: false } },
            { $set: { status: 'failed', lastError: `gateway: ${receipt.reason}`, receiptAt: at } },
          );
          break;
      }
      const found = await model.findOne(ofCaller).lean<MessageDocument>();
      return found ? messageOf(found) : undefined;
    },
  };
}
