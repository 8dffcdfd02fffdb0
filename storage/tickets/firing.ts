import type { Registration } from '../../domain/ticket/register';
import { evolveAll } from '../../domain/ticket/evolve';
import { lawOf, openTicket } from '../../domain/ticket/input';
import { newTicket } from '../../domain/ticket/register';
import { viewOf } from '../../domain/telling/view';
import type { Ticket } from '../../domain/ticket/ticket';
import { nextDue } from '../../domain/ticket/due';
import { type Unattended, unattended } from '../../domain/ticket/unattended';
import type { Instant } from '../../domain/time/instant';
import type { TicketId } from '../../domain/ids';
import { standingOf } from '../board/standing';
import type { Ledger } from '../ledger/ledger';
import { type AllOpenClocks, type ClocksDocument, NEVER, PATIENTLY } from './open-clocks';
import type { RulebookRef, Tickets } from './tickets';

/** An open ticket to which something happens by itself before long, and by what it is bound. */
export interface FiringTicket extends Pick<
  Registration,
  'kind' | 'channel' | 'category' | 'urgency' | 'origin'
> {
  readonly id: TicketId;
  readonly rulebook: RulebookRef;
  /** None where the workflow that last wrote it is from before this was kept: its ledger tells it. */
  readonly facts?: Unattended;
}

/** How many tickets one round trip brings: their steps are taken at once, and nobody else is answered meanwhile. */
const BATCH = 200;
/** How many of before are made ready by one sweep. */
const RENEWED = 500;

/** Which tickets something happens to by itself, and all that it takes to say what. */
export function firingIn({ model }: Pick<AllOpenClocks, 'model'>, tickets: Tickets, ledger: Ledger) {
  /**
   * An open ticket as its ledger tells it, or as its registration will make it, with what binds it.
   * @returns undefined where there is none, or it is closed
   */
  async function lived(id: string): Promise<Ticket | undefined> {
    const start = await tickets.startInput(id);
    if (!start) return undefined;
    const { events } = await ledger.completeEvents(id);
    const ticket =
      events.length === 0
        ? openTicket(start).ticket
        : evolveAll(newTicket(start.matter, lawOf(start)), events);
    return ticket.state === 'closed' ? undefined : ticket;
  }

  return {
    lived,

    /**
     * Tickets to which something happens by itself up to and including `until`, some at a time, in no order.
     * @param units only those in which one of these has a part
     * @param district only those of this one that are in figures
     */
    async *firing(
      until: Instant,
      units?: readonly string[],
      district?: string,
    ): AsyncGenerator<readonly FiringTicket[]> {
      const filter = {
        next: { $lte: until },
        ...(units ? { units: { $in: units } } : {}),
        ...(district === undefined ? {} : { district, inFigures: true }),
      };
      const cursor = model.collection.find<ClocksDocument>(filter as never, {
        batchSize: BATCH,
        projection: { bound: 1, unattended: 1 },
        ...PATIENTLY,
      });
      try {
        while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(firingOf);
      } finally {
        await cursor.close();
      }
    },

    /** Whether open tickets of before are not made ready yet, so that {@link firing} does not find them. */
    isBehind: async (): Promise<boolean> => (await model.exists({ next: { $exists: false } })) !== null,

    /** Makes some open tickets ready that were written before it was kept when something happens to them. @returns how many; none are left where it is 0 */
    async renew(): Promise<number> {
      const before = { $or: [{ next: { $exists: false } }, { inFigures: { $exists: false } }] };
      const found = await model
        .find(before, { decided: 1, seq: 1 })
        .limit(RENEWED)
        .lean<Pick<ClocksDocument, '_id' | 'decided' | 'seq'>[]>();
      for (const { _id, decided, seq } of found) {
        const ticket = await lived(_id);
        // A turn that was written meanwhile has kept its own, or is made ready next time.
        const asRead = { _id, ...before, decided: decided ?? null, seq: seq ?? null };
        await model.updateOne(asRead, {
          $set: ticket
            ? {
                next: nextDue(ticket) ?? NEVER,
                units: ticket.assignments.map(({ unit }) => unit.id),
                unattended: JSON.stringify(unattended(ticket)),
                ...standingOf(viewOf(ticket), ticket),
              }
            : { next: NEVER, units: [], inFigures: false },
        });
      }
      return found.length;
    },
  };
}

const firingOf = ({ _id: id, bound, unattended: facts }: ClocksDocument): FiringTicket => ({
  // As `clocksDocument` wrote it.
  ...(JSON.parse(bound) as Omit<FiringTicket, 'id' | 'facts'>),
  id,
  ...(facts === undefined ? {} : { facts: JSON.parse(facts) as Unattended }),
});
