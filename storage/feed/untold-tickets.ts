import { type Instant, instant } from '../../domain/time/instant';
import type { Ledger } from '../ledger/ledger';
import { type LineDocument, placeOf } from '../ledger/line-document';
import type { Superseded } from '../ledger/superseded';
import { type TicketDocument, type TicketModel, UNTOLD } from '../tickets/ticket-document';
import { WORKING_TIME } from '../working-time';
import type { Change, ToldTicket } from './block';

/** So many changes one block has at most, and so many marked tickets are looked at for one. */
const MOST = 500;

/** A ticket that changed since it was told, with what of it is to be told. */
export interface UntoldTicket extends ToldTicket {
  readonly changes: readonly Change[];
}

export type UntoldTickets = ReturnType<typeof untoldTicketsIn>;

type Untold = Pick<TicketDocument, '_id' | 'view' | 'told'>;

/** Which tickets changed since the feed told of them. Each turn that is shown marks its ticket, in the same write; so nobody looks at the rest. */
export function untoldTicketsIn(
  tickets: TicketModel,
  ledger: Pick<Ledger, 'model'>,
  superseded: Pick<Superseded, 'model'>,
) {
  /**
   * From which place on each is to be told: after the last that was, or from where something was told that gave way to another since.
   * What took its place counts once it is shown.
   */
  async function beginnings(marked: readonly Untold[]): Promise<Map<string, number>> {
    const gone = await superseded.model
      .find(
        { ticketId: { $in: marked.flatMap(({ _id, told }) => (told ? [_id] : [])) } },
        { ticketId: 1, seq: 1, by: 1 },
      )
      .lean<{ ticketId: string; seq: number; by: Instant }[]>();
    return new Map(
      marked.map(({ _id, view, told }) => {
        if (!told) return [_id, 1];
        const places = gone
          .filter(({ ticketId, by }) => ticketId === _id && by > told.decided && by <= view.decided)
          .map(({ seq }) => seq);
        return [_id, Math.min(told.seq + 1, ...places)];
      }),
    );
  }

  return {
    /**
     * Marked tickets with what is to be told of them, which may be nothing: what stands in the ledger as far as the ticket is shown. It
     * may stop short of that, where it is more than one block has; the ticket then stays marked.
     * @param after the ticket after which to look
     * @returns also how far it looked, where there may be more
     */
    async marked(after: string): Promise<{ readonly untold: UntoldTicket[]; readonly next?: string }> {
      const found = await tickets
        .find(
          { untold: UNTOLD, _id: { $gt: after } },
          { told: 1, 'view.seq': 1, 'view.decided': 1, 'view.state': 1, 'view.level': 1 },
        )
        .sort({ _id: 1 })
        .limit(MOST)
        .lean<Untold[]>();
      if (found.length === 0) return { untold: [] };
      const from = await beginnings(found);
      const places: string[] = [];
      const looked: Untold[] = [];
      for (const ticket of found) {
        if (places.length >= MOST) break;
        looked.push(ticket);
        for (let seq = from.get(ticket._id) ?? 1; seq <= ticket.view.seq && places.length < MOST; seq++)
          places.push(placeOf(ticket._id, seq));
      }
      const lines = await ledger.model.find({ _id: { $in: places } }).lean<LineDocument[]>();
      const of = new Map<string, LineDocument[]>(looked.map(({ _id }) => [_id, []]));
      for (const line of lines) of.get(line.ticketId)?.push(line);
      const last = looked.at(-1);
      const isAll = looked.length === found.length && found.length < MOST;
      return {
        untold: looked.map((ticket) => untoldOf(ticket, of.get(ticket._id) ?? [])),
        ...(isAll || !last ? {} : { next: last._id }),
      };
    },

    /**
     * Lets tickets know how far a block has told them; the same again, or late, changes nothing. What was shown meanwhile stays marked.
     * @param block none where nothing was to be told of them
     */
    async settle(told: readonly ToldTicket[], block?: number): Promise<void> {
      if (told.length === 0) return;
      const earlier = { $or: [{ told: { $exists: false } }, { 'told.block': { $lt: block } }] };
      const one = (filter: object, update: object) => ({ updateOne: { filter, update } });
      const steps = told.flatMap(({ ticket: _id, seq, decided }) => {
        const shown = { _id, 'view.decided': decided, 'view.seq': seq };
        const isWhole = { $unset: { untold: 1 } };
        if (block === undefined) return [one(shown, isWhole)];
        const isTold = { $set: { told: { block, seq, decided } } };
        return [one({ ...shown, ...earlier }, { ...isTold, ...isWhole }), one({ _id, ...earlier }, isTold)];
      });
      await tickets.bulkWrite(steps, { maxTimeMS: WORKING_TIME });
    },
  };
}

function untoldOf({ _id: ticket, view, told }: Untold, lines: readonly LineDocument[]): UntoldTicket {
  const inOrder = lines.toSorted((a, b) => a.seq - b.seq);
  // What was decided later than what is shown waits until that is shown too.
  const ahead = inOrder.findIndex(({ decided }) => decided > view.decided);
  const shown = ahead < 0 ? inOrder : inOrder.slice(0, ahead);
  return {
    ticket,
    seq: shown.at(-1)?.seq ?? Math.min(told?.seq ?? 0, view.seq),
    decided: instant(view.decided),
    changes: shown.map((line) => changeOf(line, view)),
  };
}

/** Lines from before they said so are told with what their ticket is by now. */
const changeOf = (
  { ticketId: ticket, seq, at, type, data, state, level }: LineDocument,
  view: Pick<TicketDocument['view'], 'state' | 'level'>,
): Change => ({
  ticket,
  seq,
  at,
  type,
  state: state ?? view.state,
  level: level ?? view.level,
  ...(type === 'referred' && 'to' in data ? { to: data.to } : {}),
});
