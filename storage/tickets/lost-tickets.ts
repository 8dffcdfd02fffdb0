import type { Instant } from '../../domain/time/instant';
import type { TicketDocument, TicketModel } from './ticket-document';

/** A ticket whose workflow is looked for. */
export interface OpenTicket {
  readonly id: string;
  /** The run of a workflow that was ended from outside and after which the ticket was started again. */
  readonly restoredAfter?: string;
}

/** What the sweep looks through: tickets that may have no workflow though they should. */
export function lostTicketsIn(model: TicketModel) {
  return {
    /** Tickets registered before `before` whose workflow is not known to be started. */
    async neverStarted(before: Instant, after: string, limit: number): Promise<OpenTicket[]> {
      const filter = { started: false, 'matter.registeredAt': { $lt: before }, _id: { $gt: after } };
      return openTickets(
        await model.find(filter, OPEN).sort({ _id: 1 }).limit(limit).lean<TicketDocument[]>(),
      );
    },

    /** Tickets on which something should have happened by itself before `before`. */
    async overrun(before: Instant, after: string, limit: number): Promise<OpenTicket[]> {
      const filter = { started: true, 'view.next.at': { $lt: before }, _id: { $gt: after } };
      return openTickets(
        await model.find(filter, OPEN).sort({ _id: 1 }).limit(limit).lean<TicketDocument[]>(),
      );
    },

    /** All tickets, in order of their ids. */
    async afterId(after: string, limit: number): Promise<OpenTicket[]> {
      return openTickets(
        await model
          .find({ _id: { $gt: after } }, OPEN)
          .sort({ _id: 1 })
          .limit(limit)
          .lean<TicketDocument[]>(),
      );
    },

    /** Those of these tickets that are not closed. */
    async openAmong(ids: readonly string[]): Promise<OpenTicket[]> {
      const found = await model
        .find({ _id: { $in: ids } }, { ...OPEN, 'view.state': 1 })
        .lean<TicketDocument[]>();
      return openTickets(found.filter(({ view }) => view.state !== 'closed'));
    },
  };
}

/** Those of these tickets that are not closed, by their ids alone. */
export async function openAmong(model: TicketModel, ids: readonly string[]): Promise<Set<string>> {
  const found = await model
    .find({ _id: { $in: ids }, 'view.state': { $ne: 'closed' } }, { _id: 1 })
    .lean<{ _id: string }[]>();
  return new Set(found.map(({ _id }) => _id));
}

const OPEN = { _id: 1, restoredAfter: 1 } as const;
const openTickets = (found: readonly { _id: string; restoredAfter?: string }[]): OpenTicket[] =>
  found.map(({ _id: id, restoredAfter }) => ({ id, restoredAfter }));
