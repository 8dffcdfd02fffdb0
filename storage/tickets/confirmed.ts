import type { Instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { READ, type StoredTicket, ticketOf } from './read-model';
import type { TicketDocument, TicketModel } from './ticket-document';

/** A ticket that shows what a command did, though nobody was answered with it: the engine may have lost it. */
export interface UnansweredTicket {
  readonly id: string;
  readonly seq: number;
}

/** How far each ticket was answered for: a turn is written before the engine has it, and an answer is given only after. */
export function confirmedIn(model: TicketModel, keys: DataKeys) {
  return {
    /**
     * Notes that the engine has a ticket's events up to `seq`, so that they are never taken back.
     * @returns the ticket as readers find it
     */
    async confirm(id: string, seq: number): Promise<StoredTicket | undefined> {
      const isLast = { $max: { confirmed: seq }, $unset: { unanswered: 1 } };
      const options = { projection: READ, returnDocument: 'after' } as const;
      const found =
        (await model
          .findOneAndUpdate({ _id: id, 'view.seq': { $lte: seq } }, isLast, options)
          .lean<TicketDocument>()) ??
        (await model
          .findOneAndUpdate({ _id: id }, { $max: { confirmed: seq } }, options)
          .lean<TicketDocument>());
      return found ? ticketOf(keys, found) : undefined;
    },

    /** Lets the sweep ask the engine what became of a ticket that has no workflow though it is open. @param at from when on */
    async doubt(id: string, at: Instant): Promise<void> {
      await model.updateOne({ _id: id }, { $max: { unanswered: at } });
    },

    /** The last event that somebody was answered with, 0 where nobody was. */
    async confirmedSeq(id: string): Promise<number> {
      const found = await model.findById(id, { confirmed: 1 }).lean<TicketDocument>();
      return found?.confirmed ?? 0;
    },

    /** Tickets whose last command was written down before `before`, and answered to nobody. */
    async unanswered(before: Instant, after: string, limit: number): Promise<UnansweredTicket[]> {
      const found = await model
        .find({ unanswered: { $lt: before }, _id: { $gt: after } }, { 'view.seq': 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map(({ _id: id, view: { seq } }) => ({ id, seq }));
    },
  };
}
