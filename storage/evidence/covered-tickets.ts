import type { Instant } from '../../domain/time/instant';
import type { Ledger } from '../ledger/ledger';
import { hashOf } from '../ledger/chain';
import { placeOf } from '../ledger/line-document';
import type { TicketDocument, TicketModel } from '../tickets/ticket-document';
import { type Head, lawHash } from './checkpoint';

/** A head, and when the ticket decided on what it is of: a ticket that decided again since has to be in the next checkpoint too. */
export type TakenHead = Head & { readonly decided: Instant };

export type CoveredTickets = ReturnType<typeof coveredTicketsIn>;

/** Which tickets changed since a checkpoint had them. Each turn that is shown says so of its ticket; so nobody looks at the rest. */
export function coveredTicketsIn(model: TicketModel, ledger: Pick<Ledger, 'model'>) {
  return {
    /**
     * Heads of tickets that changed, in the order of their ids.
     * @returns with the id after which to go on, none where this was the last page; a ticket whose last line the database has lost is
     * left out until it was told again
     */
    async changed(after: string, limit: number): Promise<{ heads: TakenHead[]; next?: string }> {
      const found = await model
        .find(
          { uncovered: true, _id: { $gt: after } },
          { 'view.seq': 1, 'view.decided': 1, rules: 1, calendar: 1 },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      const ids = found.map(({ _id, view }) => placeOf(_id, view.seq));
      const lines = await ledger.model.find({ _id: { $in: ids } }).lean();
      const hashes = new Map(lines.map((line) => [line.ticketId, hashOf(line as never)]));
      const heads = found.flatMap(({ _id: ticket, view: { seq, decided }, rules, calendar }) => {
        const hash = hashes.get(ticket);
        return hash === undefined ? [] : [{ ticket, seq, hash, law: lawHash({ rules, calendar }), decided }];
      });
      const last = found.length === limit ? found.at(-1)?._id : undefined;
      return { heads, ...(last === undefined ? {} : { next: last }) };
    },

    /** Notes that a checkpoint has them; the same again changes nothing. One that changed meanwhile waits for the next. */
    async cover(number: number, heads: readonly TakenHead[]): Promise<void> {
      await model.updateMany(
        { _id: { $in: heads.map(({ ticket }) => ticket) } },
        { $addToSet: { checkpoints: number } },
      );
      await Promise.all(
        heads.map(({ ticket: _id, seq, decided }) =>
          model.updateOne({ _id, 'view.decided': decided, 'view.seq': seq }, { $unset: { uncovered: 1 } }),
        ),
      );
    },
  };
}
